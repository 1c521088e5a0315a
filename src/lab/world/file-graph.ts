/**
 * The files of all datastores, which level stands on which, and which VM of the inventory holds which level as its current or a snapshot's disk.
 * Sharing is computed from this and never stored; it decides nothing: operations do.
 */
import { DirectoryCounts } from "./directory-counts.js";
import type { LabFile, NewFile } from "./lab-file.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class FileGraph {
  readonly #byDatastore = new Map<string, Map<string, LabFile>>();
  readonly #children = new Map<LabFile, Set<LabFile>>();
  readonly #holders = new Map<LabFile, Map<string, number>>();
  readonly #usedBytes = new Map<string, number>();
  readonly #directories = new DirectoryCounts();
  readonly #spaceChanged: (datastore: string) => void;
  #nextId = 1;

  /** `spaceChanged` is told of each datastore whose used bytes changed. */
  constructor(spaceChanged: (datastore: string) => void) {
    this.#spaceChanged = spaceChanged;
  }

  /** The new file; a TypeError when the path is taken. */
  add(file: NewFile): LabFile {
    const files = this.#filesOf(file.datastore);
    if (files.has(file.path)) throw new TypeError(`there is a file [${file.datastore}] ${file.path} already`);
    const added: LabFile = { ...file, id: this.#nextId++, parent: file.parent, disk: file.disk };
    files.set(file.path, added);
    this.#directories.count(file.datastore, file.path, 1);
    if (added.parent !== undefined) this.#addChild(added.parent, added);
    this.#use(file.datastore, file.sizeBytes);
    return added;
  }

  /** Removes a file; children keep pointing at it, as on a real datastore: their chain is broken, which `exists` tells. */
  remove(file: LabFile): void {
    if (this.at(file.datastore, file.path) !== file) return;
    this.#filesOf(file.datastore).delete(file.path);
    this.#directories.count(file.datastore, file.path, -1);
    if (file.parent !== undefined) this.#children.get(file.parent)?.delete(file);
    this.#use(file.datastore, -file.sizeBytes);
  }

  exists(file: LabFile): boolean {
    return this.at(file.datastore, file.path) === file;
  }

  at(datastore: string, path: string): LabFile | undefined {
    return this.#byDatastore.get(datastore)?.get(path);
  }

  /** True while a file lies directly in `directory` ("" is the root). */
  hasDirectory(datastore: string, directory: string): boolean {
    return this.#directories.has(datastore, directory);
  }

  /** Every file of a datastore, in the order in which they were made. */
  filesOn(datastore: string): Iterable<LabFile> {
    return this.#byDatastore.get(datastore)?.values() ?? [];
  }

  resize(file: LabFile, sizeBytes: number): void {
    this.#use(file.datastore, sizeBytes - file.sizeBytes);
    (file as Mutable<LabFile>).sizeBytes = sizeBytes;
  }

  reparent(file: LabFile, parent: LabFile | undefined): void {
    if (file.parent !== undefined) this.#children.get(file.parent)?.delete(file);
    (file as Mutable<LabFile>).parent = parent;
    if (parent !== undefined) this.#addChild(parent, file);
  }

  /** Moves or renames a file, also to another datastore; a TypeError when the path is taken. */
  move(file: LabFile, datastore: string, path: string): void {
    if (this.at(datastore, path) !== undefined) throw new TypeError(`there is a file [${datastore}] ${path} already`);
    this.#filesOf(file.datastore).delete(file.path);
    this.#directories.count(file.datastore, file.path, -1);
    this.#use(file.datastore, -file.sizeBytes);
    Object.assign(file as Mutable<LabFile>, { datastore, path });
    this.#filesOf(datastore).set(path, file);
    this.#directories.count(datastore, path, 1);
    this.#use(datastore, file.sizeBytes);
  }

  childrenOf(file: LabFile): ReadonlySet<LabFile> {
    return this.#children.get(file) ?? nothing;
  }

  /** From `file` down to its base, `file` first. */
  chain(file: LabFile): readonly LabFile[] {
    const levels: LabFile[] = [];
    for (let each: LabFile | undefined = file; each !== undefined; each = each.parent) levels.push(each);
    return levels;
  }

  /** Says that the VM `vm` has `file` as a current or a pinned disk, once more. */
  hold(file: LabFile, vm: string): void {
    const holders = this.#holders.get(file) ?? new Map<string, number>();
    holders.set(vm, (holders.get(vm) ?? 0) + 1);
    this.#holders.set(file, holders);
  }

  release(file: LabFile, vm: string): void {
    const holders = this.#holders.get(file);
    const count = holders?.get(vm) ?? 0;
    if (holders === undefined || count === 0) throw new TypeError(`${vm} does not hold ${file.path}`);
    if (count > 1) holders.set(vm, count - 1);
    else holders.delete(vm);
    if (holders.size === 0) this.#holders.delete(file);
  }

  /** How often each VM holds this very level (not levels above it). */
  holdersOf(file: LabFile): ReadonlyMap<string, number> {
    return this.#holders.get(file) ?? nobody;
  }

  /** VMs of the inventory with `file` anywhere in their chains. Costs the size of the tree above `file`. */
  usersOf(file: LabFile): Set<string> {
    const users = new Set<string>();
    this.visitUsers(file, (vm) => { users.add(vm); return true; });
    return users;
  }

  /** Used by more than one VM of the inventory; ends as soon as that is known. */
  isShared(file: LabFile): boolean {
    let first: string | undefined;
    return !this.visitUsers(file, (vm) => (first ??= vm) === vm);
  }

  /** Bytes of all files on the datastore. */
  usedBytes(datastore: string): number {
    return this.#usedBytes.get(datastore) ?? 0;
  }

  /** Calls `visit` with each VM that has `file` in its chains, maybe twice with the same; false as soon as `visit` is. Looks at one child after another, so that it can end early below a base with many of them. */
  visitUsers(file: LabFile, visit: (vm: string) => boolean): boolean {
    for (const vm of this.holdersOf(file).keys()) if (!visit(vm)) return false;
    const open = [this.childrenOf(file).values()];
    for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
      const next = children.next();
      if (next.done === true) {
        open.pop();
        continue;
      }
      for (const vm of this.holdersOf(next.value).keys()) if (!visit(vm)) return false;
      if (this.#children.has(next.value)) open.push(this.childrenOf(next.value).values());
    }
    return true;
  }

  #filesOf(datastore: string): Map<string, LabFile> {
    const known = this.#byDatastore.get(datastore);
    if (known !== undefined) return known;
    const files = new Map<string, LabFile>();
    this.#byDatastore.set(datastore, files);
    return files;
  }

  #addChild(parent: LabFile, child: LabFile): void {
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, new Set([child]));
    else children.add(child);
  }

  #use(datastore: string, bytes: number): void {
    if (bytes === 0) return;
    this.#usedBytes.set(datastore, this.usedBytes(datastore) + bytes);
    this.#spaceChanged(datastore);
  }
}

const nothing: ReadonlySet<LabFile> = new Set();
const nobody: ReadonlyMap<string, number> = new Map();
