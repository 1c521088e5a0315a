/** The `snapshot` property of a VM to our tree (vim-facts 6.1, VirtualMachineSnapshotInfo). It never reads disks: those are with each snapshot. */
import type { Ref, SnapshotNode, SnapshotTree } from "../../inventory/updates.js";
import { markIn } from "../../shared/marker.js";
import { childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";

/** What is read of one node; the reader skips the rest. */
export const snapshotNodeFields: ReadonlySet<string> = new Set(["snapshot", "name", "description", "createTime", "childSnapshotList"]);

export function snapshotTreeOf(info: XmlNode): SnapshotTree {
  const current = textOf(info, "currentSnapshot");
  const roots = nodesOf(childrenOf(info, "rootSnapshotList"));
  return current === undefined || current === "" ? { roots } : { current, roots };
}

function nodesOf(nodes: readonly XmlNode[]): readonly SnapshotNode[] {
  return nodes.flatMap((node) => {
    const ref = textOf(node, "snapshot");
    if (ref === undefined || ref === "") return [];
    const marker = markIn(textOf(node, "description") ?? "");
    return [{
      ref, name: textOf(node, "name") ?? "", createTime: textOf(node, "createTime") ?? "", ...(marker === undefined ? {} : { marker }), children: nodesOf(childrenOf(node, "childSnapshotList")),
    }];
  });
}

/** Every snapshot of a tree. */
export function snapshotRefs(tree: SnapshotTree | undefined): readonly Ref[] {
  const refs: Ref[] = [];
  const walk = (nodes: readonly SnapshotNode[]): void => {
    for (const node of nodes) {
      refs.push(node.ref);
      walk(node.children);
    }
  };
  walk(tree?.roots ?? []);
  return refs;
}
