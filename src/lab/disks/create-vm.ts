/** A new VM with new disks. It is no clone: nothing is copied and no level has a parent. */
import type { Ref, VimObject } from "../wire/vim-value.js";
import type { DiskMode, VmConfig, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { fileOf } from "./apply-draft.js";
import { defaultDevices, networkCard, networksOf } from "./default-devices.js";
import { requireDatastore } from "./destination.js";
import type { DeviceDraft, DraftDisk } from "./device-draft.js";
import { addBase } from "./disk-levels.js";
import { freeBasePath, freeDirectory, type TakenPaths } from "./file-names.js";
import { requireFreeName } from "./folder-names.js";
import { guestFullName } from "./guest-names.js";
import { addVmState } from "./new-vm-state.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { addHomeFiles, homeFilesBytes } from "./vm-home.js";

export interface NewDisk {
  readonly capacityBytes: number;
  /** What a thin disk occupies; default 0. A thick one occupies its capacity. */
  readonly usedBytes?: number;
  readonly thin?: boolean;
  readonly eagerlyScrub?: boolean;
  readonly mode?: DiskMode;
  readonly sharing?: VmDisk["sharing"];
  /** Managed object id; default: the VM's. */
  readonly datastore?: string;
  readonly format?: "flat" | "rdm";
  readonly lunUuid?: string;
  readonly compatibilityMode?: "virtualMode" | "physicalMode";
}

export interface NewVm {
  readonly name: string;
  readonly folder: Ref;
  /** Unset for a template. */
  readonly resourcePool?: Ref;
  readonly host: Ref;
  /** Managed object id. */
  readonly datastore: string;
  /** The .vmx goes here instead of a directory named after the VM. */
  readonly directory?: string;
  readonly disks: readonly NewDisk[];
  readonly guestId?: string;
  readonly numCpu?: number;
  readonly coresPerSocket?: number;
  readonly memoryMiB?: number;
  readonly hardwareVersion?: string;
  readonly firmware?: VmConfig["firmware"];
  readonly networks?: readonly Ref[];
  readonly uuid?: string;
  readonly instanceUuid?: string;
  readonly annotation?: string;
  readonly managedBy?: { readonly extensionKey: string; readonly type: string };
  readonly extraConfig?: ReadonlyMap<string, string>;
  readonly template?: boolean;
  /** The whole configuration, instead of the single fields. */
  readonly config?: VmConfig;
  /** Disks and devices worked out from a client's device changes, instead of `disks` and default devices. */
  readonly draft?: DeviceDraft;
  /** More devices, with their final keys; they replace default ones of the same key. */
  readonly devices?: readonly VimObject[];
}

/** DuplicateName, InvalidName, InvalidDatastore, NoDiskSpace; otherwise the VM, powered off. */
export function createVm(world: World, wanted: NewVm): VmState {
  const name = requireFreeName(world, world.the("Folder", wanted.folder.value), wanted.name);
  const host = world.the("HostSystem", wanted.host.value);
  const needs: SpaceNeeds = new Map([[wanted.datastore, homeFilesBytes]]);
  for (const [datastore, bytes] of wanted.draft?.needs ?? []) addNeed(needs, datastore, bytes);
  for (const disk of wanted.disks) addNeed(needs, disk.datastore ?? wanted.datastore, diskBytes(disk));
  for (const datastore of needs.keys()) requireDatastore(world, datastore, host);
  requireSpace(world, needs);

  const home = { datastore: wanted.datastore, directory: wanted.directory ?? freeDirectory(world, wanted.datastore, name) };
  const files = addHomeFiles(world, home, name);
  const taken: TakenPaths = new Set();
  const disks = wanted.draft?.disks.map((each) => draftedDisk(world, each)) ?? wanted.disks.map((disk, index) => newVmDisk(world, disk, index, home, name, taken));
  const devices = wanted.draft?.devices ?? defaultDevices(Math.max(1, Math.ceil(disks.length / 15)));
  for (const [index, network] of (wanted.networks ?? []).entries()) devices.set(4000 + index, networkCard(world, world.the("Network", network.value), index));
  for (const device of wanted.devices ?? []) devices.set(device["key"] as number, device);
  return addVmState(world, {
    name, folder: wanted.folder, host: wanted.host.value, resourcePool: wanted.resourcePool?.value, template: wanted.template ?? false,
    config: wanted.config ?? newConfig(world, wanted), home, files, disks, devices, networks: networksOf(devices),
  });
}

/** Key, controller and unit of the disk with that index on a VM's first SCSI controllers; unit 7 is the controller's own. */
function scsiSlot(index: number): { readonly key: number; readonly controllerKey: number; readonly unitNumber: number } {
  const bus = Math.floor(index / 15);
  const unitNumber = index % 15 < 7 ? index % 15 : (index % 15) + 1;
  return { key: 2000 + bus * 16 + unitNumber, controllerKey: 1000 + bus, unitNumber };
}

function diskBytes(disk: NewDisk): number {
  if (disk.format === "rdm") return 0;
  return disk.thin === true ? Math.min(disk.capacityBytes, disk.usedBytes ?? 0) : disk.capacityBytes;
}

function newVmDisk(world: World, disk: NewDisk, index: number, home: VmState["home"], name: string, taken: TakenPaths): VmDisk {
  const datastore = disk.datastore ?? home.datastore;
  const directory = datastore === home.datastore ? home.directory : name;
  const path = freeBasePath(world, datastore, directory, name, taken, index);
  const file = addBase(world, { datastore, path }, { ...disk, sizeBytes: diskBytes(disk), thin: disk.thin ?? false, eagerlyScrub: disk.eagerlyScrub ?? false });
  return { ...scsiSlot(index), label: `Hard disk ${index + 1}`, mode: disk.mode ?? "persistent", sharing: disk.sharing ?? "sharingNone", file };
}

function draftedDisk(world: World, { source, key, controllerKey, unitNumber, label, mode, sharing }: DraftDisk): VmDisk {
  if (source === undefined) throw new TypeError(`the disk ${key} of a new VM was planned without a file`);
  return { key, controllerKey, unitNumber, label, mode, sharing, file: fileOf(world, source) };
}

/** A configuration with defaults for what is not wanted otherwise. */
export function newConfig(world: World, wanted: Partial<NewVm>): VmConfig {
  const guestId = wanted.guestId ?? "otherGuest64";
  return {
    uuid: wanted.uuid ?? world.random.uuid(), instanceUuid: wanted.instanceUuid ?? world.random.uuid(), guestId, guestFullName: guestFullName(guestId),
    hardwareVersion: wanted.hardwareVersion ?? "vmx-19", numCpu: wanted.numCpu ?? 1, coresPerSocket: wanted.coresPerSocket ?? 1, memoryMiB: wanted.memoryMiB ?? 1024,
    annotation: wanted.annotation ?? "", firmware: wanted.firmware ?? "bios", managedBy: wanted.managedBy, extraConfig: new Map(wanted.extraConfig), changeTrackingEnabled: false,
  };
}
