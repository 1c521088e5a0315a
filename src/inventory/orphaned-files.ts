/**
 * The orphaned files of each datastore, kept up to date file by file: VMs stand on them, and none of those lives beside (vim-facts 6.4).
 * It never walks all files; what an orphan is, `file-owners.ts` says.
 */
import type { FileIndex } from "./file-index.js";
import { datastoreOf } from "./file-key.js";
import { isOrphan, type FileOwners } from "./file-owners.js";
import type { FileKey } from "./model.js";
import type { Ref } from "./updates.js";

const none: readonly FileKey[] = [];

interface Known {
  readonly orphans: Set<FileKey>;
  /** Files that may be orphans: somebody who has them lives nobody knows where. */
  readonly unsure: Set<FileKey>;
}

export class OrphanedFiles {
  readonly #files: FileIndex;
  readonly #owners: FileOwners;
  readonly #byDatastore = new Map<Ref, Known>();

  constructor(files: FileIndex, owners: FileOwners) {
    this.#files = files;
    this.#owners = owners;
  }

  /** The users of the file, or where they live, have changed. Costs its users. */
  review(file: FileKey): void {
    const datastore = datastoreOf(file);
    if (datastore === undefined) return;
    const node = this.#files.find(file);
    const orphan = node === undefined ? false : isOrphan(this.#owners.of(node));
    let known = this.#byDatastore.get(datastore);
    if (known === undefined) {
      if (orphan === false) return;
      this.#byDatastore.set(datastore, (known = { orphans: new Set(), unsure: new Set() }));
    }
    if (orphan === true) known.orphans.add(file);
    else known.orphans.delete(file);
    if (orphan === undefined) known.unsure.add(file);
    else known.unsure.delete(file);
    if (known.orphans.size + known.unsure.size === 0) this.#byDatastore.delete(datastore);
  }

  /** Sorted; undefined while of a file on it that is not known. */
  on(datastore: Ref): readonly FileKey[] | undefined {
    const known = this.#byDatastore.get(datastore);
    if (known === undefined) return none;
    return known.unsure.size > 0 ? undefined : [...known.orphans].sort();
  }
}
