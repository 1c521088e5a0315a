/** A guest writes to one of its disks: the current level grows and its content is another. Used to make estates look lived in; no time passes. */
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { levelOf, markWritten } from "./disk-levels.js";
import { requireSpace } from "./require-space.js";
import { touchFiles } from "./touch-vm.js";

/** `bytes` newly written; a thick disk does not grow, nothing grows beyond its capacity. NoDiskSpace; InvalidArgument for an unknown key. */
export function growDisk(world: World, vm: VmState, diskKey: number, bytes: number): void {
  const disk = vm.disks.find(({ key }) => key === diskKey);
  if (disk === undefined) throw new VimFault("InvalidArgument", `The virtual machine has no disk ${diskKey}.`, { invalidProperty: "key" });
  const { file } = disk;
  const level = levelOf(file);
  const most = level.format === "rdm" ? file.sizeBytes : level.capacityBytes + (file.parent === undefined ? 0 : emptyDeltaBytes);
  const growth = Math.max(0, Math.min(most, file.sizeBytes + bytes) - file.sizeBytes);
  requireSpace(world, new Map([[file.datastore, growth]]), world.pathOf(file));
  world.files.resize(file, file.sizeBytes + growth);
  markWritten(world, file);
  for (const id of world.files.holdersOf(file).keys()) {
    const holder = world.the("VirtualMachine", id);
    world.changes.touch(holder.ref, "config.hardware.device");
    touchSnapshotsOn(world, holder, file);
    touchFiles(world, holder);
  }
}

/** An independent disk is in the snapshots' configuration with the very file that the guest goes on writing to. */
function touchSnapshotsOn(world: World, vm: VmState, file: LabFile): void {
  for (const snapshot of world.snapshotsOf(vm)) {
    if (snapshot.frozen.disks.some((disk) => disk.file === file)) world.changes.touch(snapshot.ref, "config.hardware.device");
  }
}
