/**
 * A virtual disk as a device, with its whole chain nested in `backing.parent` from the leaf to the base (vim-facts 6.3).
 * It is computed from the files each time, so it cannot disagree with them.
 */
import { vim, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { DiskLevel, LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { normalShares } from "./allocation.js";
import { backingObjectId, datastoreRef, fileName } from "./file-name.js";

/** VirtualDisk for a disk of the VM, current or frozen in a snapshot. A parent whose file is gone is named all the same: the child's descriptor does so. */
export function virtualDiskOf(world: World, vm: VmState, disk: VmDisk): VimObject {
  const capacityInBytes = disk.file.disk?.capacityBytes ?? 0;
  const capacityInKB = Math.floor(capacityInBytes / 1024);
  return vim("VirtualDisk", {
    key: disk.key,
    deviceInfo: vim("Description", { label: disk.label, summary: `${String(capacityInKB).replace(/\B(?=(\d{3})+$)/g, ",")} KB` }),
    backing: backingOf(world, disk, disk.file, isRawDisk(disk.file)),
    controllerKey: disk.controllerKey,
    unitNumber: disk.unitNumber,
    capacityInKB,
    capacityInBytes,
    shares: normalShares(1000),
    storageIOAllocation: vim("StorageIOAllocationInfo", { limit: -1, shares: normalShares(1000), reservation: 0 }),
    diskObjectId: `${vm.ref.value.replace(/^vm-/, "")}-${disk.key}`,
    nativeUnmanagedLinkedClone: false,
  });
}

/** Whether the chain ends in a mapping to a LUN; then every level is reported as such a mapping, for parent and child have one type. */
function isRawDisk(leaf: LabFile): boolean {
  let base = leaf;
  while (base.parent !== undefined) base = base.parent;
  return base.disk?.format === "rdm";
}

function backingOf(world: World, disk: VmDisk, file: LabFile, raw: boolean): VimObject {
  const level = file.disk;
  if (level === undefined) throw new TypeError(`${file.path} is in a chain of disks and is none`);
  const isLeaf = file === disk.file;
  const common: Record<string, VimValue> = {
    fileName: fileName(world, file),
    datastore: datastoreRef(world, file),
    backingObjectId: backingObjectId(world, file),
    diskMode: isLeaf ? disk.mode : "persistent",
    uuid: level.uuid,
    contentId: level.contentId,
    parent: file.parent === undefined ? undefined : backingOf(world, disk, file.parent, raw),
    sharing: isLeaf ? disk.sharing : "sharingNone",
    ...deltaFormat(level, raw),
  };
  if (raw) {
    return vim("VirtualDiskRawDiskMappingVer1BackingInfo", {
      ...common, lunUuid: level.lunUuid, deviceName: level.lunUuid === undefined ? undefined : `vml.${level.lunUuid}`, compatibilityMode: level.compatibilityMode ?? "virtualMode",
    });
  }
  return vim("VirtualDiskFlatVer2BackingInfo", {
    ...common, split: false, writeThrough: false, thinProvisioned: level.thin, eagerlyScrub: level.eagerlyScrub, digestEnabled: false,
  });
}

/**
 * The fields that tell a delta's format; none for a base. `deltaGrainSize` is in KB; the grains of VMFSsparse and vsanSparse are smaller than one.
 * The variant is no field of a raw disk's backing.
 */
function deltaFormat(level: DiskLevel, raw: boolean): Record<string, VimValue> {
  switch (level.format) {
    case "vmfsSparse": return raw ? { deltaDiskFormat: "redoLogFormat" } : { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vmfsSparseVariant" };
    case "vsanSparse": return raw ? { deltaDiskFormat: "redoLogFormat" } : { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vsanSparseVariant" };
    case "seSparse": return { deltaDiskFormat: "seSparseFormat", deltaGrainSize: 4 };
    case "native": return { deltaDiskFormat: "nativeFormat" };
    case "flat":
    case "rdm": return {};
  }
}
