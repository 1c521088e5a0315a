/** What an inventory says of chains, groups and orphans, to be compared with another's. Files that are new have no name in it, for what vCenter calls them is not foretold. */
import { datastoreOf } from "../../../src/inventory/file-key.js";
import type { Disk, FileKey, InventoryView } from "../../../src/inventory/model.js";
import type { Moment } from "./outcome.js";

export function shapeOf(view: InventoryView, { sizes }: Moment): unknown {
  const named = (file: FileKey): string => (sizes.has(file) ? file : `new on ${datastoreOf(file) ?? "?"}`);
  const levels = ({ levels: all }: Disk): unknown => all.map(({ file, role, owner, orphaned, sharedWith }) => ({ file: named(file), role, owner, orphaned, sharedWith }));
  return {
    vms: Object.fromEntries([...view.vms.keys()].sort().map((vm) => [vm, { disks: view.disksOf(vm)?.map(levels), files: view.usesOf(vm).map(({ file }) => named(file.key)).sort() }])),
    groups: [...view.groups.values()].map(({ id, name, owner, members, base, sharedFiles }) => ({ id, name, owner, members, base: named(base), sharedFiles: sharedFiles.map(named).sort() })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
