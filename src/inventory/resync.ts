/**
 * What a full resync left out: objects that are known but were not seen again have left (vim-facts 3.4, version "").
 * It never removes anything itself; its updates go through `applyUpdates` like all others.
 */
import type { Inventory } from "./inventory.js";
import type { InventoryUpdate, Ref } from "./updates.js";

/** One `leave` per known object that is not in `seen`. Walks the whole inventory: to be called once per resync. */
export function leavesAfterResync(inventory: Inventory, seen: ReadonlySet<Ref>): InventoryUpdate[] {
  const known = [
    ["VirtualMachine", inventory.vms], ["VirtualMachineSnapshot", inventory.vmFiles.snapshots], ["HostSystem", inventory.hosts],
    ["ComputeResource", inventory.computes], ["Datastore", inventory.datastores], ["Place", inventory.places],
  ] as const;
  return known.flatMap(([type, objects]) => [...objects.keys()].filter((ref) => !seen.has(ref))
    .map((ref): InventoryUpdate => ({ type, ref, kind: "leave", set: {}, unreadable: [] })));
}
