/**
 * Where a clone group lives: the hosts its members are registered on and the compute resources of those hosts.
 * It never guesses a place: members whose host is unknown are named instead.
 */
import type { CloneGroup, InventoryView, Placement } from "./model.js";
import type { Ref } from "./updates.js";

/**
 * A powered-off member counts on the host it is registered on: it opens the base there when it starts, and an operator who plans
 * for a failure counts it there. Costs one look-up per member.
 */
export function groupPlacement(inventory: Pick<InventoryView, "vms" | "hosts">, group: CloneGroup): Placement {
  const hosts = new Set<Ref>();
  const computes = new Set<Ref>();
  const unplaced: Ref[] = [];
  for (const member of group.members) {
    const host = inventory.vms.get(member)?.host;
    const compute = host === undefined ? undefined : inventory.hosts.get(host)?.parent;
    if (host !== undefined) hosts.add(host);
    if (compute === undefined) unplaced.push(member);
    else computes.add(compute);
  }
  return { hosts: [...hosts].sort(), computes: [...computes].sort(), unplaced };
}
