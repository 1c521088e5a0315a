/**
 * Promoting a VM's disks (PromoteDisks_Task): without unlink, levels that nobody else and no snapshot needs merge into their children;
 * with it, shared levels are first copied into the VM's home directory (vim-facts 6.5, 7.2; the vendor's linked-VM note).
 */
import type { FileNode } from "../file-index.js";
import { datastoreOf, isDoubtful } from "../file-key.js";
import type { Disk, FileKey, InventoryView, Level } from "../model.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";
import { mergeLevels } from "./merge-levels.js";

export interface PromoteChoice {
  readonly unlink: boolean;
  /** Device keys; all disks with a parent when absent, as vCenter takes it (vim-facts 7.2). */
  readonly disks?: readonly number[];
}

export function foreseePromote(view: InventoryView, vm: Ref, { unlink, disks: keys }: PromoteChoice): Foresight {
  const outlook = new Outlook(view, vm);
  const nodes = new Map(view.usesOf(vm).map(({ file }) => [file.key, file]));
  const home = homeDatastore(view, vm);
  const disks = (view.disksOf(vm) ?? []).filter(({ key, depth }) => keys?.includes(key) ?? depth > 1);
  if (unlink && home === undefined && disks.some(hasShared)) outlook.lacks(`config.files.vmPathName of ${vm}`);
  const copied = new Set<FileKey>();
  for (const disk of disks) {
    for (const level of unlink ? disk.levels.filter((one) => isCopied(disk, one)) : []) {
      const file = nodes.get(level.file);
      if (file === undefined || copied.has(level.file)) continue;
      copied.add(level.file);
      outlook.copy(file, home);
      outlook.leave(file);
    }
    promoteDisk(outlook, disk, nodes, unlink, home);
  }
  return outlook.read();
}

/** Datastore of the VM's configuration file. */
export function homeDatastore(view: InventoryView, vm: Ref): Ref | undefined {
  const [home] = view.dwellingsOf(vm);
  return home === undefined ? undefined : datastoreOf(home);
}

/** What a disk shares as a multi-writer is no linked clone. */
export function isCopied({ multiWriter }: Disk, { sharedWith, file }: Level): boolean {
  return !multiWriter && sharedWith.length > 0 && !isDoubtful(file);
}

function hasShared(disk: Disk): boolean {
  return disk.levels.some((level) => isCopied(disk, level));
}

function promoteDisk(outlook: Outlook, disk: Disk, nodes: ReadonlyMap<FileKey, FileNode>, unlink: boolean, home: Ref | undefined): void {
  const levels = disk.levels.flatMap((level) => {
    const file = nodes.get(level.file);
    if (file === undefined) return [];
    if (level.role === "unknown") outlook.lacks(level.missing ?? "");
    const folds = level.foldedBy?.includes("promote") === true || (unlink && level.foldedBy?.includes("unlink") === true);
    if (folds) outlook.note("folded", level.file);
    return [{ file, folds, datastore: unlink && isCopied(disk, level) ? home : datastoreOf(level.file) }];
  });
  mergeLevels(outlook, levels, disk.capacityBytes);
}
