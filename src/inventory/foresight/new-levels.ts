/** One more level over each of some disks of a VM, beside the leaf it covers (vim-facts 6.7). Nothing is copied; it grows with what is written. */
import { datastoreOf } from "../file-key.js";
import type { Disk, InventoryView } from "../model.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

export function foreseeNewLevels(view: InventoryView, vm: Ref, disks: readonly Disk[]): Foresight {
  const outlook = new Outlook(view, vm);
  for (const { levels } of disks) {
    const leaf = levels[0];
    const datastore = leaf === undefined ? undefined : datastoreOf(leaf.file);
    if (datastore !== undefined) outlook.ledger.copy(datastore, 0);
    else if (leaf !== undefined) outlook.lacks(`backing.datastore of ${leaf.file}`);
  }
  return outlook.read();
}
