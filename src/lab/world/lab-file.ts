/** One file on a datastore. A virtual disk level (descriptor and extent together) is one file here; the answers show both. */

/** `disk` is a level of a virtual disk; the others are what a VM keeps beside its disks. */
export type FileKind = "disk" | "config" | "nvram" | "snapshotList" | "snapshotData" | "snapshotMemory" | "swap" | "log" | "other";

/** How a disk level is stored: `flat` for a base, the others for deltas (vim-facts 6.3, 6.7); `rdm` is a mapping to a LUN. */
export type DiskFormat = "flat" | "vmfsSparse" | "seSparse" | "vsanSparse" | "native" | "rdm";

export interface DiskLevel {
  readonly format: DiskFormat;
  /** Virtual capacity in bytes. */
  capacityBytes: number;
  readonly thin: boolean;
  readonly eagerlyScrub: boolean;
  readonly uuid: string;
  /** Changes whenever something is written to the level; equal ids mean equal content. */
  contentId: string;
  /** The parent's contentId when this level was put over it; another one there now means that somebody wrote below it, and the chain cannot be opened. */
  parentContentId?: string;
  /** For `rdm`: the LUN and its mode. */
  readonly lunUuid?: string;
  readonly compatibilityMode?: "virtualMode" | "physicalMode";
}

export interface LabFile {
  readonly id: number;
  /** Managed object id of the datastore. */
  readonly datastore: string;
  /** Path below the datastore's root, e.g. "vm0/vm0.vmdk". */
  readonly path: string;
  readonly kind: FileKind;
  /** Bytes it occupies. Change it through FileGraph.resize. */
  readonly sizeBytes: number;
  /** When it was last written, ms since the epoch. */
  modifiedAt: number;
  /** The level below; only disks have one. Change it through FileGraph.reparent. */
  readonly parent: LabFile | undefined;
  /** Set for kind `disk`. */
  readonly disk: DiskLevel | undefined;
}

/** What is needed to make a file. */
export type NewFile = Omit<LabFile, "id" | "parent" | "disk" | "modifiedAt"> & { readonly parent?: LabFile | undefined; readonly disk?: DiskLevel; readonly modifiedAt: number };
