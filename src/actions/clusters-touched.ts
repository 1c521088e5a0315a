/** The clusters that an operation keeps busy: those it names, and those of its hosts. It never leaves a host of no cluster out of its host's budget. */
import type { InventoryView } from "../inventory/model.js";
import type { Touches } from "./next-step.js";

/** The same with its clusters filled in, sorted; a compute resource of which it is not known whether it is a cluster counts as one. */
export function withClusters(inventory: InventoryView, touches: Touches): Touches {
  const own = touches.hosts.flatMap((host) => [...inventory.computesOf(host)].filter((ref) => inventory.computes.get(ref)?.isCluster !== false));
  return { ...touches, clusters: [...new Set([...touches.clusters, ...own])].sort() };
}
