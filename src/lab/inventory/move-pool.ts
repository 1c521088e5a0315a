/** Resource pools go and move; what was in one goes on in another. It checks only that no pool comes to stand below itself. */
import { VimFault } from "../wire/vim-fault.js";
import type { ResourcePoolState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { lineOf } from "./children-of.js";

/** The pool's VMs and pools move up into its parent, as vCenter does. */
export function removePool(world: World, pool: ResourcePoolState): void {
  const parent = world.the("ResourcePool", pool.parent?.value ?? "");
  for (const id of [...pool.vms]) moveIntoPool(world, parent, world.the("VirtualMachine", id));
  for (const id of [...pool.children]) moveIntoPool(world, parent, world.the("ResourcePool", id));
  parent.children.delete(pool.ref.value);
  world.remove(pool);
  world.changes.touch(parent.ref, "resourcePool", "childConfiguration");
}

/** Throws InvalidArgument when a pool would come to stand below itself or in another cluster. */
export function moveIntoPool(world: World, pool: ResourcePoolState, moved: ResourcePoolState | VmState): void {
  if (moved.type === "VirtualMachine") {
    world.placeVm(moved, moved.host, pool.ref.value);
    return;
  }
  const before = world.find("ResourcePool", moved.parent?.value);
  if (before === undefined || moved.owner.value !== pool.owner.value || [...lineOf(world, pool.ref)].includes(moved)) {
    throw new VimFault("InvalidArgument", "A specified parameter was not correct: list", { invalidProperty: "list" });
  }
  before.children.delete(moved.ref.value);
  pool.children.add(moved.ref.value);
  moved.parent = pool.ref;
  world.changes.touch(before.ref, "resourcePool", "childConfiguration");
  world.changes.touch(pool.ref, "resourcePool", "childConfiguration");
  world.changes.touch(moved.ref, "parent");
}
