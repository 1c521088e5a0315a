/** Renaming and destroying whatever is no VM, with the events of each kind. VMs have methods of their own that come before these. */
import { datacenterOf, childrenOf } from "../../inventory/children-of.js";
import { refuseRemoval, removeEntity } from "../../inventory/remove-entity.js";
import { renameEntity } from "../../inventory/rename-entity.js";
import { requireEntity } from "../../inventory/require-entity.js";
import type { About } from "../../operations/event-arguments.js";
import { aboutEntity } from "../../operations/event-arguments.js";
import { postEvent } from "../../operations/post-event.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim } from "../../wire/vim-value.js";
import type { Entity } from "../../world/entities.js";
import type { TaskState } from "../../world/task-book.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";

export const entityMethods: MethodTable = {
  "ManagedEntity.Reload": () => undefined,

  "ManagedEntity.Rename_Task": (call) => {
    const entity = requireEntity(call.world, call.self);
    if (entity.type === "VirtualMachine") throw new VimFault("NotSupported", "The operation is not supported on the object.");
    return startTask(call, quickOperation(entity.ref, (task) => {
      const oldName = entity.name;
      renameEntity(call.world, entity, textOf(call.args, "newName"));
      tellRename(call, task, entity, oldName);
      return undefined;
    }));
  },

  "ManagedEntity.Destroy_Task": destroy,
};

/** Also what older calls without a task end in, e.g. ResourcePool.Destroy_Task. */
function destroy(call: Call) {
  const { world, userName } = call;
  const entity = requireEntity(world, call.self);
  refuseRemoval(world, entity);
  return startTask(call, quickOperation(entity.ref, (task) => {
    const farewells = [...below(world, entity)].flatMap((each) => farewellOf(world, each));
    removeEntity(world, entity);
    for (const { type, about, fields, message } of farewells) postEvent(world, type, about, fields, { chainId: task.eventChainId, userName, message });
    return undefined;
  }));
}

/** The event that says a datastore or datacenter has another name; other places have none. */
function tellRename(call: Call, task: TaskState, entity: Entity, oldName: string): void {
  if (entity.name === oldName) return;
  const fields = { oldName, newName: entity.name };
  const origin = { chainId: task.eventChainId, userName: call.userName };
  if (entity.type === "Datacenter") postEvent(call.world, "DatacenterRenamedEvent", { datacenter: entity }, fields, { ...origin, message: `Renamed datacenter from ${oldName} to ${entity.name}` });
  if (entity.type === "Datastore") {
    const datastore = vim("DatastoreEventArgument", { name: entity.name, datastore: entity.ref });
    postEvent(call.world, "DatastoreRenamedEvent", { ds: entity }, { datastore, ...fields }, { ...origin, message: `Renamed datastore from ${oldName} to ${entity.name}` });
  }
}

interface Farewell {
  readonly type: string;
  readonly about: About;
  readonly fields: Record<string, ReturnType<typeof vim>>;
  readonly message: string;
}

/** What is said of an entity when it has gone, read while it is still there; nothing for folders, networks and root pools. */
function farewellOf(world: World, entity: Entity): readonly Farewell[] {
  const datacenter = datacenterOf(world, entity.ref);
  const about = { ...aboutEntity(world, entity.ref), datacenter };
  switch (entity.type) {
    case "HostSystem": return [{ type: "HostRemovedEvent", about, fields: {}, message: `Removed host ${entity.name} in ${datacenter?.name ?? ""}` }];
    case "VirtualMachine": return [{ type: "VmRemovedEvent", about, fields: {}, message: `Removed ${entity.name} from ${datacenter?.name ?? ""}` }];
    case "ClusterComputeResource": return [{ type: "ClusterDestroyedEvent", about, fields: {}, message: `Removed cluster ${entity.name} in datacenter ${datacenter?.name ?? ""}` }];
    case "Datastore": {
      const datastore = vim("DatastoreEventArgument", { name: entity.name, datastore: entity.ref });
      return [{ type: "DatastoreDestroyedEvent", about, fields: { datastore }, message: `Removed unconfigured datastore ${entity.name}` }];
    }
    case "ResourcePool": {
      if (entity.parent?.type !== "ResourcePool") return [];
      const resourcePool = vim("ResourcePoolEventArgument", { name: entity.name, resourcePool: entity.ref });
      return [{ type: "ResourcePoolDestroyedEvent", about, fields: { resourcePool }, message: `Removed resource pool ${entity.name}` }];
    }
    case "Folder":
    case "Datacenter":
    case "ComputeResource":
    case "Network": return [];
  }
}

/** What goes with the entity, itself last. The VMs of a removed pool stay; those of a host go. */
function* below(world: World, entity: Entity): Generator<Entity> {
  if (entity.type === "HostSystem") for (const id of entity.vms) yield world.the("VirtualMachine", id);
  else if (entity.type !== "ResourcePool") for (const child of childrenOf(world, entity)) yield* below(world, child);
  yield entity;
}
