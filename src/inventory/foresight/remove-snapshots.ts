/**
 * Removing snapshots through vCenter: what only they reached is deleted, and every level of the VM that then nobody needs merges with the
 * one above it, unless another VM has it (vim-facts 6.6; merge rule of 10.2). Levels that were unneeded before are folded with the rest.
 */
import type { FileNode, FileUse } from "../file-index.js";
import { datastoreOf } from "../file-key.js";
import type { FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import { snapshotsIn } from "../snapshots-in.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";
import { mergeLevels } from "./merge-levels.js";

export function foreseeRemoveSnapshots(view: InventoryView, vm: Ref, removed: readonly Ref[]): Foresight {
  const outlook = new Outlook(view, vm);
  const tree = view.vms.get(vm)?.snapshot;
  if (tree === undefined) outlook.lacks(`snapshot of ${vm}`);
  const kept = new Set<FileKey>();
  for (const { ref } of snapshotsIn(tree)) {
    const frozen = view.frozenFilesOf(vm, ref);
    if (frozen === undefined) outlook.lacks(`config.hardware.device of ${ref}`);
    if (!removed.includes(ref)) for (const file of frozen ?? []) kept.add(file);
  }
  const disks = view.disksOf(vm) ?? [];
  const uses = new Map(view.usesOf(vm).map((use) => [use.file.key, use]));
  const capacities = new Map(disks.flatMap(({ levels, capacityBytes }) => levels.slice(0, 1).map(({ file }) => [file, capacityBytes] as const)));
  const tops = new Set([...capacities.keys(), ...kept]);
  const stays = reachable(tops, uses);
  for (const { file } of uses.values()) {
    if (stays.has(file.key)) continue;
    if (countOf(file.users) > 1) outlook.leave(file);
    else outlook.delete(file);
  }
  const foldable = new Set([...stays].filter((key) => !tops.has(key) && childrenIn(stays, key, uses) === 1 && countOf(uses.get(key)?.file.users) === 1));
  const seen = new Set<FileNode>();
  for (const top of tops) {
    const chain = chainFrom(top, uses, seen);
    mergeLevels(outlook, chain.map((file) => ({ file, folds: foldable.has(file.key), datastore: datastoreOf(file.key) })), capacities.get(top));
  }
  for (const key of foldable) outlook.note("folded", key);
  return outlook.read();
}

/** Down to the base, or to where another chain has been: two files stand there, so nothing folds across it. */
function chainFrom(top: FileKey, uses: ReadonlyMap<FileKey, FileUse>, seen: Set<FileNode>): readonly FileNode[] {
  const chain: FileNode[] = [];
  for (let use = uses.get(top); use !== undefined && !seen.has(use.file); use = use.parent === undefined ? undefined : uses.get(use.parent.key)) {
    seen.add(use.file);
    chain.push(use.file);
  }
  return chain;
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
