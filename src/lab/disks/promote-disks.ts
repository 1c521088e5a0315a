/** Promotes disks: with unlink every shared level is copied, then, as without it, levels that nobody needs are folded (vendor's note; vim-facts 7.2, 10.2). */
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { consolidateDisks } from "./consolidate-disks.js";
import { freeBasePath, freeDeltaPath, type TakenPaths } from "./file-names.js";
import { levelsOf } from "./levels-of-vm.js";
import { mergePass, planMerges } from "./merge-pass.js";
import { touchStores } from "./new-vm-state.js";
import { rebuildLevels, rebuildNeeds, type LevelFate, type LevelFates } from "./rebuild-levels.js";
import { requireSpace } from "./require-space.js";
import { setConsolidationNeeded, touchDisks, touchEverySnapshot } from "./touch-vm.js";

export interface Promotion {
  readonly unlink: boolean;
  /** Device keys; none: every disk with a parent. */
  readonly diskKeys: readonly number[];
}

/** Bytes to copy and fold. */
export function promotionBytes(world: World, vm: VmState, promotion: Promotion): number {
  const keys = keysOf(vm, promotion);
  let bytes = planMerges(world, vm, { keys, via: "vcenter" }).reduce((sum, merge) => sum + merge.bytes, 0);
  if (promotion.unlink) for (const each of rebuildNeeds(copiesOfShared(world, vm, keys)).values()) bytes += each;
  return bytes;
}

/** InvalidPowerState as the settings say, InvalidArgument for an unknown disk, NoDiskSpace. No work to do is success. */
export function promoteDisks(world: World, vm: VmState, promotion: Promotion): void {
  requirePromotable(world, vm, promotion);
  const keys = keysOf(vm, promotion);
  const disks = [...world.disksOf(vm)].filter(({ key }) => keys.has(key));
  requireFiles(world, disks);
  if (!promotion.unlink) {
    consolidateDisks(world, vm, { keys, via: "vcenter" });
    return;
  }
  const fates = copiesOfShared(world, vm, keys);
  requireSpace(world, rebuildNeeds(fates));
  // A base may have lain on a datastore that the VM leaves with it.
  touchStores(world, vm);
  rebuildLevels(world, vm, disks, fates);
  const all = mergePass(world, vm, { keys, via: "vcenter" });
  if (!all) setConsolidationNeeded(world, vm, true);
  else if (planMerges(world, vm, { via: "vcenter" }).length === 0) setConsolidationNeeded(world, vm, false);
  touchDisks(world, vm);
  touchEverySnapshot(world, vm, "config.hardware.device");
}

function keysOf(vm: VmState, { diskKeys }: Promotion): ReadonlySet<number> {
  return new Set(diskKeys.length > 0 ? diskKeys : vm.disks.filter(({ file }) => file.parent !== undefined).map(({ key }) => key));
}

/** The 6.0 reference demands a VM that is off or suspended, that of 8.0 only that one which runs has no snapshots (vim-facts 7.2). */
function requirePromotable(world: World, vm: VmState, { diskKeys }: Promotion): void {
  for (const each of diskKeys) {
    if (!vm.disks.some(({ key }) => key === each)) throw new VimFault("InvalidArgument", "A specified parameter was not correct: disks", { invalidProperty: "disks" });
  }
  if (vm.powerState !== "poweredOn" || (world.settings.promotePoweredOn === "8.x" && vm.snapshots.length === 0)) return;
  throw new VimFault("InvalidPowerState", "The attempted operation cannot be performed in the current state (Powered on).", { requestedState: "poweredOff", existingState: "poweredOn" });
}

/** Every shared level of these disks, those that snapshots pin included, is to be copied into the VM's directory; the rest stays. */
function copiesOfShared(world: World, vm: VmState, keys: ReadonlySet<number>): LevelFates {
  const { datastore, directory } = vm.home;
  const taken: TakenPaths = new Set();
  const fates = new Map<LabFile, LevelFate>();
  const stems = new Map<LabFile, string>();
  for (const level of levelsOf(world, vm, keys)) {
    if (!world.files.isShared(level) || vm.disks.some(({ file, sharing }) => file === level && sharing === "sharingMultiWriter")) {
      fates.set(level, { kind: "keep" });
      continue;
    }
    const below = level.parent === undefined ? undefined : stems.get(level.parent);
    const path = below === undefined ? freeBasePath(world, datastore, directory, vm.name, taken) : freeDeltaPath(world, datastore, below, taken);
    stems.set(level, below ?? path);
    fates.set(level, { kind: "copy", place: { datastore, path } });
  }
  return fates;
}
