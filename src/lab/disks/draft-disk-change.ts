/** Device changes that concern disks: add, create, attach, put a delta over, detach, destroy, edit (vim-facts 7.3). It works on a draft and makes nothing. */
import { resolveDatastorePath } from "../datastores/datastore-path.js";
import { flagIn, numberIn, numberOf, objectIn, refIn, textIn, type Args } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import type { VimObject } from "../wire/vim-value.js";
import type { LabFile } from "../world/lab-file.js";
import type { DiskMode, VmDisk } from "../world/vm-state.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { invalidDevice, type DeviceDraft, type DiskSource } from "./device-draft.js";
import { levelOf } from "./disk-levels.js";
import { isWrittenByRunningVm, isWrittenElsewhere } from "./disk-writers.js";
import { freeBasePath, freeDirectory } from "./file-names.js";
import { slotFor } from "./disk-slot.js";
import { isIndependent } from "./take-snapshot.js";

export function addDisk(draft: DeviceDraft, device: VimObject, create: boolean, index: number): void {
  const backing = objectIn(device, "backing");
  if (backing === undefined) throw invalidDevice(index, "virtualDeviceSpec.device.backing");
  const sharing = textIn(backing, "sharing") === "sharingMultiWriter" ? "sharingMultiWriter" : "sharingNone";
  const source = create ? newFile(draft, device, backing, index) : existingFile(draft, backing, sharing, index);
  const slot = slotFor(draft, device, index);
  let number = 1;
  while (draft.disks.some(({ label }) => label === `Hard disk ${number}`)) number++;
  draft.keys.set(numberOf(device, "key"), slot.key);
  draft.disks.push({ ...slot, label: `Hard disk ${number}`, mode: modeOf(backing), sharing, disk: undefined, source, capacityBytes: undefined });
}

/** Detaching what a snapshot pins is refused; destroying it is not (vim-facts 7.3). */
export function removeDisk(draft: DeviceDraft, device: VimObject, destroy: boolean, index: number): void {
  const { disk, key } = ownDisk(draft, device, index);
  const pinned = draft.owner.vm !== undefined && [...draft.world.snapshotsOf(draft.owner.vm)].some(({ frozen }) => frozen.disks.some((each) => each.key === key && !isIndependent(each)));
  if (pinned && !destroy) throw invalidDevice(index, "virtualDeviceSpec.operation", "InvalidDeviceOperation", { badOp: "remove" });
  draft.disks = draft.disks.filter((each) => each.key !== key);
  draft.removed.push({ disk, destroy });
}

/** Mode, sharing and capacity. A disk with a parent cannot be resized, no disk can shrink. */
export function editDisk(draft: DeviceDraft, device: VimObject, index: number): void {
  const { disk, key } = ownDisk(draft, device, index);
  const { capacityBytes: before, thin } = levelOf(disk.file);
  const wanted = capacityOf(device) ?? before;
  // Clients that edit a disk of odd size send it in whole KiB.
  const grows = wanted - before >= 1024;
  if (wanted - before <= -1024) throw invalidDevice(index, "virtualDeviceSpec.device.capacityInKB");
  if (grows && (disk.file.parent !== undefined || draft.world.files.childrenOf(disk.file).size > 0)) throw invalidDevice(index, "virtualDeviceSpec.device.capacityInKB", "InvalidDeviceOperation", { badOp: "edit" });
  if (grows && !thin) draft.need(disk.file.datastore, wanted - before);
  const backing = objectIn(device, "backing");
  const sharing = backing === undefined ? undefined : textIn(backing, "sharing");
  draft.disks = draft.disks.map((each) => (each.key !== key ? each : {
    ...each, mode: backing === undefined ? each.mode : modeOf(backing), capacityBytes: grows ? wanted : undefined,
    sharing: sharing === "sharingMultiWriter" || sharing === "sharingNone" ? sharing : each.sharing,
  }));
}

function ownDisk(draft: DeviceDraft, device: VimObject, index: number): { readonly disk: VmDisk; readonly key: number } {
  const key = numberOf(device, "key");
  const disk = draft.disks.find((each) => each.key === key)?.disk;
  if (disk === undefined) throw invalidDevice(index, "virtualDeviceSpec.device.key");
  return { disk, key };
}

