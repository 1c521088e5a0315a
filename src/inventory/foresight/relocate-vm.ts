/**
 * Relocating a VM's leaves (RelocateVM_Task with moveChildMostDiskBacking): the leaf of every disk and the VM's home move, all levels
 * below stay where they are (vim-facts 7.2). So a level whose VM moves away, its own among them, has nobody living beside it any more.
 */
import { datastoreOf, directoryOf } from "../file-key.js";
import type { FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

export function foreseeRelocate(view: InventoryView, vm: Ref, datastore: Ref): Foresight {
  const outlook = new Outlook(view, vm);
  const leaves = new Set((view.disksOf(vm) ?? []).flatMap(({ levels }) => levels.slice(0, 1).map(({ file }) => file)));
  const [home, ...others] = view.dwellingsOf(vm);
  const stays = dwellingsThatStay(home, leaves, datastore);
  for (const { file } of view.usesOf(vm)) {
    const shared = countOf(file.users) > 1;
    if (!leaves.has(file.key)) {
      const directory = directoryOf(file.key);
      if (stays.has(directory)) continue;
      if (shared) outlook.leave(file);
      else if (home === directory || others.includes(directory)) outlook.note("orphans", file.key);
      else if (home === undefined) outlook.lacks(`config.files.vmPathName of ${vm}`);
    } else if (shared) {
      outlook.lacks(`what vCenter does with ${file.key}, a leaf that other VMs stand on`);
    } else if (datastoreOf(file.key) !== datastore) {
      outlook.copy(file, datastore);
      outlook.delete(file);
    }
  }
  return outlook.read();
}

/** What lies on the datastore already is not moved, and leaves from elsewhere come to the VM's home. */
function dwellingsThatStay(home: string | undefined, leaves: ReadonlySet<FileKey>, datastore: Ref): ReadonlySet<string> {
  const directories = [...leaves].filter((leaf) => datastoreOf(leaf) === datastore).map(directoryOf);
  return new Set(home !== undefined && datastoreOf(home) === datastore ? [home, ...directories] : directories);
}
