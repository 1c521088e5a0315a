/** A disk after levels were folded away, copied or moved. It edits what it is told to and decides nothing. */
import type { KeyOf } from "../disk-chain.js";
import type { FileKey } from "../model.js";
import type { DiskBacking, DiskDevice } from "../updates.js";

export interface ChainEdit {
  /** Levels that merge into the one above. */
  readonly folded: ReadonlySet<FileKey>;
  /** A level's new place; undefined leaves it. */
  readonly moved: (file: FileKey, backing: DiskBacking) => Pick<DiskBacking, "fileName" | "datastore"> | undefined;
}

export function rewriteDevice(device: DiskDevice, keyOf: KeyOf, edit: ChainEdit): DiskDevice {
  return device.backing === undefined ? device : { ...device, backing: rewrite(device.backing, keyOf, edit) };
}

function rewrite(backing: DiskBacking, keyOf: KeyOf, edit: ChainEdit): DiskBacking {
  const { parent: below, ...own } = backing;
  const key = keyOf(backing.fileName, backing.datastore, backing.uuid !== undefined);
  const place = key === undefined ? undefined : edit.moved(key, backing);
  let parent = below;
  for (; parent !== undefined; parent = parent.parent) {
    const file = keyOf(parent.fileName, parent.datastore, parent.uuid !== undefined);
    if (file === undefined || !edit.folded.has(file)) break;
  }
  return { ...own, ...place, ...(parent === undefined ? {} : { parent: rewrite(parent, keyOf, edit) }) };
}
