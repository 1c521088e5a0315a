/**
 * What the outside world may tell the inventory: typed updates of managed objects, already decoded and validated.
 * Nothing here knows XML, SOAP or a clock.
 *
 * In `set`, a member that is absent has not changed; `null` means vCenter has unset it. In an `enter`, absent means unset.
 * `unreadable` names properties vCenter refused to show (vim-facts 3.5): their old value is no longer trusted and becomes unknown.
 */

/** The moid of a managed object, opaque ("vm-42"). Unique within one vCenter. */
export type Ref = string;

/** One object's change as vCenter announced it. */
interface UpdateOf<Type extends string, Properties> {
  readonly type: Type;
  readonly ref: Ref;
  readonly kind: "enter" | "modify" | "leave";
  /** Empty on `leave`. */
  readonly set: { readonly [Name in keyof Properties]?: Properties[Name] | null };
  readonly unreadable: readonly (keyof Properties & string)[];
}

export type VmUpdate = UpdateOf<"VirtualMachine", VmProperties>;
export type SnapshotUpdate = UpdateOf<"VirtualMachineSnapshot", SnapshotProperties>;
export type HostUpdate = UpdateOf<"HostSystem", HostProperties>;
/** ClusterComputeResource and plain ComputeResource (a standalone host's parent). */
export type ComputeUpdate = UpdateOf<"ComputeResource", ComputeProperties>;
export type DatastoreUpdate = UpdateOf<"Datastore", DatastoreProperties>;
/** Folder, Datacenter, ResourcePool and VirtualApp: whatever only gives objects a place. */
export type PlaceUpdate = UpdateOf<"Place", PlaceProperties>;

export type InventoryUpdate = VmUpdate | SnapshotUpdate | HostUpdate | ComputeUpdate | DatastoreUpdate | PlaceUpdate;

export type PowerState = "poweredOn" | "poweredOff" | "suspended";
export type ConnectionState = "connected" | "disconnected" | "orphaned" | "inaccessible" | "invalid";

export interface VmProperties {
  readonly name: string;
  /** Folder; absent when the VM sits in a vApp (then `parentVApp`). */
  readonly parent: Ref;
  readonly parentVApp: Ref;
  readonly instanceUuid: string;
  readonly template: boolean;
  readonly changeVersion: string;
  readonly vmPathName: string;
  /** Disks of config.hardware.device; other devices are not decoded. */
  readonly disks: readonly DiskDevice[];
  readonly snapshot: SnapshotTree;
  readonly host: Ref;
  readonly powerState: PowerState;
  readonly connectionState: ConnectionState;
  readonly consolidationNeeded: boolean;
  /** Text of the question that the VM waits to be answered; unset: none. */
  readonly question: string;
  readonly datastores: readonly Ref[];
  readonly resourcePool: Ref;
  /** Sizes of disk files. Read beside the feed, for its changes are not announced (vim-facts 3.6): absent from an `enter` it says nothing. */
  readonly layout: FileLayout;
}

export interface SnapshotProperties {
  readonly vm: Ref;
  /** The frozen disks: `backing` of each is the file this snapshot pins (vim-facts 6.1, 6.4). */
  readonly disks: readonly DiskDevice[];
}

export interface HostProperties {
  readonly name: string;
  /** The compute resource it belongs to. */
  readonly parent: Ref;
  readonly connectionState: "connected" | "notResponding" | "disconnected";
  readonly powerState: "poweredOn" | "poweredOff" | "standBy" | "unknown";
  readonly inMaintenanceMode: boolean;
  /** config.product.version, e.g. "8.0.2". */
  readonly version: string;
  readonly eightPlusHostVmfsSharedAccessSupported: boolean;
  /** Mounted there. */
  readonly datastores: readonly Ref[];
}

export interface ComputeProperties {
  readonly name: string;
  readonly parent: Ref;
  /** False for a plain ComputeResource, which has no HA. */
  readonly isCluster: boolean;
  readonly hosts: readonly Ref[];
  readonly haEnabled: boolean;
  readonly drsEnabled: boolean;
  /** das.maxvmrestartcount, where the operator set it. */
  readonly maxVmRestartCount: number;
  /** HA keeps capacity free for restarts. */
  readonly admissionControlEnabled: boolean;
  readonly haRestart: HaRestart;
  /** Enabled rules that say on which hosts VMs must, or must not, run; HA and maintenance obey them (vim-facts 7.7). */
  readonly mustRules: readonly MustRule[];
}

/** Whether HA restarts VMs: the cluster's default, and the VMs whose own setting says otherwise (restart priority "disabled" or not). */
export interface HaRestart {
  readonly byDefault: boolean;
  readonly except: readonly Ref[];
}

/** A mandatory VM-host rule with its groups filled in. */
export interface MustRule {
  readonly name: string;
  /** `on`: only on these hosts; `off`: on all but these. */
  readonly kind: "on" | "off";
  readonly vms: readonly Ref[];
  readonly hosts: readonly Ref[];
}

export interface DatastoreProperties {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly capacityBytes: number;
  readonly freeSpaceBytes: number;
  readonly accessible: boolean;
  /** 3, 5 or 6 on VMFS; unset elsewhere. */
  readonly vmfsMajorVersion: number;
}

export interface PlaceProperties {
  readonly kind: "Folder" | "Datacenter" | "ResourcePool" | "VirtualApp";
  readonly name: string;
  readonly parent: Ref;
}

/** A virtual disk device of a VM or of a snapshot's frozen configuration. */
export interface DiskDevice {
  /** Device key, e.g. 2000. */
  readonly key: number;
  readonly label?: string;
  readonly capacityBytes?: number;
  /** Unset for disks without a file (raw devices, PMem). */
  readonly backing?: DiskBacking;
}

/** One level of a chain; `parent` is the level below it, down to the base (vim-facts 6.3). */
export interface DiskBacking {
  /** xsi:type, e.g. "VirtualDiskFlatVer2BackingInfo". */
  readonly type: string;
  /** "[datastore] dir/file.vmdk": the bracketed part is a display name. */
  readonly fileName: string;
  /** The datastore by reference; vCenter may omit it on parents. */
  readonly datastore?: Ref;
  readonly backingObjectId?: string;
  readonly diskMode?: string;
  readonly thinProvisioned?: boolean;
  readonly eagerlyScrub?: boolean;
  /** It has a `keyId`: its content is encrypted. */
  readonly encrypted?: true;
  readonly uuid?: string;
  readonly contentId?: string;
  readonly deltaDiskFormat?: string;
  readonly sharing?: string;
  readonly parent?: DiskBacking;
}

/** What `layoutEx` tells of disk files, other VMs' included; the server refreshes it on its own schedule, so it may lag behind the devices. */
export interface FileLayout {
  /** How old it is, vCenter's clock, ms since the epoch. */
  readonly at: number;
  readonly files: readonly LayoutFile[];
}

/** A disk file, its descriptor and extents as one. */
export interface LayoutFile {
  /** Of the descriptor, "[datastore] dir/file.vmdk". */
  readonly fileName: string;
  /** Space taken on the datastore by descriptor and extents together. */
  readonly bytes: number;
}

export interface SnapshotTree {
  readonly current?: Ref;
  readonly roots: readonly SnapshotNode[];
}

export interface SnapshotNode {
  readonly ref: Ref;
  readonly name: string;
  /** vCenter's text, kept as is (microseconds matter for order). */
  readonly createTime: string;
  /** Id of the action of ours that took it, where its description says so. */
  readonly marker?: string;
  readonly children: readonly SnapshotNode[];
}
