/**
 * Where a clone group lives: the hosts its members are registered on and the compute resources of those hosts.
 * It never guesses a place: members whose host is unknown are named instead.
 */
import type { CloneGroup, InventoryView, Placement } from "./model.js";
import type { Ref } from "./updates.js";

/**
 * A powered-off member counts on the host it is registered on: it opens the base there when it starts, and an operator who plans
 * for a failure counts it there. Costs one look-up per member and one per host.
 */
export function groupPlacement(inventory: Pick<InventoryView, "vms" | "hosts">, group: CloneGroup): Placement {
  const hosts = new Set<Ref>();
  let astray = false;
  for (const member of group.members) {
    const host = inventory.vms.get(member)?.host;
    if (host === undefined) astray = true;
    else hosts.add(host);
  }
  const computes = new Set<Ref>();
  for (const host of hosts) {
    const compute = inventory.hosts.get(host)?.parent;
    if (compute === undefined) astray = true;
    else computes.add(compute);
  }
  const unplaced = astray ? group.members.filter((member) => inventory.hosts.get(inventory.vms.get(member)?.host ?? "")?.parent === undefined) : [];
  return { hosts: [...hosts].sort(), computes: [...computes].sort(), unplaced };
}
