/** Carries out a draft of device changes on a VM: makes, attaches, grows, detaches and deletes disks. Whether there is room was checked. */
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { networksOf } from "./default-devices.js";
import type { DeviceDraft, DiskSource, DraftDisk } from "./device-draft.js";
import { addBase, addEmptyDelta, levelOf } from "./disk-levels.js";
import { removeUnused } from "./levels-of-vm.js";
import { touchStores } from "./new-vm-state.js";
import { touchDisks } from "./touch-vm.js";

/** New disks are held before removed ones are let go of, so that a delta's parent is never without a user. */
export function applyDraft(world: World, vm: VmState, draft: DeviceDraft): void {
  touchStores(world, vm);
  vm.disks = draft.disks.map((each) => diskOf(world, vm, each));
  for (const { disk, destroy } of draft.removed) {
    world.files.release(disk.file, vm.ref.value);
    if (destroy) removeUnused(world, [disk.file]);
  }
  if (draft.otherChanged) {
    vm.devices = draft.devices;
    vm.networks.clear();
    for (const network of networksOf(vm.devices)) vm.networks.add(network);
    world.changes.touch(vm.ref, "network", "summary.config.numEthernetCards", "guest");
  }
  touchStores(world, vm);
  touchDisks(world, vm);
}

/** Makes or finds the file of a new disk. */
export function fileOf(world: World, source: DiskSource): LabFile {
  switch (source.kind) {
    case "existing": return source.file;
    case "base": return addBase(world, source.place, source.base);
    case "child": return addEmptyDelta(world, source.place, source.parent, world.random.uuid());
  }
}

function diskOf(world: World, vm: VmState, { disk, source, capacityBytes, ...about }: DraftDisk): VmDisk {
  if (source !== undefined) {
    const file = fileOf(world, source);
    world.files.hold(file, vm.ref.value);
    return { ...about, file };
  }
  if (disk === undefined) throw new TypeError(`the disk ${about.key} of ${vm.name} was planned without a file`);
  disk.mode = about.mode;
  disk.sharing = about.sharing;
  if (capacityBytes !== undefined) growCapacity(world, disk.file, capacityBytes);
  return disk;
}

function growCapacity(world: World, file: LabFile, capacityBytes: number): void {
  const level = levelOf(file);
  level.capacityBytes = capacityBytes;
  if (!level.thin && level.format !== "rdm") world.files.resize(file, capacityBytes);
}
