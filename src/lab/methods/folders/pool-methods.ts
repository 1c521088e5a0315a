/** Resource pools: made, renamed, moved and emptied. Their reservations and shares are accepted and forgotten: the lab models none. */
import { addResourcePool } from "../../inventory/add-resource-pool.js";
import { refuseDuplicate } from "../../inventory/children-of.js";
import { checkedName } from "../../inventory/entity-name.js";
import { moveIntoPool, removePool } from "../../inventory/move-pool.js";
import { renameEntity } from "../../inventory/rename-entity.js";
import { requireEntity, requireOf } from "../../inventory/require-entity.js";
import { postEvent } from "../../operations/post-event.js";
import { refsIn, textIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim, type VimValue } from "../../wire/vim-value.js";
import type { ResourcePoolState } from "../../world/entities.js";
import type { VmState } from "../../world/vm-state.js";
import type { Call, MethodTable } from "../method.js";

export const poolMethods: MethodTable = {
  "ResourcePool.CreateResourcePool": (call) => {
    const parent = poolOf(call);
    const name = checkedName(textOf(call.args, "name"));
    for (const id of parent.children) refuseName(call.world.the("ResourcePool", id), name);
    const pool = addResourcePool(call.world, parent, name);
    tell(call, "ResourcePoolCreatedEvent", pool, { parent: poolArgument(parent) }, `Created resource pool ${pool.name}`);
    return pool.ref;
  },

  "ResourcePool.UpdateConfig": (call) => {
    const pool = poolOf(call);
    const name = textIn(call.args, "name");
    if (name !== undefined && name !== pool.name) renameEntity(call.world, pool, name);
    call.world.changes.touch(pool.ref, "config");
    tell(call, "ResourcePoolReconfiguredEvent", pool, {}, `Updated configuration for ${pool.name}`);
    return undefined;
  },

  "ResourcePool.MoveIntoResourcePool": (call) => {
    const pool = poolOf(call);
    const moved = refsIn(call.args, "list").map((each) => movable(call, pool, requireEntity(call.world, each)));
    for (const each of moved) {
      const before = call.world.find("ResourcePool", each.type === "VirtualMachine" ? each.resourcePool : each.parent?.value);
      moveIntoPool(call.world, pool, each);
      const parents = { oldParent: before && poolArgument(before), newParent: poolArgument(pool) };
      if (each.type === "ResourcePool") tell(call, "ResourcePoolMovedEvent", each, parents, `Moved resource pool ${each.name}`);
      else postEvent(call.world, "VmResourcePoolMovedEvent", { vm: each }, parents, { userName: call.userName, message: `Moved ${each.name} from resource pool ${before?.name ?? ""} to ${pool.name}` });
    }
    return undefined;
  },

  "ResourcePool.DestroyChildren": (call) => {
    for (const id of [...poolOf(call).children]) {
      const child = call.world.the("ResourcePool", id);
      removePool(call.world, child);
      tell(call, "ResourcePoolDestroyedEvent", child, {}, `Removed resource pool ${child.name}`);
    }
    return undefined;
  },

  "ResourcePool.RefreshRuntime": () => undefined,
};

function poolOf(call: Call): ResourcePoolState {
  return requireOf(call.world, "ResourcePool", call.self);
}

/** VMs of the same cluster and pools; a template is in no pool. */
function movable(call: Call, pool: ResourcePoolState, entity: ReturnType<typeof requireEntity>): ResourcePoolState | VmState {
  if (entity.type === "ResourcePool") {
    refuseDuplicate(call.world, pool, entity.name, entity);
    return entity;
  }
  const owner = entity.type === "VirtualMachine" ? call.world.find("ResourcePool", entity.resourcePool)?.owner : undefined;
  if (entity.type === "VirtualMachine" && !entity.template && owner?.value === pool.owner.value) return entity;
  throw new VimFault("InvalidArgument", "A specified parameter was not correct: list", { invalidProperty: "list" });
}

function refuseName(pool: ResourcePoolState, name: string): void {
  if (pool.name === name) throw new VimFault("DuplicateName", `The name '${name}' already exists.`, { name, object: pool.ref });
}

function poolArgument(pool: ResourcePoolState) {
  return vim("ResourcePoolEventArgument", { name: pool.name, resourcePool: pool.ref });
}

function tell(call: Call, type: string, pool: ResourcePoolState, fields: Record<string, VimValue>, message: string): void {
  const computeResource = call.world.find("ClusterComputeResource", pool.owner.value) ?? call.world.find("ComputeResource", pool.owner.value);
  postEvent(call.world, type, { computeResource }, { resourcePool: poolArgument(pool), ...fields }, { userName: call.userName, message });
}
