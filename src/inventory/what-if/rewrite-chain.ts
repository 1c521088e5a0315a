/** A disk after levels were folded away, copied or moved. It edits what it is told to and decides nothing. */
import { keyOfBacking, type KeyOf } from "../disk-chain.js";
import type { FileKey } from "../model.js";
import type { DiskBacking, DiskDevice } from "../updates.js";

export interface ChainEdit {
  /** Levels that become one with the level above, which goes: the file that stays is the lowest of a run of them (vim-facts 10.2). */
  readonly folded: ReadonlySet<FileKey>;
  /** A level's new place; undefined leaves it. */
  readonly moved: (file: FileKey, backing: DiskBacking) => Pick<DiskBacking, "fileName" | "datastore"> | undefined;
}

export function rewriteDevice(device: DiskDevice, keyOf: KeyOf, edit: ChainEdit): DiskDevice {
  return device.backing === undefined ? device : { ...device, backing: rewrite(device.backing, keyOf, edit) };
}

/** How the disk is used stays with the level that the device or the child names, and so does what it shows; all else is the lowest file's. */
function rewrite(top: DiskBacking, keyOf: KeyOf, edit: ChainEdit): DiskBacking {
  let lowest = top;
  for (let next = top.parent; next !== undefined && isFolded(next, keyOf, edit); next = next.parent) lowest = next;
  const { parent, ...file } = lowest;
  const key = keyOfBacking(lowest, keyOf);
  return {
    ...file, ...(key === undefined ? {} : edit.moved(key, lowest)),
    ...(top.diskMode === undefined ? {} : { diskMode: top.diskMode }), ...(top.sharing === undefined ? {} : { sharing: top.sharing }),
    ...(top.contentId === undefined ? {} : { contentId: top.contentId }), ...(parent === undefined ? {} : { parent: rewrite(parent, keyOf, edit) }),
  };
}

/** Each file of a device's chain that keeps its content, with its name afterwards. Those that merge are left out: how large they become is not foretold. */
export function* unmergedFiles({ backing: top }: DiskDevice, keyOf: KeyOf, edit: ChainEdit): Generator<readonly [file: FileKey, fileName: string]> {
  for (let backing = top; backing !== undefined; backing = backing.parent) {
    const key = keyOfBacking(backing, keyOf);
    if (key === undefined || edit.folded.has(key) || (backing.parent !== undefined && isFolded(backing.parent, keyOf, edit))) continue;
    yield [key, edit.moved(key, backing)?.fileName ?? backing.fileName];
  }
}

function isFolded(backing: DiskBacking, keyOf: KeyOf, { folded }: ChainEdit): boolean {
  const key = keyOfBacking(backing, keyOf);
  return key !== undefined && folded.has(key);
}
