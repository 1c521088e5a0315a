/** Moving entities between folders, and hosts out of or between clusters. Everything is checked before anything moves; it runs no task. */
import { forgetNames } from "../disks/folder-names.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Entity, FolderState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { addCompute } from "./add-host.js";
import { datacenterOf, lineOf, refuseDuplicate } from "./children-of.js";
import { moveHost } from "./move-host.js";

/**
 * Throws NotSupported when the folder cannot hold such an entity, InvalidFolder when a folder would come to stand below itself, DuplicateName,
 * InvalidArgument when it is in another datacenter, and InvalidState for a host of a cluster that is not in maintenance mode.
 */
export function moveIntoFolder(world: World, folder: FolderState, entities: readonly Entity[]): void {
  for (const entity of entities) check(world, folder, entity);
  for (const entity of entities) {
    if (entity.type === "HostSystem") moveHost(world, entity, addCompute(world, folder, entity.name));
    else move(world, folder, entity);
  }
}

function check(world: World, folder: FolderState, entity: Entity): void {
  if (!mayHold(folder, entity)) throw new VimFault("NotSupported", `The folder '${folder.name}' cannot hold '${entity.name}'.`);
  if ([...lineOf(world, folder.ref)].includes(entity)) throw new VimFault("InvalidFolder", "A folder cannot be moved below itself.", { target: folder.ref });
  const datacenter = datacenterOf(world, folder.ref);
  if (entity.type !== "Datacenter" && entity.type !== "Folder" && datacenterOf(world, entity.ref) !== datacenter) {
    throw new VimFault("InvalidArgument", "A specified parameter was not correct: list", { invalidProperty: "list" });
  }
  if (entity.type === "HostSystem" && !entity.inMaintenanceMode) {
    throw new VimFault("InvalidState", `The host '${entity.name}' must be in maintenance mode to leave its cluster.`);
  }
  refuseDuplicate(world, folder, entity.name, entity);
}

/** Hosts count as the ComputeResource they will stand in; a folder must be of the same sort. */
function mayHold(folder: FolderState, entity: Entity): boolean {
  switch (entity.type) {
    case "Folder": return entity.childTypes.join() === folder.childTypes.join();
    case "HostSystem":
    case "ComputeResource":
    case "ClusterComputeResource": return folder.childTypes.includes("ComputeResource");
    case "ResourcePool": return false;
    case "Datacenter":
    case "Datastore":
    case "Network":
    case "VirtualMachine": return folder.childTypes.includes(entity.type);
  }
}

function move(world: World, folder: FolderState, entity: Entity): void {
  const before = world.find("Folder", entity.parent?.value);
  before?.children.delete(entity.ref.value);
  folder.children.add(entity.ref.value);
  for (const each of [before, folder]) if (each !== undefined) forgetNames(each);
  entity.parent = folder.ref;
  if (before !== undefined) world.changes.touch(before.ref, "childEntity");
  world.changes.touch(folder.ref, "childEntity");
  world.changes.touch(entity.ref, "parent");
}
