/**
 * The chain of one disk as its device tells it: leaf first, from `backing.parent` down to the base (vim-facts 6.4, point 1).
 * It never follows a chain that loops and never invents a name for a level without one.
 */
import type { FileKey } from "./model.js";
import type { DiskBacking, DiskDevice } from "./updates.js";

export interface ChainLevel {
  readonly key: FileKey;
  readonly fileName: string;
  readonly multiWriter: boolean;
}

export interface DiskChain {
  readonly levels: readonly ChainLevel[];
  /** Why the levels are not the whole truth; undefined when they are. */
  readonly flaw: string | undefined;
}

/** Names a file; undefined when its path is empty. `witnessed`: an id of the disk is known, or it is no disk. */
export type KeyOf = (fileName: string, datastore: string | undefined, witnessed: boolean) => FileKey | undefined;

/** How the backing's file is named. Any id that only the disk itself can tell is a witness that vCenter has looked into it. */
export function keyOfBacking({ fileName, datastore, uuid, contentId, backingObjectId }: DiskBacking, keyOf: KeyOf): FileKey | undefined {
  return keyOf(fileName, datastore, (uuid ?? contentId ?? backingObjectId) !== undefined);
}

/** No levels for a disk without a file. A multi-writer leaf makes its whole chain multi-writer. */
export function chainOf(device: DiskDevice, keyOf: KeyOf): DiskChain {
  const levels: ChainLevel[] = [];
  const seen = new Set<FileKey>();
  let multiWriter = false;
  for (let backing = device.backing; backing !== undefined; backing = backing.parent) {
    const key = keyOfBacking(backing, keyOf);
    if (key === undefined) return { levels, flaw: "backing.fileName" };
    if (seen.has(key)) return { levels, flaw: `backing.parent (the chain loops at ${key})` };
    seen.add(key);
    multiWriter ||= backing.sharing === "sharingMultiWriter";
    levels.push({ key, fileName: backing.fileName, multiWriter });
  }
  return { levels, flaw: undefined };
}

/** Independent disks take no part in snapshots (vim-facts 6.3): what a snapshot says of them pins nothing. */
export function isIndependent(backing: DiskBacking): boolean {
  return backing.diskMode?.startsWith("independent") ?? false;
}
