/** A snapshot tree as a list. */
import type { Ref, SnapshotNode, SnapshotTree } from "./updates.js";

/** Every snapshot, parents before children; none of a tree that is not known. */
export function snapshotsIn(tree: SnapshotTree | undefined): readonly SnapshotNode[] {
  return tree === undefined ? [] : below(tree.roots);
}

export function snapshotNames(tree: SnapshotTree | undefined): ReadonlyMap<Ref, string> {
  return new Map(snapshotsIn(tree).map(({ ref, name }) => [ref, name]));
}

function below(nodes: readonly SnapshotNode[]): readonly SnapshotNode[] {
  return nodes.flatMap((node) => [node, ...below(node.children)]);
}
