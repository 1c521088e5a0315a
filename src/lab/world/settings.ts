/** What holds for one lab as a whole; estates and tests set it. */

/** Somebody beside the administrator: with a role over the whole inventory, or with a list of privileges such as "System.Read". */
export interface LabUser {
  readonly userName: string;
  readonly password: string;
  readonly role: "administrator" | "read-only" | "no-access" | readonly string[];
}

export interface WorldSettings {
  readonly seed: number;
  /** Unset: drawn from the seed. */
  readonly instanceUuid?: string;
  /** The administrator, who may do everything. */
  readonly userName: string;
  readonly password: string;
  readonly users?: readonly LabUser[];
  /** AboutInfo.version and apiVersion, e.g. "8.0.3" and "8.0.3.0". */
  readonly version: string;
  readonly apiVersion: string;
  readonly build: string;
  /** Idle time after which a session ends, in ms of lab time; vCenter's default is 30 minutes. */
  readonly sessionTimeoutMs: number;
  /** Bytes per second that a datastore copies; with it a task's duration is in proportion to its bytes. 0: tasks take no time. */
  readonly copyBytesPerSecond: number;
  /** What every task takes beside its bytes, in ms of lab time. */
  readonly taskBaseMs: number;
  /** Finished tasks are forgotten after this, in ms of lab time; about ten minutes on vCenter (vim-facts 7.5). */
  readonly taskKeepMs: number;
  /** Cost units of metered tasks that a host, a datastore and the whole vCenter bear at once; what exceeds them waits queued (vim-facts 8.3). */
  readonly hostTaskUnits: number;
  readonly datastoreTaskUnits: number;
  readonly vcenterTaskUnits: number;
  /** Hosts that may have one VMFS file open: before and since (ESXi 5.1 and VMFS 5) (vim-facts 8.1). */
  readonly oldVmfsHostLimit: number;
  readonly vmfsHostLimit: number;
  /** Fault of a power-on beyond the limit (vim-facts 10.2: the exact class is not verified). */
  readonly hostLimitFault: string;
  /** Hosts that HA tries for a VM before it gives up. */
  readonly haAttempts: number;
  /** From a host's failure until HA acts, and from one attempt for a VM to the next, in ms of lab time. */
  readonly haDetectionMs: number;
  readonly haAttemptMs: number;
  /** Whether a failed host still counts as having its VMs' files open until they run elsewhere: no source says which is true, and the vendor's figures fit "true". */
  readonly failedHostKeepsFiles: boolean;
  /** PromoteDisks of a powered-on VM: "6.x" refuses, "8.x" allows it without snapshots (vim-facts 7.2). */
  readonly promotePoweredOn: "6.x" | "8.x";
  /** Snapshots in one line of the tree, recommended by the vendor as the most; one more is TooManySnapshotLevels (vim-facts 8.2). */
  readonly snapshotLevelLimit: number;
  /** Levels of one disk, its base included, however they came to be (vim-facts 8.2). */
  readonly diskLevelLimit: number;
  /** createNewChildDiskBacking without a snapshot: which fault (vim-facts 11, item 12). */
  readonly childWithoutSnapshotFault: "InvalidArgument" | "NotSupported";
}

export const defaultWorldSettings: WorldSettings = {
  seed: 1,
  userName: "administrator@vsphere.local",
  password: "tetherd-lab",
  version: "8.0.3",
  apiVersion: "8.0.3.0",
  build: "24022515",
  sessionTimeoutMs: 30 * 60_000,
  copyBytesPerSecond: 500 * 1024 * 1024,
  taskBaseMs: 200,
  taskKeepMs: 10 * 60_000,
  hostTaskUnits: 8,
  datastoreTaskUnits: 128,
  vcenterTaskUnits: 640,
  oldVmfsHostLimit: 8,
  vmfsHostLimit: 32,
  hostLimitFault: "FileLocked",
  haAttempts: 5,
  haDetectionMs: 15_000,
  haAttemptMs: 2_000,
  failedHostKeepsFiles: true,
  promotePoweredOn: "8.x",
  snapshotLevelLimit: 32,
  diskLevelLimit: 255,
  childWithoutSnapshotFault: "InvalidArgument",
};
