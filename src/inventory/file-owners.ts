/**
 * Whose a file is: the VMs that have it in a chain and live in its directory, because their configuration file or the leaf of one of
 * their disks lies there (vim-facts 6.4). A file whose users all live elsewhere is an orphan. It never infers a chain from a name.
 */
import type { FileNode, FileUse } from "./file-index.js";
import { directoryOf, isDoubtful } from "./file-key.js";
import type { FileKey } from "./model.js";
import { countOf, eachOf, withRef, type RefSet } from "./ref-set.js";
import type { Ref } from "./updates.js";

/** Directories a VM lives in; undefined members stand for one that is not known. */
export type Dwellings = readonly (string | undefined)[];

export interface Residents {
  readonly owners: RefSet;
  /** Somebody who has the file lives nobody knows where, or the file's own place is in doubt. */
  readonly unsure: boolean;
}

type Stay = "here" | "unknown" | "elsewhere";

export class FileOwners {
  readonly #dwellingsOf: (vm: Ref) => Dwellings;
  /** Of files that several have, found once until their users change: a base of a thousand clones is asked about by each of them. */
  readonly #known = new WeakMap<FileNode, { readonly at: number; readonly residents: Residents }>();

  constructor(dwellingsOf: (vm: Ref) => Dwellings) {
    this.#dwellingsOf = dwellingsOf;
  }

  of(file: FileNode): Residents {
    const known = this.#known.get(file);
    if (known?.at === file.changedAt) return known.residents;
    let owners: RefSet;
    let unsure = isDoubtful(file.key);
    for (const user of eachOf(file.users)) {
      const stay = stayOf(file.key, this.#dwellingsOf(user));
      if (stay === "here") owners = withRef(owners, user);
      unsure ||= stay === "unknown";
    }
    const residents = { owners, unsure };
    if (countOf(file.users) > 1) this.#known.set(file, { at: file.changedAt, residents });
    return residents;
  }
}

/** True when nobody who has the file lives beside it; undefined while that is not known. */
export function isOrphan({ owners, unsure }: Residents): boolean | undefined {
  return countOf(owners) > 0 ? false : unsure ? undefined : true;
}

/** Where a VM lives in respect of a file. */
export function stayOf(file: FileKey, dwellings: Dwellings): Stay {
  const directory = directoryOf(file);
  return dwellings.includes(directory) ? "here" : dwellings.includes(undefined) ? "unknown" : "elsewhere";
}

/** The files for which it changed whether the VM is at home beside them. */
export function movedHomes(before: readonly FileUse[], was: Dwellings, after: readonly FileUse[], is: Dwellings): readonly FileNode[] {
  if (before === after && was === is) return [];
  const stays = new Map<FileNode, Stay>();
  for (const { file } of before) stays.set(file, stayOf(file.key, was));
  const moved: FileNode[] = [];
  for (const { file } of after) {
    const stay = stayOf(file.key, is);
    if ((stays.get(file) ?? "elsewhere") !== stay) moved.push(file);
    stays.delete(file);
  }
  for (const [file, stay] of stays) if (stay !== "elsewhere") moved.push(file);
  return moved;
}
