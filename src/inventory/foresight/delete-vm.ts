/**
 * Deleting a VM through vCenter (Destroy_Task): files that no other VM of the inventory has go, its parents among them; shared ones stay
 * (vim-facts 6.6). Children that are registered nowhere, or in another vCenter, are not seen by vCenter either.
 */
import { isDoubtful } from "../file-key.js";
import type { InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

export function foreseeDelete(view: InventoryView, vm: Ref): Foresight {
  const outlook = new Outlook(view, vm);
  for (const { file } of view.usesOf(vm)) {
    if (isDoubtful(file.key)) outlook.lacks(`backing.datastore of ${file.key}`);
    else if (countOf(file.users) > 1) outlook.leave(file);
    else outlook.delete(file);
  }
  return outlook.read();
}
