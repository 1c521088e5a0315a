/**
 * Folds levels of a VM that nobody needs into the level below them (vim-facts 10.2). It never touches what another VM of the inventory uses, or what a disk or
 * snapshot stands on directly; but it knows the inventory alone, so children that are registered nowhere lose their base.
 */
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { levelOf } from "./disk-levels.js";
import { levelsOf } from "./levels-of-vm.js";
import { touchStores } from "./new-vm-state.js";
import { touchDisks, touchEverySnapshot } from "./touch-vm.js";

/** `into` takes the content of the levels in `from`, lowest first, which then go. */
export interface Merge {
  readonly into: LabFile;
  readonly from: readonly LabFile[];
  /** By how much `into` grows. */
  readonly growth: number;
  /** What has to be read and written. */
  readonly bytes: number;
}

export interface MergeScope {
  /** Device keys; unset: all disks. */
  readonly keys?: ReadonlySet<number>;
  /** On a host, chains with a shared level are left alone. */
  readonly via: "vcenter" | "host";
}

export function planMerges(world: World, vm: VmState, scope: MergeScope): Merge[] {
  const levels = levelsOf(world, vm);
  const inScope = scope.keys === undefined ? levels : levelsOf(world, vm, scope.keys);
  const children = new Map<LabFile, LabFile[]>();
  for (const level of levels) if (level.parent !== undefined) children.set(level.parent, [...(children.get(level.parent) ?? []), level]);

  /** The level that `level` can take in. */
  const above = (level: LabFile): LabFile | undefined => {
    const [child, ...others] = children.get(level) ?? [];
    if (child === undefined || others.length > 0 || world.files.holdersOf(level).size > 0) return undefined;
    return world.files.exists(level) && world.files.exists(child) && !world.files.isShared(level) ? child : undefined;
  };

  const merges: Merge[] = [];
  const merged = new Set<LabFile>();
  for (const into of inScope) {
    if (merged.has(into)) continue;
    const from: LabFile[] = [];
    for (let next = above(into); next !== undefined; next = above(next)) from.push(next);
    for (const each of from) merged.add(each);
    if (from.length > 0 && (scope.via === "vcenter" || !world.files.chain(into).some((level) => world.files.isShared(level)))) merges.push(sized(into, from));
  }
  return merges;
}

/** Carries out what the datastores have room for; false when something had to be left. */
export function mergePass(world: World, vm: VmState, scope: MergeScope): boolean {
  const merges = planMerges(world, vm, scope);
  let all = true;
  if (merges.length > 0) touchStores(world, vm);
  for (const merge of merges) {
    if (merge.growth > world.freeBytes(world.the("Datastore", merge.into.datastore))) all = false;
    else applyMerge(world, vm, merge);
  }
  if (merges.length > 0) {
    touchDisks(world, vm);
    touchEverySnapshot(world, vm, "config.hardware.device");
  }
  return all;
}

/** The level takes the name of none: `into` keeps its path, and has the content that the topmost merged level showed. */
function applyMerge(world: World, vm: VmState, { into, from, growth }: Merge): void {
  const top = from.at(-1);
  if (top === undefined) return;
  const own = levelsOf(world, vm);
  world.files.resize(into, into.sizeBytes + growth);
  levelOf(into).contentId = levelOf(top).contentId;
  into.modifiedAt = world.clock.now();
  for (const child of [...world.files.childrenOf(top)]) if (own.has(child)) world.files.reparent(child, into);
  for (const disk of world.disksOf(vm)) if (disk.file === top) world.setDiskFile(vm, disk, into);
  for (const level of [...from].reverse()) world.files.remove(level);
}

/** Blocks may overlap, which the lab does not know: the level grows by all of them, up to its capacity. */
function sized(into: LabFile, from: readonly LabFile[]): Merge {
  const level = levelOf(into);
  const bytes = from.reduce((sum, each) => sum + each.sizeBytes, 0);
  const most = level.capacityBytes + (into.parent === undefined ? 0 : emptyDeltaBytes);
  const growth = level.format === "rdm" ? 0 : Math.max(0, Math.min(most, into.sizeBytes + bytes) - into.sizeBytes);
  return { into, from, growth, bytes };
}
