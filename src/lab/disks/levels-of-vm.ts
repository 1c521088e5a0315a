/** The levels that a VM's disks stand on, and what becomes of levels nobody stands on any more. Sharing is a matter of the inventory: who is not registered does not count. */
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Everything reachable from the VM's current and pinned disks (with those device keys, or all), a parent always before its children (vim-facts 10.1). */
export function levelsOf(world: World, vm: VmState, keys?: ReadonlySet<number>): Set<LabFile> {
  const levels = new Set<LabFile>();
  for (const disk of world.disksOf(vm)) {
    if (keys !== undefined && !keys.has(disk.key)) continue;
    for (const level of [...world.files.chain(disk.file)].reverse()) levels.add(level);
  }
  return levels;
}

export function isUsed(world: World, file: LabFile): boolean {
  return !world.files.visitUsers(file, () => false);
}

/** Removes each level and those below it as long as no VM of the inventory uses them. `keepBases` leaves levels without a parent where they are. */
export function removeUnused(world: World, levels: Iterable<LabFile>, keepBases = false): void {
  for (const level of levels) {
    for (let each: LabFile | undefined = level; each !== undefined; each = each.parent) {
      if (isUsed(world, each) || (keepBases && each.parent === undefined)) break;
      world.files.remove(each);
    }
  }
}
