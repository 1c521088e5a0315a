/**
 * The linked-virtual-machine model as the rest of the house reads it: objects, disk chains, clone groups.
 * These are plain readonly records. A member that is `undefined` is unknown (missing data), never "no".
 */
import type { FileNode, FileUse } from "./file-index.js";
import type { FileKey } from "./file-key.js";
import type { ConnectionState, DatastoreProperties, DiskDevice, HostProperties, ComputeProperties, PlaceProperties, PowerState, Ref, SnapshotTree } from "./updates.js";

export type { FileKey };

export interface Vm {
  readonly ref: Ref;
  readonly name: string | undefined;
  readonly parent: Ref | undefined;
  readonly instanceUuid: string | undefined;
  readonly template: boolean | undefined;
  readonly changeVersion: string | undefined;
  readonly vmPathName: string | undefined;
  /** Undefined while `config` is unset or unreadable: the VM may be inaccessible. */
  readonly disks: readonly DiskDevice[] | undefined;
  /** Undefined = unreadable; a tree without roots = no snapshots. */
  readonly snapshot: SnapshotTree | undefined;
  readonly host: Ref | undefined;
  readonly powerState: PowerState | undefined;
  readonly connectionState: ConnectionState | undefined;
  readonly consolidationNeeded: boolean | undefined;
  /** What the VM waits to be answered; "" when nothing, undefined when vCenter does not say. */
  readonly question: string | undefined;
  readonly datastores: readonly Ref[];
  readonly resourcePool: Ref | undefined;
  /** Members that vCenter refuses to show, for want of a permission; they are undefined. Others that are undefined are unset. */
  readonly refused: readonly string[];
}

type Known<Properties> = { readonly [Name in keyof Properties]: Properties[Name] | undefined };

export interface Host extends Known<HostProperties> { readonly ref: Ref }
export interface Compute extends Known<ComputeProperties> { readonly ref: Ref }
export interface Datastore extends Known<DatastoreProperties> { readonly ref: Ref }
export interface Place extends Known<PlaceProperties> { readonly ref: Ref }

/**
 * Why a level of a chain is there.
 * - `leaf`: what the VM writes to.
 * - `pinned`: a snapshot of this VM freezes exactly this file.
 * - `shared`: another VM has it in its chain too.
 * - `branch`: two or more files of this VM stand on it, so it cannot fold into one of them.
 * - `unneeded`: no snapshot and no other VM needs it apart from its one child; promote could fold it away.
 * - `unknown`: data to decide is missing; `missing` says which.
 */
export type LevelRole = "leaf" | "pinned" | "shared" | "branch" | "unneeded" | "unknown";

/**
 * How a level may be folded away (vim-facts 6.5, 6.6).
 * - `promote`: nobody else and no snapshot needs it; promoting without unlink merges it into its child.
 * - `unlink`: other VMs need it; promoting with unlink copies it for this VM and then merges the copy.
 * - `consolidate`: as for promote, and vCenter asks for consolidation, which does the same.
 */
export type FoldWay = "promote" | "unlink" | "consolidate";

/** Whose a file is, and what deleting the VM that asks would make of it. */
export interface Ownership {
  /** The VM that lives in the file's directory and has the file; the first by reference of several. */
  readonly owner: Ref | undefined;
  /** True when nobody who has the file lives beside it: its VM is gone, and only its children keep it in sight. */
  readonly orphaned: boolean | undefined;
  /** True when deleting this VM would leave the file behind for others with nobody living beside it (vim-facts 6.6). */
  readonly orphanedByDeletion: boolean | undefined;
}

export interface Level extends Ownership {
  readonly file: FileKey;
  readonly fileName: string;
  readonly role: LevelRole;
  /** Snapshots of this VM that pin this file. */
  readonly pinnedBy: readonly Ref[];
  /** Other VMs that use this file. */
  readonly sharedWith: readonly Ref[];
  /** Why it is there, as a sentence. */
  readonly reason: string;
  /** Names the missing property when the role is `unknown`. */
  readonly missing?: string;
  /** Empty for a level that must stay; undefined while the role is unknown. */
  readonly foldedBy: readonly FoldWay[] | undefined;
  /** Space it takes on its datastore, descriptor and extents together. */
  readonly bytes: number | undefined;
  /** Names the missing property when the bytes are unknown. */
  readonly bytesMissing?: string;
}

/** `delta`: grows with what is written; `thick`: zeroed when first written; `raw`: a raw device mapping. */
export type Provisioning = "thin" | "thick" | "eagerZeroedThick" | "delta" | "sparse" | "raw";

export interface DiskTraits {
  readonly provisioning: Provisioning | undefined;
  readonly rawDeviceMapping: boolean;
  /** Takes no part in snapshots. */
  readonly independent: boolean;
  /** Open to several running VMs at once; links nobody. */
  readonly multiWriter: boolean;
  readonly encrypted: boolean;
}

/** Bytes of files by whether other VMs have them too. A sum is undefined when any part of it is unknown. */
export interface SharedBytes {
  readonly bytesOwn: number | undefined;
  readonly bytesShared: number | undefined;
  /** Files whose bytes, or whether they are shared, are unknown. */
  readonly bytesUnknown: number;
}

export interface Disk extends DiskTraits, SharedBytes {
  readonly key: number;
  readonly label: string | undefined;
  readonly capacityBytes: number | undefined;
  /** Leaf first, base last. Empty for a disk without a file. */
  readonly levels: readonly Level[];
  /** Number of levels, 1 for a disk without parents. */
  readonly depth: number;
  /** Undefined when any level's role is unknown. */
  readonly unneededLevels: number | undefined;
  /** Levels whose role is unknown. */
  readonly unknownLevels: number;
  /** What keeps the levels from being the whole chain; undefined when they are. */
  readonly flaw: string | undefined;
}

