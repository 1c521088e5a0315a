/**
 * A virtual disk as a device, with its whole chain nested in `backing.parent` from the leaf to the base (vim-facts 6.3).
 * It is computed from the files each time, so it cannot disagree with them.
 */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { DiskLevel, LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { normalShares } from "./allocation.js";
import { backingObjectId, datastoreRef, fileName } from "./file-name.js";

const shares = normalShares(1000);
const storageIOAllocation = vim("StorageIOAllocationInfo", { limit: -1, shares, reservation: 0 });

/** VirtualDisk for a disk of the VM, current or frozen in a snapshot. A parent whose file is gone is named all the same: the child's descriptor does so. */
export function virtualDiskOf(world: World, vm: VmState, disk: VmDisk): VimObject {
  const capacityInBytes = disk.file.disk?.capacityBytes ?? 0;
  const capacityInKB = Math.floor(capacityInBytes / 1024);
  return vim("VirtualDisk", {
    key: disk.key,
    deviceInfo: vim("Description", { label: disk.label, summary: `${capacityInKB.toLocaleString("en-US")} KB` }),
    backing: backingOf(world, disk, disk.file, isRawDisk(disk.file)),
    controllerKey: disk.controllerKey,
    unitNumber: disk.unitNumber,
    capacityInKB,
    capacityInBytes,
    shares,
    storageIOAllocation,
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
  const parent = file.parent === undefined ? undefined : backingOf(world, disk, file.parent, raw);
  const diskMode = isLeaf ? disk.mode : "persistent";
  const sharing = isLeaf ? disk.sharing : "sharingNone";
  const { deltaDiskFormat, deltaGrainSize, deltaDiskFormatVariant } = deltaFields[level.format];
  const where = { fileName: fileName(world, file), datastore: datastoreRef(world, file), backingObjectId: backingObjectId(world, file) };
  const { uuid, contentId } = level;
  if (raw) {
    return {
      $type: "VirtualDiskRawDiskMappingVer1BackingInfo", ...where, lunUuid: level.lunUuid, deviceName: level.lunUuid === undefined ? undefined : `vml.${level.lunUuid}`,
      compatibilityMode: level.compatibilityMode ?? "virtualMode", diskMode, uuid, contentId, parent, deltaDiskFormat, deltaGrainSize, sharing,
    };
  }
  return {
    $type: "VirtualDiskFlatVer2BackingInfo", ...where, diskMode, split: false, writeThrough: false, thinProvisioned: level.thin, eagerlyScrub: level.eagerlyScrub, uuid, contentId,
    parent, deltaDiskFormat, digestEnabled: false, deltaGrainSize, deltaDiskFormatVariant, sharing,
  };
}

interface DeltaFields {
  readonly deltaDiskFormat?: string;
  /** In KB. The grains of VMFSsparse and vsanSparse are smaller than one, so it is unset for them. */
  readonly deltaGrainSize?: number;
  readonly deltaDiskFormatVariant?: string;
}

/** What tells a delta's format; a base has none of it. */
const deltaFields: Readonly<Record<DiskLevel["format"], DeltaFields>> = {
  vmfsSparse: { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vmfsSparseVariant" },
  vsanSparse: { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vsanSparseVariant" },
  seSparse: { deltaDiskFormat: "seSparseFormat", deltaGrainSize: 4 },
  native: { deltaDiskFormat: "nativeFormat" },
  flat: {},
  rdm: {},
};
