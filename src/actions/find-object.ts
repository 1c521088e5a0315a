/**
 * Objects that a parameter names: by reference, or by the name people know. A name that fits several is refused, never chosen from.
 */
import type { InventoryView } from "../inventory/model.js";
import { snapshotsIn } from "../inventory/snapshots-in.js";
import type { Ref, SnapshotNode, SnapshotTree } from "../inventory/updates.js";
import { nearestName } from "../shared/nearest-name.js";
import { refused, type Refused } from "./next-step.js";

interface Named { readonly ref: Ref; readonly name: string | undefined }

export function findDatastore({ datastores }: InventoryView, wanted: string): Ref | Refused {
  return find("datastore", datastores, wanted);
}

export function findHost({ hosts }: InventoryView, wanted: string): Ref | Refused {
  return find("host", hosts, wanted);
}

export function findCluster({ computes }: InventoryView, wanted: string): Ref | Refused {
  return find("cluster", new Map([...computes].filter(([, { isCluster }]) => isCluster === true)), wanted);
}

export function findPlace({ places }: InventoryView, kind: "Folder" | "ResourcePool", wanted: string): Ref | Refused {
  return find(kind === "Folder" ? "folder" : "resource pool", new Map([...places].filter(([, place]) => place.kind === kind)), wanted);
}

/** Undefined when the tree has no such snapshot. */
export function findSnapshot(tree: SnapshotTree, wanted: string): SnapshotNode | Refused | undefined {
  const all = snapshotsIn(tree);
  const byRef = all.find(({ ref }) => ref === wanted);
  if (byRef !== undefined) return byRef;
  const named = all.filter(({ name }) => name === wanted);
  return named.length > 1 ? refused(`There are ${named.length} snapshots named "${wanted}"; say which by its reference: ${named.map(({ ref }) => ref).join(", ")}.`) : named[0];
}

function find(kind: string, among: ReadonlyMap<Ref, Named>, wanted: string): Ref | Refused {
  if (among.has(wanted)) return wanted;
  const named = [...among.values()].filter(({ name }) => name === wanted);
  const [first] = named;
  if (named.length > 1) return refused(`There are ${named.length} objects named "${wanted}" of kind ${kind}; say which by its reference: ${named.map(({ ref }) => ref).join(", ")}.`);
  return first?.ref ?? refused(`There is no ${kind} "${wanted}"${nearestName(wanted, [...among.values()].flatMap(({ name }) => name ?? []))}.`);
}
