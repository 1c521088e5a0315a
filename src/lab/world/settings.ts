/** What holds for one lab as a whole; estates and tests set it. */

export interface WorldSettings {
  readonly seed: number;
  /** Unset: drawn from the seed. */
  readonly instanceUuid?: string;
  readonly userName: string;
  readonly password: string;
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
  /** Hosts that may have one VMFS file open: before and since (ESXi 5.1 and VMFS 5) (vim-facts 8.1). */
  readonly oldVmfsHostLimit: number;
  readonly vmfsHostLimit: number;
  /** Fault of a power-on beyond the limit (vim-facts 10.2: the exact class is not verified). */
  readonly hostLimitFault: string;
  /** Hosts that HA tries for a VM before it gives up. */
  readonly haAttempts: number;
  /** PromoteDisks of a powered-on VM: "6.x" refuses, "8.x" allows it without snapshots (vim-facts 7.2). */
  readonly promotePoweredOn: "6.x" | "8.x";
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
  oldVmfsHostLimit: 8,
  vmfsHostLimit: 32,
  hostLimitFault: "FileLocked",
  haAttempts: 5,
  promotePoweredOn: "8.x",
  childWithoutSnapshotFault: "InvalidArgument",
};
