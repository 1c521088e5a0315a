/**
 * Moving a whole clone group to another datastore one member after the other, with sharing allowed: each shared level is copied once and
 * later members attach to it (vim-facts 7.2). The order matters: what others stand on must be there before them.
 */
import { datastoreOf } from "../file-key.js";
import { memberOf } from "../group-members.js";
import type { CloneGroup, FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { SpaceLedger, type DatastoreSpace } from "./space-ledger.js";

export interface GroupRelocation {
  readonly copied: readonly FileKey[];
  readonly space: readonly DatastoreSpace[];
  /** Properties without which a figure is unknown. */
  readonly missing: readonly string[];
}

/**
 * Members whose own leaf is what others stand on come first, the lowest before those above it: a leaf is never attached to, but what has
 * moved as a leaf can be attached to by those that stand on it. Then the others, base holders before their clones and those before theirs, so
 * that a shared level comes to lie beside the VM that it came from.
 */
export function relocationOrder(view: InventoryView, group: CloneGroup): readonly Ref[] {
  const ranks = new Map(group.members.map((vm) => {
    const disks = view.disksOf(vm) ?? [];
    const isBelow = disks.some(({ levels, multiWriter }) => !multiWriter && (levels[0]?.sharedWith.length ?? 0) > 0);
    return [vm, { later: isBelow ? 0 : 1, generation: memberOf(view, vm).generation ?? 0, depth: Math.max(0, ...disks.map(({ depth }) => depth)) }] as const;
  }));
  const by = (vm: Ref) => ranks.get(vm) ?? { later: 1, generation: 0, depth: 0 };
  return [...group.members].sort((a, b) => by(a).later - by(b).later || by(a).generation - by(b).generation || by(a).depth - by(b).depth || (a < b ? -1 : 1));
}

/** What these members have that is not on the target, each file once; it is freed where it was, for nobody outside of a group has its files. */
export function foreseeRelocateGroup(view: InventoryView, members: readonly Ref[], target: Ref): GroupRelocation {
  const ledger = new SpaceLedger();
  const missing = new Set<string>();
  const copied = new Set<FileKey>();
  for (const vm of members) {
    if (view.vms.get(vm)?.disks === undefined) missing.add(`config.hardware.device of ${vm}`);
    for (const { file } of view.usesOf(vm)) {
      const from = datastoreOf(file.key);
      if (from === undefined) missing.add(`backing.datastore of ${file.key}`);
      if (from === undefined || from === target || copied.has(file.key)) continue;
      copied.add(file.key);
      if (file.size === undefined) missing.add(`layoutEx (size of ${file.key})`);
      ledger.copy(target, file.size?.bytes);
      ledger.free(from, file.size?.bytes);
    }
  }
  const space = ledger.read(view);
  for (const { datastore } of space) if (view.datastores.get(datastore)?.freeSpaceBytes === undefined) missing.add(`summary.freeSpace of ${datastore}`);
  return { copied: [...copied].sort(), space, missing: [...missing].sort() };
}

/** What one member's move writes: its own files, and those shared levels that no earlier move has brought along. */
export function memberMove(view: InventoryView, vm: Ref, target: Ref, brought: ReadonlySet<FileKey>): { readonly bytes: number | undefined; readonly shared: readonly FileKey[] } {
  let bytes: number | undefined = 0;
  const shared: FileKey[] = [];
  for (const { file } of view.usesOf(vm)) {
    if (datastoreOf(file.key) === target || brought.has(file.key)) continue;
    if (countOf(file.users) > 1) shared.push(file.key);
    bytes = bytes === undefined || file.size === undefined ? undefined : bytes + file.size.bytes;
  }
  return { bytes, shared };
}
