/**
 * Where objects are: host, cluster, folder path. Every answer is three-valued: undefined says that data is missing.
 */
import type { Compute, Host, InventoryView, Vm } from "../../inventory/model.js";
import type { Ref } from "../../inventory/updates.js";

/** Places above a VM that a path may have; more means that the data is broken. */
const maxDepth = 100;

export function hostOf(inventory: InventoryView, vm: Vm): Host | undefined {
  return vm.host === undefined ? undefined : inventory.hosts.get(vm.host);
}

/** The cluster, or the plain compute resource of a standalone host. */
export function computeOf(inventory: InventoryView, host: Host | undefined): Compute | undefined {
  return host?.parent === undefined ? undefined : inventory.computes.get(host.parent);
}

/** The cluster's name, "" for a standalone host. */
export function clusterName(compute: Compute | undefined): string | undefined {
  return compute?.isCluster === false ? "" : compute?.name;
}

/** The cluster's reference, "" for a standalone host. */
export function clusterRef(compute: Compute | undefined): Ref | undefined {
  return compute?.isCluster === false ? "" : compute?.ref;
}

/** Inventory path of a place, e.g. "/DC0/vm/prod"; the nameless root folder is left out. */
export function pathOf(inventory: InventoryView, place: Ref | undefined): string | undefined {
  if (place === undefined) return undefined;
  const names: string[] = [];
  let ref: Ref | undefined = place;
  for (let depth = 0; depth < maxDepth; depth++) {
    const found = inventory.places.get(ref);
    if (found?.name === undefined) return undefined;
    if (found.parent === undefined) return names.length === 0 ? "/" : `/${names.reverse().join("/")}`;
    names.push(found.name);
    ref = found.parent;
  }
  return undefined;
}

/** Names of all, or undefined when one is unknown. */
export function namesOf(refs: readonly Ref[] | undefined, objects: ReadonlyMap<Ref, { readonly name: string | undefined }>): readonly string[] | undefined {
  const names: string[] = [];
  for (const ref of refs ?? []) {
    const name = objects.get(ref)?.name;
    if (name === undefined) return undefined;
    names.push(name);
  }
  return refs === undefined ? undefined : names;
}
