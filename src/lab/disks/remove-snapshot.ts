/** Removes snapshots: their entries go, what they pinned is let go of, and unneeded levels are folded together (vim-facts 6.6, 10.2). Shared levels always stay. */
import type { LabFile } from "../world/lab-file.js";
import type { SnapshotState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { removeUnused } from "./levels-of-vm.js";
import { mergePass, planMerges } from "./merge-pass.js";
import { touchStores } from "./new-vm-state.js";
import { isIndependent } from "./take-snapshot.js";
import { setConsolidationNeeded, touchDisks, touchSnapshotTree } from "./touch-vm.js";

export interface SnapshotRemoval {
  /** False removes the entries alone and leaves the levels, to be consolidated later. */
  readonly consolidate: boolean;
  /** "host": chains with a shared level are not folded. */
  readonly via: "vcenter" | "host";
}

/** With `removeChildren` the whole subtree goes; without, its children move up to its parent. */
export function removeSnapshot(world: World, vm: VmState, snapshot: SnapshotState, removal: SnapshotRemoval & { readonly removeChildren: boolean }): void {
  touchStores(world, vm);
  const doomed = removal.removeChildren ? subtreeOf(snapshot) : [snapshot];
  const siblings = snapshot.parent?.children ?? vm.snapshots;
  const heirs = removal.removeChildren ? [] : snapshot.children;
  for (const heir of heirs) heir.parent = snapshot.parent;
  siblings.splice(siblings.indexOf(snapshot), 1, ...heirs);
  if (vm.currentSnapshot !== undefined && doomed.includes(vm.currentSnapshot)) vm.currentSnapshot = snapshot.parent;
  if (snapshot.parent !== undefined) world.changes.touch(snapshot.parent.ref, "childSnapshot");
  dropSnapshots(world, vm, doomed, removal);
}

export function removeAllSnapshots(world: World, vm: VmState, removal: SnapshotRemoval): void {
  touchStores(world, vm);
  const doomed = [...world.snapshotsOf(vm)];
  vm.snapshots = [];
  vm.currentSnapshot = undefined;
  dropSnapshots(world, vm, doomed, removal);
}

/** The snapshot and all below it, parents first. */
export function subtreeOf(snapshot: SnapshotState): readonly SnapshotState[] {
  return [snapshot, ...snapshot.children.flatMap(subtreeOf)];
}

/** Bytes that removing these snapshots may have to fold: the VM's own levels over what they pin. */
export function removalBytes(world: World, vm: VmState, doomed: readonly SnapshotState[]): number {
  const counted = new Set(doomed.flatMap(({ frozen }) => frozen.disks).flatMap(({ file }) => [...world.files.childrenOf(file)]));
  let bytes = 0;
  for (const level of counted) if (world.files.usersOf(level).has(vm.ref.value)) bytes += level.sizeBytes;
  return bytes;
}

function dropSnapshots(world: World, vm: VmState, doomed: readonly SnapshotState[], removal: SnapshotRemoval): void {
  const pinned = doomed.flatMap((snapshot) => snapshot.frozen.disks.filter((disk) => !isIndependent(disk)).map(({ file }) => file));
  for (const snapshot of doomed) {
    for (const { file } of snapshot.frozen.disks) world.files.release(file, vm.ref.value);
    world.files.remove(snapshot.dataFile);
    if (snapshot.memoryFile !== undefined) world.files.remove(snapshot.memoryFile);
    world.snapshots.delete(snapshot.ref.value);
    world.changes.destroyed(snapshot.ref);
  }
  touchSnapshotTree(world, vm);
  touchDisks(world, vm);
  foldLevels(world, vm, pinned, removal);
}

function foldLevels(world: World, vm: VmState, pinned: readonly LabFile[], { consolidate, via }: SnapshotRemoval): void {
  const locked = world.nuisances.strikes("consolidation-needed", { object: vm.ref.value }) !== undefined;
  if (consolidate && !locked) {
    removeUnused(world, pinned);
    const all = mergePass(world, vm, { via });
    setConsolidationNeeded(world, vm, !all);
  } else {
    setConsolidationNeeded(world, vm, planMerges(world, vm, { via: "vcenter" }).length > 0);
  }
}
