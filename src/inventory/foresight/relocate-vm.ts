/**
 * Relocating a VM's leaves (RelocateVM_Task with moveChildMostDiskBacking): the leaf of every disk and the VM's home move, all levels
 * below stay where they are (vim-facts 7.2). So a base whose VM moves away has nobody living beside it any more.
 */
import { datastoreOf } from "../file-key.js";
import type { InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

export function foreseeRelocate(view: InventoryView, vm: Ref, datastore: Ref): Foresight {
  const outlook = new Outlook(view, vm);
  const leaves = new Set(view.disksOf(vm)?.map(({ levels }) => levels[0]?.file));
  for (const { file } of view.usesOf(vm)) {
    if (!leaves.has(file.key)) {
      if (countOf(file.users) > 1) outlook.leave(file);
    } else if (countOf(file.users) > 1) {
      outlook.lacks(`what vCenter does with ${file.key}, a leaf that other VMs stand on`);
    } else if (datastoreOf(file.key) !== datastore) {
      outlook.copy(file, datastore);
      outlook.delete(file);
    }
  }
  return outlook.read();
}
