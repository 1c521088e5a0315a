/**
 * Reverting to a snapshot: each disk gets a new delta on what the snapshot froze, and files that no snapshot and no other VM has go
 * (vim-facts 6.5, 10.2). What a guest has written since is in them.
 */
import type { InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";
import { snapshotsIn } from "../snapshots-in.js";

export function foreseeRevert(view: InventoryView, vm: Ref, snapshot: Ref): Foresight {
  const outlook = new Outlook(view, vm);
  // Independent disks take no part: what they have stays (vim-facts 6.3).
  const kept = new Set((view.disksOf(vm) ?? []).flatMap(({ independent, levels }) => (independent ? levels.map(({ file }) => file) : [])));
  for (const { ref } of snapshotsIn(view.vms.get(vm)?.snapshot)) {
    const frozen = view.frozenFilesOf(vm, ref);
    if (frozen === undefined) outlook.lacks(`config.hardware.device of ${ref}`);
    for (const file of frozen ?? []) kept.add(file);
  }
  if (view.frozenFilesOf(vm, snapshot) === undefined) return outlook.read();
  const uses = new Map(view.usesOf(vm).map((use) => [use.file.key, use]));
  // What a kept file stands on is kept too.
  for (const key of kept) {
    const parent = uses.get(key)?.parent;
    if (parent !== undefined) kept.add(parent.key);
  }
  for (const { file } of uses.values()) {
    if (kept.has(file.key)) continue;
    if (countOf(file.users) > 1) outlook.leave(file);
    else outlook.delete(file);
  }
  return outlook.read();
}
