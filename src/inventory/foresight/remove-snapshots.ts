/**
 * Removing snapshots through vCenter: what only they reached is deleted, what they alone pinned merges into the file above it, unless
 * another VM has it (vim-facts 6.6; merge rule of 10.2). Levels that were unneeded before are not folded by it.
 */
import type { FileNode, FileUse } from "../file-index.js";
import { datastoreOf } from "../file-key.js";
import type { FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref, SnapshotNode } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";
import { mergeLevels } from "./merge-levels.js";

export function foreseeRemoveSnapshots(view: InventoryView, vm: Ref, removed: readonly Ref[]): Foresight {
  const outlook = new Outlook(view, vm);
  const tree = view.vms.get(vm)?.snapshot;
  if (tree === undefined) outlook.lacks(`snapshot of ${vm}`);
  const [gone, kept] = [new Set<FileKey>(), new Set<FileKey>()];
  for (const ref of refsIn(tree?.roots ?? [])) {
    const frozen = view.frozenFilesOf(vm, ref);
    if (frozen === undefined) outlook.lacks(`config.hardware.device of ${ref}`);
    for (const file of frozen ?? []) (removed.includes(ref) ? gone : kept).add(file);
  }
  const disks = view.disksOf(vm) ?? [];
  const uses = new Map(view.usesOf(vm).map((use) => [use.file.key, use]));
  const tops = new Set([...kept, ...disks.flatMap(({ levels }) => levels.slice(0, 1).map(({ file }) => file))]);
  const stays = reachable(tops, uses);
  for (const { file } of uses.values()) {
    if (stays.has(file.key)) continue;
    if (countOf(file.users) > 1) outlook.leave(file);
    else outlook.delete(file);
  }
  const foldable = new Set([...gone].filter((key) => !tops.has(key) && childrenIn(stays, key, uses) === 1 && countOf(uses.get(key)?.file.users) === 1));
  for (const { levels, capacityBytes } of disks) {
    const nodes = levels.map(({ file }) => uses.get(file)?.file).filter((node): node is FileNode => node !== undefined);
    mergeLevels(outlook, nodes.map((file) => ({ file, folds: foldable.has(file.key), datastore: datastoreOf(file.key) })), capacityBytes);
  }
  for (const key of foldable) outlook.note("folded", key);
  return outlook.read();
}

/** Every snapshot of a tree, parents before children. */
export function refsIn(nodes: readonly SnapshotNode[]): readonly Ref[] {
  return nodes.flatMap(({ ref, children }) => [ref, ...refsIn(children)]);
}

function reachable(tops: ReadonlySet<FileKey>, uses: ReadonlyMap<FileKey, FileUse>): ReadonlySet<FileKey> {
  const found = new Set(tops);
  for (const key of found) {
    const parent = uses.get(key)?.parent;
    if (parent !== undefined) found.add(parent.key);
  }
  return found;
}

function childrenIn(files: ReadonlySet<FileKey>, key: FileKey, uses: ReadonlyMap<FileKey, FileUse>): number {
  return [...files].filter((file) => uses.get(file)?.parent?.key === key).length;
}
