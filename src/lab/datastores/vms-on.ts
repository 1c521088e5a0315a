/** Which VMs have to do with a datastore. It walks all VMs, so it is for rare operations only: renames, failures, removals. */
import type { DatastoreState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** VMs whose home, or any level of whose disks, lies on the datastore; levels that only a snapshot reads count too. */
export function* vmsOn(world: World, datastore: DatastoreState): Generator<VmState> {
  for (const vm of world.all("VirtualMachine")) if (usesDatastore(world, vm, datastore.ref.value)) yield vm;
}

function usesDatastore(world: World, vm: VmState, datastore: string): boolean {
  if (vm.home.datastore === datastore) return true;
  for (const disk of world.disksOf(vm)) if (world.files.chain(disk.file).some((level) => level.datastore === datastore)) return true;
  return false;
}
