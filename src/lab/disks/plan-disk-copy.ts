/** Decides which files a copy of one disk is made of: levels to copy, a new child, or one whole disk. It makes none of them. */
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { addBase, addEmptyDelta, addLevelCopy, copySizeBytes, levelOf } from "./disk-levels.js";
import type { MoveOfDisk } from "./disk-move-type.js";
import { equalContentOn, noteEqualContent } from "./equal-content.js";
import { freeBasePath, freeDeltaPath, type TakenPaths } from "./file-names.js";

export type CopyStep =
  | { readonly kind: "whole"; readonly source: LabFile; readonly thin: boolean; readonly bytes: number }
  | { readonly kind: "level"; readonly source: LabFile; readonly bytes: number }
  | { readonly kind: "child"; readonly bytes: number };

export interface DiskCopyPlan {
  readonly datastore: string;
  /** The file that is there already and on which the first step stands; unset when that is a base. */
  readonly onto: LabFile | undefined;
  /** Lowest level first. */
  readonly steps: readonly CopyStep[];
}

/** `leaf` is the level to copy from: the current one, or what a snapshot pins. */
export function planDiskCopy(world: World, leaf: LabFile, move: MoveOfDisk): DiskCopyPlan {
  const { datastore } = move;
  switch (move.type) {
    case "createNewChildDiskBacking":
      return { datastore, onto: leaf, steps: [{ kind: "child", bytes: emptyDeltaBytes }] };
    case "moveChildMostDiskBacking":
      return leaf.parent === undefined ? planWhole(world, leaf, move) : { datastore, onto: leaf.parent, steps: [{ kind: "level", source: leaf, bytes: copySizeBytes(leaf) }] };
    case "moveAllDiskBackingsAndAllowSharing":
      return planSharing(world, leaf, move);
    case "moveAllDiskBackingsAndDisallowSharing":
    case "moveAllDiskBackingsAndConsolidate":
      return planWhole(world, leaf, move);
  }
}

/** One disk without a parent, with the content of the whole chain. */
function planWhole(world: World, leaf: LabFile, move: MoveOfDisk): DiskCopyPlan {
  const chain = world.files.chain(leaf);
  const { capacityBytes } = levelOf(leaf);
  const thin = move.thin ?? levelOf(chain.at(-1) ?? leaf).thin;
  const bytes = thin ? Math.min(capacityBytes, chain.reduce((sum, level) => sum + copySizeBytes(level), 0)) : capacityBytes;
  return { datastore: move.datastore, onto: undefined, steps: [{ kind: "whole", source: leaf, thin, bytes }] };
}

/** Level by level, down to the first that the target has already. */
function planSharing(world: World, leaf: LabFile, move: MoveOfDisk): DiskCopyPlan {
  const steps: CopyStep[] = [];
  for (const level of world.files.chain(leaf)) {
    const onto = level === leaf ? undefined : equalContentOn(world, move.datastore, level);
    if (onto !== undefined) return { datastore: move.datastore, onto, steps };
    steps.unshift({ kind: "level", source: level, bytes: copySizeBytes(level) });
  }
  return { datastore: move.datastore, onto: undefined, steps };
}

/**
 * Makes the files and answers the new leaf. The lowest new file is called like a VM's base, `<name>.vmdk` or `<name>_<index>.vmdk`, also when it is a
 * linked clone's delta (sources differ on that name, vim-facts 6.7); levels above it get `-000001` and so on.
 */
export function makeDiskCopy(world: World, plan: DiskCopyPlan, directory: string, name: string, index: number, taken: TakenPaths): LabFile {
  let below = plan.onto;
  let stem: string | undefined;
  for (const step of plan.steps) {
    const path: string = stem === undefined ? freeBasePath(world, plan.datastore, directory, name, taken, index) : freeDeltaPath(world, plan.datastore, stem, taken);
    stem ??= path;
    below = makeStep(world, step, { datastore: plan.datastore, path }, below);
  }
  if (below === undefined) throw new TypeError(`a copy of a disk of ${name} was planned without any file`);
  return below;
}

function makeStep(world: World, step: CopyStep, place: { readonly datastore: string; readonly path: string }, below: LabFile | undefined): LabFile {
  if (step.kind === "child") {
    if (below === undefined) throw new TypeError(`a child ${place.path} was planned over nothing`);
    return addEmptyDelta(world, place, below, world.random.uuid());
  }
  const { capacityBytes, contentId, eagerlyScrub } = levelOf(step.source);
  const copy = step.kind === "level"
    ? addLevelCopy(world, place, step.source, below)
    : addBase(world, place, { capacityBytes, sizeBytes: step.bytes, thin: step.thin, eagerlyScrub: eagerlyScrub && !step.thin, contentId });
  noteEqualContent(world, step.source, copy);
  return copy;
}
