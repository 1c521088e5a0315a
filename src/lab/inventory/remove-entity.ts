/**
 * Takes an entity and all below it out of the inventory, as Destroy_Task does. VMs in a removed folder lose their files too; those of a removed host or
 * datacenter only their registration.
 */
import { destroyVm, unregisterVm } from "../disks/destroy-vm.js";
import { vmsOn } from "../datastores/vms-on.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { DatacenterState, Entity } from "../world/entities.js";
import type { World } from "../world/world.js";
import { childrenOf } from "./children-of.js";
import { leaveFolder } from "./leave-folder.js";
import { computeOf } from "./move-host.js";
import { removePool } from "./move-pool.js";
import { removeCompute, removeDatastore, removeHost } from "./remove-host.js";

/** Nothing is changed when it throws; see `refuseRemoval`. */
export function removeEntity(world: World, entity: Entity): void {
  refuseRemoval(world, entity);
  switch (entity.type) {
    case "Folder":
      for (const child of [...childrenOf(world, entity)]) removeEntity(world, child);
      leave(world, entity);
      break;
    case "Datacenter": removeDatacenter(world, entity); break;
    case "ComputeResource":
    case "ClusterComputeResource": removeCompute(world, entity); break;
    case "HostSystem": {
      const compute = computeOf(world, entity);
      if (compute.type === "ComputeResource") removeCompute(world, compute);
      else removeHost(world, entity, compute);
      break;
    }
    case "Datastore": removeDatastore(world, entity); break;
    case "ResourcePool": removePool(world, entity); break;
    case "Network": leave(world, entity); break;
    case "VirtualMachine": destroyVm(world, entity, "vcenter"); break;
  }
}

/**
 * Throws NotSupported for what always stays (the root folder, the four folders of a datacenter, root pools), InvalidState for a connected host outside
 * maintenance mode, InvalidPowerState for a VM that is not off, and ResourceInUse for a datastore or network in use; for a folder, when that holds for anything below it.
 */
export function refuseRemoval(world: World, entity: Entity): void {
  switch (entity.type) {
    case "Folder":
      if (entity.parent?.type !== "Folder") throw new VimFault("NotSupported", "The operation is not supported on the object.");
      for (const child of childrenOf(world, entity)) refuseRemoval(world, child);
      break;
    case "ResourcePool":
      if (entity.parent?.type !== "ResourcePool") throw new VimFault("NotSupported", "The operation is not supported on the object.");
      break;
    case "HostSystem":
      if (entity.connectionState === "connected" && !entity.inMaintenanceMode) {
        throw new VimFault("InvalidState", `The host '${entity.name}' must be disconnected or in maintenance mode.`);
      }
      break;
    case "Datastore":
      if (!vmsOn(world, entity).next().done) throw inUse(entity);
      break;
    case "Network":
      if (entity.hosts.size > 0) throw inUse(entity);
      break;
    case "VirtualMachine":
      if (entity.powerState === "poweredOn") {
        throw new VimFault("InvalidPowerState", "The attempted operation cannot be performed in the current state (Powered on).", { requestedState: "poweredOff", existingState: "poweredOn" });
      }
      break;
    case "Datacenter":
    case "ComputeResource":
    case "ClusterComputeResource": break;
  }
}

/** Hosts first, and their VMs with them, so that the files of VMs stay where they are. */
function removeDatacenter(world: World, datacenter: DatacenterState): void {
  const folder = (each: Ref) => world.the("Folder", each.value);
  for (const each of [datacenter.hostFolder, datacenter.datastoreFolder, datacenter.networkFolder, datacenter.vmFolder]) removeBelow(world, folder(each));
  for (const child of [...childrenOf(world, datacenter)]) world.remove(child);
  leave(world, datacenter);
}

function removeBelow(world: World, parent: Entity): void {
  for (const child of [...childrenOf(world, parent)]) {
    if (child.type === "Folder") removeBelow(world, child);
    if (child.type === "ClusterComputeResource" || child.type === "ComputeResource") removeCompute(world, child);
    else if (child.type === "Datastore") removeDatastore(world, child);
    else if (child.type === "VirtualMachine") unregisterVm(world, child);
    else leave(world, child);
  }
}

function leave(world: World, entity: Entity): void {
  leaveFolder(world, entity);
  world.remove(entity);
}

function inUse(entity: Entity): VimFault {
  return new VimFault("ResourceInUse", `The resource '${entity.name}' is in use.`, { type: entity.type, name: entity.name });
}
