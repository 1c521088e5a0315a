/**
 * What a change of one VM would leave behind: who depends on its files, which files are orphaned, deleted, copied or folded, and the
 * space on each datastore (vim-facts 6.5, 6.6). It holds the answer while it is worked out; the rules are in the files beside it.
 */
import type { FileNode } from "../file-index.js";
import { datastoreOf } from "../file-key.js";
import type { FileKey, InventoryView } from "../model.js";
import { countOf, eachOf } from "../ref-set.js";
import type { Ref } from "../updates.js";
import { SpaceLedger, type DatastoreSpace } from "./space-ledger.js";

export interface Foresight {
  /** Other VMs that stand on files which live beside this VM, sorted. */
  readonly dependants: readonly Ref[];
  /** Files that others go on standing on while nobody would live beside them any more. */
  readonly orphans: readonly FileKey[];
  /** Files that one registered VM alone would be left to have: vCenter would take them for its own and delete them with it. */
  readonly exposed: readonly FileKey[];
  readonly deleted: readonly FileKey[];
  readonly copied: readonly FileKey[];
  /** Levels that merge with the one above them. The lowest of such a run is the file that stays. */
  readonly folded: readonly FileKey[];
  readonly space: readonly DatastoreSpace[];
  /** Properties without which something above is not known. */
  readonly missing: readonly string[];
  /** False while something missing may belong to the lists of VMs and files, which then hold at least, not all, of what they name. */
  readonly complete: boolean;
}

export class Outlook {
  readonly ledger = new SpaceLedger();
  readonly #view: InventoryView;
  readonly #vm: Ref;
  readonly #dependants = new Set<Ref>();
  readonly #files = { orphans: new Set<FileKey>(), exposed: new Set<FileKey>(), deleted: new Set<FileKey>(), copied: new Set<FileKey>(), folded: new Set<FileKey>() };
  readonly #missing = new Set<string>();
  #complete = true;

  constructor(view: InventoryView, vm: Ref) {
    this.#view = view;
    this.#vm = vm;
    if (view.vms.get(vm)?.disks === undefined) this.lacks(`config.hardware.device of ${vm}`);
    for (const { file } of view.usesOf(vm)) {
      if (countOf(file.users) < 2 || view.ownershipOf(vm, file).owner !== vm) continue;
      for (const user of eachOf(file.users)) if (user !== vm) this.#dependants.add(user);
    }
  }

  /** A property without which the lists may lack something. */
  lacks(property: string): void {
    this.#missing.add(property);
    this.#complete = false;
  }

  note(list: "exposed" | "folded" | "orphans", file: FileKey): void {
    this.#files[list].add(file);
  }

  /** A file that the VM lets go of while others keep it. */
  leave(file: FileNode): void {
    const { orphanedByDeletion } = this.#view.ownershipOf(this.#vm, file);
    if (orphanedByDeletion === true) this.note("orphans", file.key);
    if (orphanedByDeletion === undefined) this.lacks(`config.files.vmPathName of a VM that has ${file.key}`);
  }

  delete(file: FileNode): void {
    this.#files.deleted.add(file.key);
    const datastore = this.#placeOf(file);
    if (datastore !== undefined) this.ledger.free(datastore, this.bytesOf(file));
  }

  copy(file: FileNode, datastore: Ref | undefined): void {
    this.#files.copied.add(file.key);
    const bytes = this.bytesOf(file);
    if (datastore !== undefined) this.ledger.copy(datastore, bytes);
  }

  bytesOf(file: FileNode): number | undefined {
    if (file.size === undefined) this.#missing.add(`layoutEx (size of ${file.key})`);
    return file.size?.bytes;
  }

  read(): Foresight {
    const space = this.ledger.read(this.#view);
    for (const { datastore } of space) if (this.#view.datastores.get(datastore)?.freeSpaceBytes === undefined) this.#missing.add(`summary.freeSpace of ${datastore}`);
    const { orphans, exposed, deleted, copied, folded } = this.#files;
    return {
      dependants: [...this.#dependants].sort(), orphans: [...orphans].sort(), exposed: [...exposed].sort(), deleted: [...deleted].sort(),
      copied: [...copied].sort(), folded: [...folded].sort(), space, missing: [...this.#missing].sort(), complete: this.#complete,
    };
  }

  #placeOf(file: FileNode): Ref | undefined {
    const datastore = datastoreOf(file.key);
    if (datastore === undefined) this.lacks(`backing.datastore of ${file.key}`);
    return datastore;
  }
}