function newFile(draft: DeviceDraft, device: VimObject, backing: VimObject, index: number): DiskSource {
  const { world } = draft;
  const place = newPlace(draft, backing);
  const parentName = textIn(objectIn(backing, "parent") ?? {}, "fileName");
  if (parentName !== undefined) {
    const parent = diskAt(draft, parentName);
    if (parent === undefined) throw invalidDevice(index, "virtualDeviceSpec.device.backing.parent.fileName");
    if (isWrittenByRunningVm(draft, parent)) throw locked(world.pathOf(parent));
    if (world.files.chain(parent).length >= world.settings.diskLevelLimit) throw new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
    draft.need(place.datastore, emptyDeltaBytes);
    return { kind: "child", place, parent };
  }
  const rdm = backing.$type === "VirtualDiskRawDiskMappingVer1BackingInfo";
  const capacityBytes = capacityOf(device) ?? 0;
  if (capacityBytes <= 0 && !rdm) throw invalidDevice(index, "virtualDeviceSpec.device.capacityInKB");
  const thin = flagIn(backing, "thinProvisioned");
  const sizeBytes = rdm || thin ? 0 : capacityBytes;
  draft.need(place.datastore, sizeBytes);
  const base = { capacityBytes, sizeBytes, thin, eagerlyScrub: flagIn(backing, "eagerlyScrub") };
  return { kind: "base", place, base: rdm ? { ...base, ...mappingOf(backing) } : base };
}

function mappingOf(backing: VimObject) {
  const physical = textIn(backing, "compatibilityMode") === "physicalMode";
  return { format: "rdm", lunUuid: textIn(backing, "lunUuid") ?? textIn(backing, "deviceName") ?? "", compatibilityMode: physical ? "physicalMode" : "virtualMode" } as const;
}

/** `[ds]` alone, or nothing, means the next free name in the VM's directory there. */
function newPlace(draft: DeviceDraft, backing: VimObject): { readonly datastore: string; readonly path: string } {
  const { world, owner, taken } = draft;
  const fileName = textIn(backing, "fileName") ?? "";
  const named = fileName.trim() === "" ? undefined : resolveDatastorePath(world, fileName, owner.datacenter);
  const datastore = named?.datastore.ref.value ?? refIn(backing, "datastore")?.value ?? owner.home.datastore;
  if (named === undefined || named.path === "") {
    const directory = datastore === owner.home.datastore ? owner.home.directory : freeDirectory(world, datastore, owner.name);
    return { datastore, path: freeBasePath(world, datastore, directory, owner.name, taken) };
  }
  const path = named.path.endsWith(".vmdk") ? named.path : `${named.path}/${owner.name}.vmdk`;
  const key = `${datastore} ${path}`;
  if (taken.has(key) || world.files.at(datastore, path) !== undefined) {
    const file = world.pathOf({ datastore, path });
    throw new VimFault("FileAlreadyExists", `File ${file} already exists`, { file });
  }
  taken.add(key);
  return { datastore, path };
}

function existingFile(draft: DeviceDraft, backing: VimObject, sharing: VmDisk["sharing"], index: number): DiskSource {
  const fileName = textIn(backing, "fileName") ?? "";
  if (fileName.trim() === "") throw invalidDevice(index, "virtualDeviceSpec.device.backing.fileName");
  const file = diskAt(draft, fileName);
  if (file === undefined) throw new VimFault("FileNotFound", `File ${fileName} was not found`, { file: fileName });
  if (isWrittenElsewhere(draft, file, sharing)) throw locked(fileName);
  return { kind: "existing", file };
}

function diskAt(draft: DeviceDraft, fileName: string): LabFile | undefined {
  const { datastore, path } = resolveDatastorePath(draft.world, fileName, draft.owner.datacenter);
  const file = draft.world.files.at(datastore.ref.value, path);
  return file?.disk === undefined ? undefined : file;
}

function locked(file: string): VimFault {
  return new VimFault("FileLocked", `Unable to access file ${file} since it is locked`, { file });
}

function modeOf(backing: Args): DiskMode {
  return (textIn(backing, "diskMode") ?? "persistent") as DiskMode;
}

/** capacityInBytes goes over capacityInKB. */
function capacityOf(device: Args): number | undefined {
  const kilobytes = numberIn(device, "capacityInKB");
  return numberIn(device, "capacityInBytes") ?? (kilobytes === undefined ? undefined : kilobytes * 1024);
}
