/**
 * Where a clone group lives: the hosts its members are registered on and the compute resources of those hosts.
 * It never guesses a place: members whose host is unknown are named instead.
 */
import type { CloneGroup, InventoryView, Placement } from "./model.js";
import type { Ref } from "./updates.js";

/** How many of a group's members count on each host; under "" those whose host is unknown. */
export type Spread = Map<Ref, number>;

/** Costs one look-up per member. */
export function spreadOf({ vms }: Pick<InventoryView, "vms">, group: CloneGroup): Spread {
  const spread: Spread = new Map();
  for (const member of group.members) count(spread, vms.get(member)?.host, 1);
  return spread;
}

/** Keeps a spread right when a member moves. */
export function moveIn(spread: Spread, from: Ref | undefined, to: Ref | undefined): void {
  count(spread, from, -1);
  count(spread, to, 1);
}

/**
 * A powered-off member counts on the host it is registered on: it opens the base there when it starts, and an operator who plans
 * for a failure counts it there. Costs one look-up per host, and one per member only where some cannot be placed.
 */
export function groupPlacement(inventory: Pick<InventoryView, "vms" | "hosts">, group: CloneGroup, spread: Spread): Placement {
  const hosts = [...spread.keys()].filter((host) => host !== "").sort();
  const computeOf = (host: Ref | undefined): Ref | undefined => (host === undefined ? undefined : inventory.hosts.get(host)?.parent);
  const computes = hosts.map(computeOf);
  const astray = spread.has("") || computes.includes(undefined);
  return {
    hosts, computes: [...new Set(computes.filter((compute) => compute !== undefined))].sort(),
    unplaced: astray ? group.members.filter((member) => computeOf(inventory.vms.get(member)?.host) === undefined) : [],
  };
}

function count(spread: Spread, host: Ref | undefined, by: number): void {
  const members = (spread.get(host ?? "") ?? 0) + by;
  if (members === 0) spread.delete(host ?? "");
  else spread.set(host ?? "", members);
}
