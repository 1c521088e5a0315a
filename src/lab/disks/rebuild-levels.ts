/**
 * Gives a VM's disks other levels to stand on: some moved, some copied, some exchanged for equal ones that are there already.
 * What other VMs use is never moved or removed. It decides nothing: relocation and promotion do.
 */
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { deltaFormatOn } from "./delta-format.js";
import { addLevelCopy, copySizeBytes, levelOf, type LevelPlace } from "./disk-levels.js";
import { noteEqualContent } from "./equal-content.js";
import { isUsed } from "./levels-of-vm.js";
import { addNeed, type SpaceNeeds } from "./require-space.js";

export type LevelFate =
  | { readonly kind: "keep" }
  | { readonly kind: "move" | "copy"; readonly place: LevelPlace }
  | { readonly kind: "attach"; readonly to: LabFile };

/** What becomes of each level, a parent before its children; a level that is not named is no longer needed by the disks concerned. */
export type LevelFates = ReadonlyMap<LabFile, LevelFate>;

/** Bytes to be written, by datastore. */
export function rebuildNeeds(fates: LevelFates): SpaceNeeds {
  const needs: SpaceNeeds = new Map();
  for (const [level, fate] of fates) {
    if (fate.kind === "move") addNeed(needs, fate.place.datastore, level.sizeBytes);
    else if (fate.kind === "copy") addNeed(needs, fate.place.datastore, copySizeBytes(level));
  }
  return needs;
}

/** `disks` are the current and pinned disks of the VM that go along. */
export function rebuildLevels(world: World, vm: VmState, disks: readonly VmDisk[], fates: LevelFates): void {
  const before = new Set(disks.flatMap(({ file }) => world.files.chain(file)));
  const became = new Map<LabFile, LabFile>();
  for (const [level, fate] of fates) {
    const parent = level.parent === undefined ? undefined : (became.get(level.parent) ?? level.parent);
    became.set(level, levelBecomes(world, level, fate, parent));
  }
  for (const disk of disks) {
    const file = became.get(disk.file);
    if (file !== undefined && file !== disk.file) world.setDiskFile(vm, disk, file);
  }
  for (const level of [...before].reverse()) if (became.get(level) !== level && !isUsed(world, level)) world.files.remove(level);
}

function levelBecomes(world: World, level: LabFile, fate: LevelFate, parent: LabFile | undefined): LabFile {
  switch (fate.kind) {
    case "attach":
      return fate.to;
    case "keep":
      if (level.parent !== parent) world.files.reparent(level, parent);
      return level;
    case "copy": {
      const copy = addLevelCopy(world, fate.place, level, parent);
      noteEqualContent(world, level, copy);
      return copy;
    }
    case "move":
      return addMoved(world, level, fate.place, parent);
  }
}

/** A new file with the old one's identity; whoever still points at the old path, unknown to the inventory, finds nothing there. */
function addMoved(world: World, level: LabFile, place: LevelPlace, parent: LabFile | undefined): LabFile {
  const disk = levelOf(level);
  const format = parent === undefined ? disk.format : deltaFormatOn(world.the("Datastore", place.datastore), disk.capacityBytes);
  const moved = world.files.add({ ...place, kind: "disk", sizeBytes: level.sizeBytes, modifiedAt: level.modifiedAt, parent, disk: { ...disk, format } });
  noteEqualContent(world, level, moved);
  return moved;
}
