/** Datastores from outside: somebody else fills them, they grow, or they are out of reach. It moves no file. */
import { vmsOn } from "../datastores/vms-on.js";
import type { DatastoreState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { refuse } from "./refuse.js";

export interface NewSpace {
  readonly sizeBytes?: number;
  readonly otherUsedBytes?: number;
  /** Others use whatever leaves just this free. */
  readonly freeBytes?: number;
}

export function setSpace(world: World, datastore: DatastoreState, { sizeBytes, otherUsedBytes, freeBytes }: NewSpace): void {
  const files = world.files.usedBytes(datastore.ref.value);
  const size = sizeBytes ?? datastore.capacityBytes;
  const other = freeBytes === undefined ? (otherUsedBytes ?? datastore.otherUsedBytes) : size - files - freeBytes;
  if (other < 0) throw refuse(`${datastore.name} cannot have ${freeBytes ?? 0} bytes free: it has ${size} bytes and its files take ${files}`);
  datastore.capacityBytes = size;
  datastore.otherUsedBytes = other;
  world.changes.touch(datastore.ref, "summary.capacity", "summary.freeSpace", "info.freeSpace", "info.vmfs");
}

/** VMs whose home is out of reach become inaccessible, which unsets their `config` (vim-facts 6.1), and are connected again when it is back. */
export function setAccessible(world: World, datastore: DatastoreState, accessible: boolean): void {
  if (datastore.accessible === accessible) return;
  datastore.accessible = accessible;
  world.changes.touch(datastore.ref, "summary.accessible", "host");
  for (const vm of vmsOn(world, datastore)) {
    if (vm.home.datastore !== datastore.ref.value) continue;
    if (vm.connectionState !== (accessible ? "inaccessible" : "connected")) continue;
    vm.connectionState = accessible ? "connected" : "inaccessible";
    world.changes.touch(vm.ref, "runtime.connectionState", "summary.runtime.connectionState", "config", "summary.config", "layoutEx", "layout", "storage");
  }
}
