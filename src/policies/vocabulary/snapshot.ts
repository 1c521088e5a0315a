/** Snapshots of a VM, as conditions see them: the tree, flattened. */
import type { SnapshotNode, SnapshotTree } from "../../inventory/updates.js";
import { int, text } from "./field.js";
import { always } from "./source.js";
import { viewType } from "./view-type.js";

const tree = "`VirtualMachine.snapshot`";

export const snapshotType = viewType<SnapshotNode>("Snapshot", "A snapshot of a VM.", [
  text("moref", "Its managed object reference.", always(tree), (snapshot) => snapshot.ref),
  text("name", "Its name.", always(tree), (snapshot) => snapshot.name),
  text("createTime", "When it was taken, as vCenter spells it (RFC 3339).", always(tree), (snapshot) => snapshot.createTime),
  int("childCount", "snapshots", "Snapshots directly below it.", always(tree), (snapshot) => snapshot.children.length),
]);

/** Every snapshot of the tree, parents before children. */
export function snapshotsOf(tree: SnapshotTree): readonly SnapshotNode[] {
  const found: SnapshotNode[] = [];
  const waiting = [...tree.roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.push(node);
    waiting.push(...[...node.children].reverse());
  }
  return found;
}
