/** Folders: the root of the inventory, and folders inside folders. It checks neither names nor rights. */
import { ref, type Ref } from "../wire/vim-value.js";
import type { FolderState } from "../world/entities.js";
import { rootFolderRef, type World } from "../world/world.js";
import { escapeName } from "./entity-name.js";

/** Id prefix of a folder by what it may hold, as vCenter gives them: group-v for VMs, group-h for hosts, … */
const prefixes: readonly (readonly [type: string, prefix: string])[] = [
  ["VirtualMachine", "group-v"], ["ComputeResource", "group-h"], ["Datastore", "group-s"], ["Network", "group-n"], ["Datacenter", "group-d"],
];

/** The folder "Datacenters" that every vCenter has. */
export function createRootFolder(world: World): FolderState {
  return make(world, rootFolderRef, "Datacenters", undefined, ["Folder", "Datacenter"]);
}

/** A folder in a folder; it may hold the same as its parent. */
export function addFolder(world: World, parent: FolderState, name: string): FolderState {
  const folder = makeFolder(world, parent.ref, name, parent.childTypes);
  parent.children.add(folder.ref.value);
  world.changes.touch(parent.ref, "childEntity");
  return folder;
}

/** A folder that its parent, a datacenter, does not list as a child. */
export function makeFolder(world: World, parent: Ref, name: string, childTypes: readonly string[]): FolderState {
  const prefix = prefixes.find(([type]) => childTypes.includes(type))?.[1] ?? "group-d";
  return make(world, ref("Folder", world.nextId(prefix)), escapeName(name), parent, childTypes);
}

function make(world: World, self: Ref, name: string, parent: Ref | undefined, childTypes: readonly string[]): FolderState {
  const folder: FolderState = { type: "Folder", ref: self, name, parent, childTypes, children: new Set() };
  world.add(folder);
  return folder;
}
