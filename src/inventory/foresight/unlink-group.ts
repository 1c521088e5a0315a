/**
 * What it takes to make every member of a clone group stand alone: promoting one after the other with unlink. The order matters: who is
 * last on a file keeps it without a copy, so clones go first, the deepest before the others, and base holders last.
 */
import type { FileNode } from "../file-index.js";
import { memberOf } from "../group-members.js";
import type { CloneGroup, FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { homeDatastore, isCopied } from "./promote-vm.js";
import { SpaceLedger, type DatastoreSpace } from "./space-ledger.js";

export interface GroupUnlinking {
  /** The order that copies least. */
  readonly order: readonly Ref[];
  /** Copies of one member after the other, by datastore; what merges free afterwards is not counted. */
  readonly space: readonly DatastoreSpace[];
  /** Properties without which a figure is unknown. */
  readonly missing: readonly string[];
  /** False while a member's disks or home are not known: there may be more to copy, and elsewhere. */
  readonly complete: boolean;
}

export function foreseeUnlinkAll(view: InventoryView, group: CloneGroup): GroupUnlinking {
  const [missing, places] = [new Set<string>(), new Set<string>()];
  const generations = new Map(group.members.map((vm) => [vm, memberOf(view, vm).generation ?? 0]));
  const order = [...group.members].sort((a, b) => (generations.get(b) ?? 0) - (generations.get(a) ?? 0) || (a < b ? -1 : 1));
  const ledger = new SpaceLedger();
  const left = new Map<FileNode, number>();
  for (const vm of order) {
    if (view.vms.get(vm)?.disks === undefined) places.add(`config.hardware.device of ${vm}`);
    const home = homeDatastore(view, vm);
    const shared = sharedIn(view, vm);
    for (const { file } of view.usesOf(vm)) {
      if (!shared.has(file.key)) continue;
      const users = left.get(file) ?? countOf(file.users);
      left.set(file, users - 1);
      if (users < 2) continue;
      if (home === undefined) places.add(`config.files.vmPathName of ${vm}`);
      else ledger.copy(home, file.size?.bytes);
      if (file.size === undefined) missing.add(`layoutEx (size of ${file.key})`);
    }
  }
  const space = ledger.read(view);
  for (const { datastore } of space) if (view.datastores.get(datastore)?.freeSpaceBytes === undefined) missing.add(`summary.freeSpace of ${datastore}`);
  return { order, space, missing: [...missing, ...places].sort(), complete: places.size === 0 };
}

/** Levels of its current disks with a parent that it shares; a snapshot's branches beside them are not promoted. */
export function sharedIn(view: InventoryView, vm: Ref): ReadonlySet<FileKey> {
  const disks = view.disksOf(vm) ?? [];
  return new Set(disks.filter(({ depth }) => depth > 1).flatMap((disk) => disk.levels.filter((level) => isCopied(disk, level)).map(({ file }) => file)));
}
