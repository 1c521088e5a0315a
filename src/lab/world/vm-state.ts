/** A virtual machine or template as the lab stores it: disks that name a file each, a snapshot tree that pins files, and what a .vmx file says. */
import type { Ref, VimObject } from "../wire/vim-value.js";
import type { LabFile } from "./lab-file.js";

/** Devices other than disks, by key; kept as they were given or as vCenter makes them. */
export type OtherDevices = Map<number, VimObject>;

export type PowerState = "poweredOff" | "poweredOn" | "suspended";
export type ConnectionState = "connected" | "disconnected" | "orphaned" | "inaccessible" | "invalid";

export type DiskMode = "persistent" | "nonpersistent" | "undoable" | "independent_persistent" | "independent_nonpersistent" | "append";

/** One virtual disk: the device, and the file it writes to now (in a snapshot: the file the snapshot pins). */
export interface VmDisk {
  readonly key: number;
  readonly controllerKey: number;
  readonly unitNumber: number;
  readonly label: string;
  mode: DiskMode;
  sharing: "sharingNone" | "sharingMultiWriter";
  /** Change through World.setDiskFile, which keeps the holders right. */
  readonly file: LabFile;
}

/** What a snapshot freezes and a reconfigure changes. */
export interface VmConfig {
  /** The BIOS uuid. */
  uuid: string;
  instanceUuid: string;
  guestId: string;
  guestFullName: string;
  /** Hardware version, e.g. "vmx-19". */
  hardwareVersion: string;
  numCpu: number;
  coresPerSocket: number;
  memoryMiB: number;
  annotation: string;
  firmware: "bios" | "efi";
  managedBy: { extensionKey: string; type: string } | undefined;
  readonly extraConfig: Map<string, string>;
  changeTrackingEnabled: boolean;
}

/** What a VM waits to be answered before it goes on. */
export interface VmQuestion {
  readonly id: string;
  readonly text: string;
}

export interface SnapshotState {
  readonly ref: Ref;
  /** The VM's own running number, as in SnapshotTree.id. */
  readonly id: number;
  name: string;
  description: string;
  /** Lab time, ms since the epoch. */
  readonly createdAt: number;
  readonly powerState: PowerState;
  readonly quiesced: boolean;
  /** The .vmsn, and the .vmem when memory was taken. */
  readonly dataFile: LabFile;
  readonly memoryFile: LabFile | undefined;
  /** The VM as it was; each disk's `file` is what the snapshot pins. */
  readonly frozen: { readonly config: VmConfig; readonly disks: readonly VmDisk[]; readonly devices: OtherDevices };
  parent: SnapshotState | undefined;
  children: SnapshotState[];
}

export interface VmState {
  readonly type: "VirtualMachine";
  readonly ref: Ref;
  name: string;
  parent: Ref | undefined;
  template: boolean;
  config: VmConfig;
  /** A running number; `config.changeVersion` and `config.modified` are made of it. */
  changeVersion: number;
  modifiedAt: number;
  createdAt: number;
  /** Where its .vmx lies: datastore moid and directory below the root. */
  home: { readonly datastore: string; readonly directory: string };
  /** The .vmx, .nvram, .vmsd, log and swap files; `config` comes first. */
  readonly files: LabFile[];
  disks: VmDisk[];
  devices: OtherDevices;
  snapshots: SnapshotState[];
  currentSnapshot: SnapshotState | undefined;
  nextSnapshotId: number;
  powerState: PowerState;
  connectionState: ConnectionState;
  consolidationNeeded: boolean;
  question: VmQuestion | undefined;
  /** Change through World.placeVm. */
  readonly host: string | undefined;
  /** Unset for a template. Change through World.placeVm. */
  readonly resourcePool: string | undefined;
  readonly networks: Set<string>;
  bootTime: number | undefined;
  /** Protected by HA since it was powered on in a cluster with HA. */
  dasProtected: boolean;
  /** When the server last worked out layoutEx and storage, ms since the epoch; they may lag (vim-facts 3.6, 10.3). */
  storageRefreshedAt: number;
}
