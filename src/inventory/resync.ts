/**
 * What a full resync left out: objects that are known but were not seen again have left (vim-facts 3.4, version "").
 * It never removes anything itself; its updates go through `applyUpdates` like all others.
 */
import type { Inventory } from "./inventory.js";
import type { InventoryUpdate, Ref } from "./updates.js";

/**
 * One `leave` per known object that is not in `seen`. Walks the whole inventory: to be called once per resync. Snapshots of a VM that is
 * there and cannot be read stay: vCenter may not show them now, and what they pin is still pinned (docs/group-identity.md).
 */
export function leavesAfterResync(inventory: Inventory, seen: ReadonlySet<Ref>): InventoryUpdate[] {
  const known = [
    ["VirtualMachine", inventory.vms], ["VirtualMachineSnapshot", inventory.vmFiles.snapshots], ["HostSystem", inventory.hosts],
    ["ComputeResource", inventory.computes], ["Datastore", inventory.datastores], ["Place", inventory.places],
  ] as const;
  return known.flatMap(([type, objects]) => [...objects.keys()].filter((ref) => !seen.has(ref) && !(type === "VirtualMachineSnapshot" && isKept(inventory, ref, seen)))
    .map((ref): InventoryUpdate => ({ type, ref, kind: "leave", set: {}, unreadable: [] })));
}

function isKept({ vms, vmFiles }: Inventory, snapshot: Ref, seen: ReadonlySet<Ref>): boolean {
  const owner = vmFiles.ownerOfSnapshot(snapshot);
  return owner !== undefined && seen.has(owner) && vms.get(owner)?.disks === undefined;
}
