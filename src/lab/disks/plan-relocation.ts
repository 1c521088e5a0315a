/** Decides where each level of a VM's disks goes in a relocation, by the disk's move type (vim-facts 7.2). It moves nothing. */
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import type { MoveOfDisk } from "./disk-move-type.js";
import { equalContentOn } from "./equal-content.js";
import { freeBasePath, freeDeltaPath, type TakenPaths } from "./file-names.js";
import type { LevelFate } from "./rebuild-levels.js";

export interface RelocationPlaces {
  /** The VM's directory on a datastore (moid). */
  directoryOn(datastore: string): string;
  readonly taken: TakenPaths;
}

/**
 * Adds to `fates` what becomes of the levels of one disk. `pinned` are the frozen disks of the same device key. All levels of the disk move, or only the current one;
 * what is shared is copied instead, for the others need it where it is, and what lies on the target already stays.
 */
export function planDiskRelocation(
  world: World, vm: VmState, disk: VmDisk, pinned: readonly VmDisk[], move: MoveOfDisk, places: RelocationPlaces, fates: Map<LabFile, LevelFate>,
): void {
  const consolidate = move.type === "moveAllDiskBackingsAndConsolidate";
  const stems = new Map<LabFile, string>();
  const index = vm.disks.indexOf(disk);

  const placeFor = (level: LabFile) => {
    const below = level.parent === undefined ? undefined : stems.get(level.parent);
    const path = below === undefined
      ? freeBasePath(world, move.datastore, places.directoryOn(move.datastore), vm.name, places.taken, index)
      : freeDeltaPath(world, move.datastore, below, places.taken);
    stems.set(level, below ?? path);
    return { datastore: move.datastore, path };
  };

  const keepFrom = (level: LabFile) => {
    for (const each of [...world.files.chain(level)].reverse()) if (!fates.has(each)) fates.set(each, { kind: "keep" });
  };

  const decide = (level: LabFile): void => {
    if (fates.has(level)) return;
    const current = level === disk.file;
    if (move.type === "moveChildMostDiskBacking" && !current) { keepFrom(level); return; }
    const equal = move.type === "moveAllDiskBackingsAndAllowSharing" && !current ? equalContentOn(world, move.datastore, level) : undefined;
    if (equal !== undefined && equal !== level) {
      fates.set(level, { kind: "attach", to: equal });
      return;
    }
    const shared = world.files.isShared(level);
    const onTarget = level.datastore === move.datastore;
    if (shared && onTarget && !consolidate) { keepFrom(level); return; }
    if (level.parent !== undefined) decide(level.parent);
    fates.set(level, onTarget && !shared ? { kind: "keep" } : { kind: shared ? "copy" : "move", place: placeFor(level) });
  };

  decide(disk.file);
  if (move.type !== "moveChildMostDiskBacking") for (const { file } of pinned) decide(file);
}
