/** Which properties of a VM an operation touched, said in one place so that no operation forgets one. It changes nothing but the VM's version and times. */
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Sizes or sharing of files changed: nothing but the silent properties of vim-facts 3.6. */
export function touchFiles(world: World, vm: VmState): void {
  vm.storageRefreshedAt = world.clock.now();
  world.changes.touch(vm.ref, "layoutEx", "layout", "storage", "summary.storage");
}

/** The configuration changed: `paths` beside its version. */
export function touchConfig(world: World, vm: VmState, ...paths: readonly string[]): void {
  vm.changeVersion++;
  vm.modifiedAt = world.clock.now();
  world.changes.touch(vm.ref, "config.changeVersion", "config.modified", ...paths);
}

/** Disks were added, removed or stand on other files. */
export function touchDisks(world: World, vm: VmState): void {
  touchConfig(world, vm, "config.hardware.device", "datastore", "summary.config.numVirtualDisks", "config.datastoreUrl");
  touchFiles(world, vm);
}

/** The snapshot tree changed. */
export function touchSnapshotTree(world: World, vm: VmState): void {
  world.changes.touch(vm.ref, "snapshot", "rootSnapshot");
}

/** A part of what each snapshot shows as its configuration changed: the files below its disks, or the name they all have from the VM. */
export function touchEverySnapshot(world: World, vm: VmState, path: string): void {
  for (const snapshot of world.snapshotsOf(vm)) world.changes.touch(snapshot.ref, path);
}

export function setConsolidationNeeded(world: World, vm: VmState, needed: boolean): void {
  if (vm.consolidationNeeded === needed) return;
  vm.consolidationNeeded = needed;
  world.changes.touch(vm.ref, "runtime.consolidationNeeded", "summary.runtime.consolidationNeeded");
}
