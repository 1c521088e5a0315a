/** A snapshot by its name, as people speak of it; vCenter itself only knows references. */
import type { SnapshotState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** The VM's snapshot of that name; the first in the tree when there are several. */
export function findSnapshot(world: World, vm: VmState, name: string): SnapshotState | undefined {
  for (const snapshot of world.snapshotsOf(vm)) if (snapshot.name === name) return snapshot;
  return undefined;
}
