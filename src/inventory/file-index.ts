/**
 * Who uses which file: every file of every chain once, with the VMs that have it, current and snapshot-pinned alike.
 * It never groups VMs; it only says whose links a change may have touched.
 */
import { isDoubtful, type FileKey } from "./file-key.js";
import { ownText } from "../shared/own-text.js";
import { asSet, countOf, eachOf, hasRef, withoutRef, withRef, type RefSet } from "./ref-set.js";
import type { Ref } from "./updates.js";

/** One file. Held by reference from all its users, so that its name exists once. */
export interface FileNode {
  readonly key: FileKey;
  users: RefSet;
  /** Users that open it as multi-writer: they share it while running, which links nothing (vim-facts 6.3). */
  multiWriters: RefSet;
  /** Newest known size; undefined while no layout tells. */
  size: FileSize | undefined;
  /** Tick of the last change of `users` or of the bytes. */
  changedAt: number;
}

export interface FileSize {
  readonly bytes: number;
  /** Age of the layout that told, vCenter's clock, and the VM whose layout it was. */
  readonly at: number;
  readonly by: Ref;
}

/** One file of one VM. */
export interface FileUse {
  readonly file: FileNode;
  /** The level below, as this VM's chains say; undefined for a base. */
  readonly parent: FileNode | undefined;
  readonly multiWriter: boolean;
}

/** What a VM's chains say of one file, by name. */
export interface WantedUse {
  readonly key: FileKey;
  readonly parent: FileKey | undefined;
  readonly multiWriter: boolean;
}

export interface UseChange {
  readonly uses: readonly FileUse[];
  /** A file that another VM has too was gained, lost or used otherwise: groups may have changed. */
  readonly linksChanged: boolean;
  /** Other VMs for which a file has become shared, or no longer is. */
  readonly peers: readonly Ref[];
  /** Files that the VM did not have before, or has no more. */
  readonly moved: readonly FileKey[];
}

export class FileIndex {
  readonly #nodes = new Map<FileKey, FileNode>();
  #tick = 0;
  #doubts = 0;

  /** Grows with every change of who uses what. */
  get tick(): number {
    return this.#tick;
  }

  /** Grows whenever a doubtful file comes or goes, for it may be the same as a known one, and with `doubt`. */
  get doubts(): number {
    return this.#doubts;
  }

  /** Number of files in use. */
  get size(): number {
    return this.#nodes.size;
  }

  find(key: FileKey): FileNode | undefined {
    return this.#nodes.get(key);
  }

  usersOf(key: FileKey): ReadonlySet<Ref> {
    return asSet(this.#nodes.get(key)?.users);
  }

  /** Replaces all uses of one VM. Costs the VM's own files, not their users. */
  replace(vm: Ref, before: readonly FileUse[], wanted: readonly WantedUse[]): UseChange {
    if (unchanged(before, wanted)) return { uses: before, linksChanged: false, peers: [], moved: [] };
    const peers = new Set<Ref>();
    const moved: FileKey[] = [];
    const kept = new Map(before.map((use) => [use.file, use]));
    const uses = wanted.map(({ key, parent, multiWriter }) => {
      const file = this.#node(key);
      return { file, parent: parent === undefined ? undefined : this.#node(parent), multiWriter };
    });
    let linksChanged = false;
    for (const use of uses) {
      const old = kept.get(use.file);
      kept.delete(use.file);
      if (old === undefined) {
        moved.push(use.file.key);
        this.#join(use.file, vm, peers);
      }
      if (old?.multiWriter !== use.multiWriter) {
        use.file.multiWriters = use.multiWriter ? withRef(use.file.multiWriters, vm) : withoutRef(use.file.multiWriters, vm);
      }
      const same = old !== undefined && old.parent === use.parent && old.multiWriter === use.multiWriter;
      if (!same && hasOthers(use.file, vm)) linksChanged = true;
    }
    for (const file of kept.keys()) {
      if (hasOthers(file, vm)) linksChanged = true;
      moved.push(file.key);
      this.#part(file, vm, peers);
    }
    return { uses, linksChanged, peers: [...peers], moved };
  }

  /** Any file may be another, or no longer: whoever looked at one looks again. */
  doubt(): void {
    this.#doubts += 1;
  }

  /** What is told of the file has changed: whoever looked at it looks again. */
  mark(file: FileNode): void {
    file.changedAt = ++this.#tick;
  }

  #node(name: FileKey): FileNode {
    let node = this.#nodes.get(name);
    if (node === undefined) {
      const key = ownText(name);
      node = { key, users: undefined, multiWriters: undefined, size: undefined, changedAt: this.#tick };
      this.#nodes.set(key, node);
    }
    return node;
  }

  #join(file: FileNode, vm: Ref, peers: Set<Ref>): void {
    if (countOf(file.users) === 1) for (const other of eachOf(file.users)) peers.add(other);
    if (countOf(file.users) === 0 && isDoubtful(file.key)) this.#doubts += 1;
    file.users = withRef(file.users, vm);
    file.changedAt = ++this.#tick;
  }

  #part(file: FileNode, vm: Ref, peers: Set<Ref>): void {
    file.users = withoutRef(file.users, vm);
    file.multiWriters = withoutRef(file.multiWriters, vm);
    file.changedAt = ++this.#tick;
    if (countOf(file.users) === 1) for (const other of eachOf(file.users)) peers.add(other);
    if (countOf(file.users) > 0) return;
    if (isDoubtful(file.key)) this.#doubts += 1;
    this.#nodes.delete(file.key);
  }
}

/** Users that are linked by this file. */
export function linkedUsers(file: FileNode): number {
  return countOf(file.users) - countOf(file.multiWriters);
}

function hasOthers(file: FileNode, vm: Ref): boolean {
  return countOf(file.users) > (hasRef(file.users, vm) ? 1 : 0);
}

function unchanged(before: readonly FileUse[], wanted: readonly WantedUse[]): boolean {
  return before.length === wanted.length && before.every(({ file, parent, multiWriter }, index) => {
    const want = wanted[index];
    return want?.key === file.key && want.parent === parent?.key && want.multiWriter === multiWriter;
  });
}
