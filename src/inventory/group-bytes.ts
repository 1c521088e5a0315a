/** What a clone group takes on its datastores: every file of its members once, by whether two or more VMs have it. */
import type { FileNode } from "./file-index.js";
import type { CloneGroup, InventoryView, SharedBytes } from "./model.js";
import { sumBytes } from "./sum-bytes.js";
import { portionOf } from "./vm-bytes.js";

/** Costs the members' own files. Unknown while the devices of any member cannot be read. */
export function bytesOfGroup(view: InventoryView, group: CloneGroup): SharedBytes {
  const seen = new Set<FileNode>();
  const portions = group.members.flatMap((member) => view.usesOf(member).filter(({ file }) => !seen.has(file) && seen.add(file)).map(portionOf));
  return sumBytes(portions, group.members.some((member) => view.vms.get(member)?.disks === undefined));
}
