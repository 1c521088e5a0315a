/**
 * Names within a folder, found without looking at every child. It keeps an index of its own per folder and builds it anew when
 * somebody else changed the folder meanwhile; the entities stay the truth.
 */
import { checkedName } from "../inventory/entity-name.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { FolderState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

interface NameIndex {
  readonly ids: Map<string, string>;
  /** Children of the folder that the index knows of. */
  count: number;
}

const indexes = new WeakMap<FolderState, NameIndex>();

/** The managed object id of the child with that (escaped) name. */
export function childNamed(world: World, folder: FolderState, name: string): string | undefined {
  let index = indexOf(world, folder);
  const id = index.ids.get(name);
  if (id === undefined || (folder.children.has(id) && world.get(id)?.name === name)) return id;
  index = buildIndex(world, folder);
  return index.ids.get(name);
}

/** The stored form of a name for a new or renamed child. InvalidName when it is empty or too long, DuplicateName when another child than `self` has it. */
export function requireFreeName(world: World, folder: FolderState, wanted: string, self?: Ref): string {
  const name = checkedName(wanted);
  const other = childNamed(world, folder, name);
  if (other === undefined || other === self?.value) return name;
  throw new VimFault("DuplicateName", `The name '${name}' already exists.`, { name, object: world.get(other)?.ref });
}

/** Children of the folder were moved or renamed by another way than this file's. */
export function forgetNames(folder: FolderState): void {
  indexes.delete(folder);
}

export function addToFolder(world: World, folder: FolderState, vm: VmState): void {
  const index = indexOf(world, folder);
  folder.children.add(vm.ref.value);
  index.ids.set(vm.name, vm.ref.value);
  index.count = folder.children.size;
  world.changes.touch(folder.ref, "childEntity");
}

export function removeFromFolder(world: World, folder: FolderState, vm: VmState): void {
  const index = indexOf(world, folder);
  folder.children.delete(vm.ref.value);
  if (index.ids.get(vm.name) === vm.ref.value) index.ids.delete(vm.name);
  index.count = folder.children.size;
  world.changes.touch(folder.ref, "childEntity");
}

/** Gives a VM its new (escaped) name; the caller touches it. */
export function renameInFolder(world: World, folder: FolderState | undefined, vm: VmState, name: string): void {
  const index = folder === undefined ? undefined : indexOf(world, folder);
  index?.ids.delete(vm.name);
  vm.name = name;
  index?.ids.set(name, vm.ref.value);
}

function indexOf(world: World, folder: FolderState): NameIndex {
  const index = indexes.get(folder);
  return index?.count === folder.children.size ? index : buildIndex(world, folder);
}

function buildIndex(world: World, folder: FolderState): NameIndex {
  const ids = new Map<string, string>();
  for (const id of folder.children) {
    const name = world.get(id)?.name;
    if (name !== undefined) ids.set(name, id);
  }
  const index = { ids, count: folder.children.size };
  indexes.set(folder, index);
  return index;
}
