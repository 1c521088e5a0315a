/**
 * Unregistering a VM: every file stays and nothing is freed, but vCenter forgets that the VM has them. A file that then only one
 * registered VM has counts as that VM's own and is deleted with it: three products lost bases that way (vim-facts 6.6).
 */
import type { InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

export function foreseeUnregister(view: InventoryView, vm: Ref): Foresight {
  const outlook = new Outlook(view, vm);
  for (const { file } of view.usesOf(vm)) {
    const users = countOf(file.users);
    if (users > 1) outlook.leave(file);
    if (users === 2) outlook.note("exposed", file.key);
  }
  return outlook.read();
}
