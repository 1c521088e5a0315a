/**
 * Who names a file by its path keeps naming it when the file goes, and finds what comes to lie there again: so a base that is moved away breaks its children,
 * and heals them when it is moved back. It copies and deletes nothing.
 */
import { touchFiles } from "../disks/touch-vm.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Call before the file leaves its path. */
export function leaveBehind(world: World, file: LabFile): void {
  if (file.disk === undefined) return;
  world.lostFiles.set(keyOf(file), file);
  for (const id of world.files.usersOf(file)) touchFiles(world, world.the("VirtualMachine", id));
}

/** Call when `file` has come to lie at its path: whoever named the path means this file from now on. */
export function takeUp(world: World, file: LabFile): void {
  const lost = world.lostFiles.get(keyOf(file));
  if (lost === undefined) return;
  world.lostFiles.delete(keyOf(file));
  for (const child of [...world.files.childrenOf(lost)]) world.files.reparent(child, file);
  for (const id of [...world.files.holdersOf(lost).keys()]) {
    const vm = world.the("VirtualMachine", id);
    for (const disk of [...world.disksOf(vm)]) if (disk.file === lost) world.setDiskFile(vm, disk, file);
  }
  for (const vm of world.unregistered.values()) renameIn(world, vm, new Map([[lost, file]]));
  for (const id of world.files.usersOf(file)) {
    const vm = world.the("VirtualMachine", id);
    world.changes.touch(vm.ref, "config.hardware.device");
    touchFiles(world, vm);
  }
}

/** A VM that is registered nowhere holds nothing; its disks are pointed at other files directly. */
export function renameIn(world: World, vm: VmState, renamed: ReadonlyMap<LabFile, LabFile>): void {
  for (const disk of world.disksOf(vm)) {
    const file = renamed.get(disk.file);
    if (file !== undefined) (disk as { -readonly [K in keyof VmDisk]: VmDisk[K] }).file = file;
  }
}

function keyOf(file: LabFile): string {
  return `${file.datastore}/${file.path}`;
}
