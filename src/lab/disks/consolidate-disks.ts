/** Folds what no snapshot and no other VM needs, on request (vim-facts 7.1). It never unlinks a linked clone. */
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { mergePass, planMerges, type Merge, type MergeScope } from "./merge-pass.js";
import { addNeed, requireSpace, type SpaceNeeds } from "./require-space.js";
import { setConsolidationNeeded } from "./touch-vm.js";

/** NoDiskSpace before anything is folded. */
export function consolidateDisks(world: World, vm: VmState, scope: MergeScope): void {
  requireSpace(world, growthOf(planMerges(world, vm, scope)));
  mergePass(world, vm, scope);
  if (planMerges(world, vm, { via: "vcenter" }).length === 0) setConsolidationNeeded(world, vm, false);
}

/** Bytes by which datastores fill up before the folded levels are gone; the most any one merge needs, as one follows the other. */
export function growthOf(merges: readonly Merge[]): SpaceNeeds {
  const most: SpaceNeeds = new Map();
  for (const { into, growth } of merges) addNeed(most, into.datastore, Math.max(0, growth - (most.get(into.datastore) ?? 0)));
  return most;
}
