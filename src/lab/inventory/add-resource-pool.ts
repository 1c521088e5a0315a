/** Resource pools: the root pool of a cluster or standalone host, and pools inside pools. It checks neither names nor rights. */
import { ref, type Ref } from "../wire/vim-value.js";
import type { ResourcePoolState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { escapeName } from "./entity-name.js";

/** The pool "Resources" that every cluster and standalone host has. */
export function addRootPool(world: World, owner: Ref): ResourcePoolState {
  return make(world, "Resources", owner, owner);
}

export function addResourcePool(world: World, parent: ResourcePoolState, name: string): ResourcePoolState {
  const pool = make(world, escapeName(name), parent.ref, parent.owner);
  parent.children.add(pool.ref.value);
  world.changes.touch(parent.ref, "resourcePool", "childConfiguration");
  return pool;
}

function make(world: World, name: string, parent: Ref, owner: Ref): ResourcePoolState {
  const self = ref("ResourcePool", world.nextId("resgroup"));
  const pool: ResourcePoolState = { type: "ResourcePool", ref: self, name, parent, owner, children: new Set(), vms: new Set() };
  world.add(pool);
  return pool;
}
