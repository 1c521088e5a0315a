/** Snapshots of a VM, as conditions see them: the tree, flattened. */
import type { Vm } from "../../inventory/model.js";
import type { Ref, SnapshotNode } from "../../inventory/updates.js";
import { flag, int, moment, text, texts } from "./field.js";
import { always, told } from "./source.js";
import { viewType } from "./view-type.js";

interface Shot {
  readonly node: SnapshotNode;
  readonly parent: Ref | undefined;
  readonly vm: Vm;
}

const tree = "`VirtualMachine.snapshot`";

export const snapshotType = viewType<Shot>("Snapshot", "A snapshot of a VM.", [
  text("moref", "Its managed object reference.", always(tree), ({ node }) => node.ref),
  text("name", "Its name.", always(tree), ({ node }) => node.name),
  moment("createTime", "When it was taken; `age(…)` says how long ago. In JSON its RFC 3339 spelling in UTC, to the millisecond.", always(tree), ({ node }) => node.createTime),
  flag("current", "True for the one that the VM runs from.", always(tree), ({ node, vm }) => vm.snapshot?.current === node.ref),
  text("parentRef", "Reference of the snapshot above it; empty for a first one.", always(tree), ({ parent }) => parent ?? ""),
  int("childCount", "snapshots", "Snapshots directly below it.", always(tree), ({ node }) => node.children.length),
  texts("files", "The files it pins, one per disk, `datastore-11:folder/file.vmdk`.", told("VirtualMachineSnapshot.config.hardware.device"), ({ node, vm }, { inventory }) => inventory.frozenFilesOf(vm.ref, node.ref)),
]);

/** Every snapshot of the tree, parents before children; undefined while the tree is not known. */
export function shotsOf(vm: Vm): readonly Shot[] | undefined {
  if (vm.snapshot === undefined) return undefined;
  const found: Shot[] = [];
  const waiting = [...vm.snapshot.roots].reverse().map((node): Shot => ({ node, parent: undefined, vm }));
  for (let shot = waiting.pop(); shot !== undefined; shot = waiting.pop()) {
    const { node } = shot;
    found.push(shot);
    waiting.push(...[...node.children].reverse().map((child): Shot => ({ node: child, parent: node.ref, vm })));
  }
  return found;
}
