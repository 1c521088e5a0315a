/**
 * What stands directly below an entity in the inventory, and where an entity stands. It only reads; whether a name may be used is said by `refuseDuplicate`.
 */
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { DatacenterState, Entity } from "../world/entities.js";
import type { World } from "../world/world.js";

/**
 * The children by which SearchIndex walks: of a datacenter its four folders, of a cluster or standalone host its hosts and root pool, of a pool its pools and VMs.
 * A host and whatever stands at the end has none.
 */
export function* childrenOf(world: World, entity: Entity): Generator<Entity> {
  for (const id of childIds(entity)) {
    const child = world.get(id);
    if (child !== undefined) yield child;
  }
}

/** The child of that stored (escaped) name. Costs the number of children. */
export function childNamed(world: World, entity: Entity, name: string): Entity | undefined {
  for (const child of childrenOf(world, entity)) if (child.name === name) return child;
  return undefined;
}

/** Throws DuplicateName when another child than `except` has that stored name. */
export function refuseDuplicate(world: World, parent: Entity, name: string, except?: Entity): void {
  for (const child of childrenOf(world, parent)) {
    if (child.name === name && child !== except) throw new VimFault("DuplicateName", `The name '${name}' already exists.`, { name, object: child.ref });
  }
}

/** The entity and everything it stands below, the root folder last. */
export function* lineOf(world: World, self: Ref | undefined): Generator<Entity> {
  for (let entity = self && world.get(self.value); entity !== undefined; entity = entity.parent && world.get(entity.parent.value)) yield entity;
}

/** The datacenter an entity belongs to; undefined for folders above datacenters. */
export function datacenterOf(world: World, self: Ref): DatacenterState | undefined {
  for (const entity of lineOf(world, self)) if (entity.type === "Datacenter") return entity;
  return undefined;
}

function childIds(entity: Entity): Iterable<string> {
  switch (entity.type) {
    case "Folder": return entity.children;
    case "Datacenter": return [entity.vmFolder, entity.hostFolder, entity.datastoreFolder, entity.networkFolder].map((folder) => folder.value);
    case "ComputeResource":
    case "ClusterComputeResource": return [...entity.hosts, entity.resourcePool.value];
    case "ResourcePool": return [...entity.children, ...entity.vms];
    case "HostSystem":
    case "Datastore":
    case "Network":
    case "VirtualMachine": return [];
  }
}
