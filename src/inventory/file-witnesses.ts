/**
 * What bears witness that a path means one file or two, where the datastores alone do not say: ids that the users' own devices tell of it
 * (vim-facts 6.3). It is asked only about volumes with several datastores and datastores whose url is not known, and never joins or parts files itself.
 */
import { keyOfBacking, type KeyOf } from "./disk-chain.js";
import type { DatastoreVolumes } from "./datastore-volumes.js";
import type { FileIndex, FileNode } from "./file-index.js";
import { datastoreOf, fileKey } from "./file-key.js";
import type { FileKey } from "./model.js";
import { countOf } from "./ref-set.js";
import type { DiskBacking, DiskDevice, Ref } from "./updates.js";

/** The storage object behind it, on vSAN and vVol, else the disk's own id. A contentId is neither: it changes as the disk is written to. */
function witnessOf({ backingObjectId, uuid }: DiskBacking): string | undefined {
  return backingObjectId ?? uuid;
}

export class FileWitnesses {
  readonly #files: FileIndex;
  readonly #volumes: DatastoreVolumes;
  readonly #tell: (file: FileNode) => Iterable<string>;
  /** Asked once until the file's users change, or are marked as changed. */
  readonly #known = new WeakMap<FileNode, { readonly at: number; readonly ids: ReadonlySet<string> }>();

  /** `tell`: the witnesses that the file's users tell of it. */
  constructor(files: FileIndex, volumes: DatastoreVolumes, tell: (file: FileNode) => Iterable<string>) {
    this.#files = files;
    this.#volumes = volumes;
    this.#tell = tell;
  }

  /** Whether anything can be in doubt about files of this datastore. */
  concern(datastore: Ref): boolean {
    return this.#volumes.isShared(datastore) || this.#volumes.hasUnknown();
  }

  /** The property without which it is not known whether the key means one file; undefined when there is no doubt. */
  doubtAbout(key: FileKey): string | undefined {
    const [datastore, file] = [datastoreOf(key), this.#files.find(key)];
    if (datastore === undefined || file === undefined || !this.concern(datastore)) return undefined;
    if (this.#volumes.isShared(datastore) && countOf(file.users) > 1 && this.#idsOf(file).size > 1) {
      return "summary.url (it is one, but the users of this path tell different ids of the disk: backing.uuid, backing.backingObjectId)";
    }
    const other = this.#volumes.maybeSame(datastore).find((one) => this.#haveCommonId(file, this.#files.find(fileKey(one, key.slice(datastore.length + 1)))));
    return other === undefined ? undefined : `summary.url (whether ${other}, where a disk of this path has the same id, is the same volume)`;
  }

  #haveCommonId(file: FileNode, other: FileNode | undefined): boolean {
    if (other === undefined || other === file) return false;
    const ids = this.#idsOf(file);
    return [...this.#idsOf(other)].some((id) => ids.has(id));
  }

  #idsOf(file: FileNode): ReadonlySet<string> {
    const known = this.#known.get(file);
    if (known?.at === file.changedAt) return known.ids;
    const ids = new Set(this.#tell(file));
    this.#known.set(file, { at: file.changedAt, ids });
    return ids;
  }
}

/** By file, what these devices tell. */
export function witnessesIn(devices: readonly DiskDevice[], keyOf: KeyOf): ReadonlyMap<FileKey, string> {
  const found = new Map<FileKey, string>();
  for (const device of devices) {
    for (let backing = device.backing; backing !== undefined; backing = backing.parent) {
      const [key, witness] = [keyOfBacking(backing, keyOf), witnessOf(backing)];
      if (key !== undefined && witness !== undefined) found.set(key, witness);
    }
  }
  return found;
}