/** Two or more VMs connected over shared, non-multi-writer files. Templates are members (design 2, L2). */
export interface CloneGroup {
  /** Stable over time: see docs/group-identity.md. */
  readonly id: string;
  /** What people recognise: the name of the VM that owns the base, or the base's folder. */
  readonly name: string;
  /** The member whose directory the base is in; absent when no member lives there (an orphaned base). */
  readonly owner?: Ref;
  /** Sorted by ref. */
  readonly members: readonly Ref[];
  /** Files used by two or more members, sorted. */
  readonly sharedFiles: readonly FileKey[];
  /** The shared file at the root that most members stand on. */
  readonly base: FileKey;
}

/** Where a clone group lives. */
export interface Placement {
  /** Distinct hosts of all members, powered-off VMs and templates included, sorted. */
  readonly hosts: readonly Ref[];
  /** Distinct clusters or plain compute resources of those hosts, sorted. */
  readonly computes: readonly Ref[];
  /** Members whose host, or whose host's compute resource, is not known; sorted as the members are. */
  readonly unplaced: readonly Ref[];
}

export type LimitVerdict = "applies" | "lifted" | "unknown";

/** How many hosts may have the group's base open (design 4; vim-facts 8.1). */
export interface HostLimit {
  readonly verdict: LimitVerdict;
  /** Unset when the verdict is `unknown`. */
  readonly hosts: number | undefined;
  readonly reason: string;
  /** The operator's `linkedClones.hostLimit`, or the table of rules. */
  readonly source: "override" | "table";
  /** The document that the rule rests on; undefined for an override and for an unknown verdict. */
  readonly citation: string | undefined;
}

/** Probability that HA never tries a permitted host when one of the group's hosts fails (design 4). */
export interface HaRisk {
  /** The failed host's slot is free at once. */
  readonly slotFree: number;
  /** It is not. */
  readonly slotHeld: number;
  /** The larger of the two readings. */
  readonly worst: number;
  /** True when even the worse reading is 0. */
  readonly guaranteed: boolean;
}

/** What an update touched, so that only that is looked at again. */
export interface Changes {
  readonly vms: ReadonlySet<Ref>;
  readonly hosts: ReadonlySet<Ref>;
  readonly computes: ReadonlySet<Ref>;
  readonly datastores: ReadonlySet<Ref>;
  readonly places: ReadonlySet<Ref>;
  /** Ids of groups formed, changed (members, placement, names) or dissolved. */
  readonly groups: ReadonlySet<string>;
  /** VMs for which the bytes of a file changed; often nothing else did. */
  readonly sized: ReadonlySet<Ref>;
  /** Files that a VM began or ceased to have, or that one came to live beside or no longer does. Whoever has them looks different. */
  readonly files: ReadonlySet<FileKey>;
}

/** Read access to the whole model. The object behind it is updated in place by `applyUpdates` (docs/decisions). */
export interface InventoryView {
  readonly vms: ReadonlyMap<Ref, Vm>;
  readonly hosts: ReadonlyMap<Ref, Host>;
  readonly computes: ReadonlyMap<Ref, Compute>;
  readonly datastores: ReadonlyMap<Ref, Datastore>;
  readonly places: ReadonlyMap<Ref, Place>;
  readonly groups: ReadonlyMap<string, CloneGroup>;
  groupOf(vm: Ref): CloneGroup | undefined;
  /** Where a group lives; of a group as it is now it is worked out once. */
  placementOf(group: CloneGroup): Placement;
  /** VMs that are there and have not shown their devices yet. */
  readonly unseenVms: ReadonlySet<Ref>;
  /** VMs that have this file in any of their chains, snapshots included. */
  usersOf(file: FileKey): ReadonlySet<Ref>;
  /** Every file of the VM's chains once, snapshots included; empty while none was seen. */
  usesOf(vm: Ref): readonly FileUse[];
  /** Directories the VM lives in, as `directoryOf` spells them; undefined members are not known. */
  dwellingsOf(vm: Ref): readonly (string | undefined)[];
  /** Files that a snapshot of the VM freezes, one per disk; undefined while the snapshot's devices cannot be read. */
  frozenFilesOf(vm: Ref, snapshot: Ref): readonly FileKey[] | undefined;
  /** Whose one of the VM's files is. */
  ownershipOf(vm: Ref, file: FileNode): Ownership;
  /** Files on this datastore that VMs stand on while none of them lives beside, sorted; undefined while of one that is not known. */
  orphansOn(datastore: Ref): readonly FileKey[] | undefined;
  /** Hosts that the compute resource lists, and those that name it as their parent: while one of the two is still to come they differ. */
  hostsOf(compute: Ref): ReadonlySet<Ref>;
  /** The host's parent, and compute resources that list it. */
  computesOf(host: Ref): ReadonlySet<Ref>;
  /** VMs registered on this host. */
  vmsOn(host: Ref): ReadonlySet<Ref>;
  /**
   * Disks with every level classified; undefined when the VM's devices were never seen. While they are unreadable now, the last known levels,
   * all with role `unknown` (docs/group-identity.md). Computed on demand and cached until the VM or a sharer changes.
   */
  disksOf(vm: Ref): readonly Disk[] | undefined;
}
