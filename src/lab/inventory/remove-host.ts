/** Hosts, whole clusters and datastores leave the inventory. Their VMs are unregistered and keep every file; nothing here asks whether that is allowed. */
import { assignDasStates } from "../clusters/das-states.js";
import { unregisterVm } from "../disks/destroy-vm.js";
import type { ClusterState, ComputeState, DatastoreState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { detachNetwork } from "./add-network.js";
import { datacenterOf } from "./children-of.js";
import { leaveFolder } from "./leave-folder.js";
import { unmountDatastore } from "./mount-datastore.js";
import { removePool } from "./move-pool.js";

/** Datastores and networks that no other host has disappear with it. */
export function removeHost(world: World, host: HostState, compute: ClusterState | ComputeState): void {
  for (const id of [...host.vms]) unregisterVm(world, world.the("VirtualMachine", id));
  for (const id of [...host.datastores]) {
    const datastore = world.the("Datastore", id);
    unmountDatastore(world, datastore, host);
    if (datastore.hosts.size === 0) removeDatastore(world, datastore);
  }
  for (const id of [...host.networks]) {
    const network = world.the("Network", id);
    detachNetwork(world, network, host);
    if (network.hosts.size > 0) continue;
    leaveFolder(world, network);
    world.remove(network);
  }
  compute.hosts.delete(host.ref.value);
  world.remove(host);
  world.changes.touch(compute.ref, "host", "summary");
  if (compute.type === "ClusterComputeResource") assignDasStates(world, compute);
}

/** A cluster or standalone ComputeResource with all its hosts and pools. */
export function removeCompute(world: World, compute: ClusterState | ComputeState): void {
  for (const id of [...compute.hosts]) removeHost(world, world.the("HostSystem", id), compute);
  const pool = world.the("ResourcePool", compute.resourcePool.value);
  for (const child of [...pool.children]) removePool(world, world.the("ResourcePool", child));
  world.remove(pool);
  leaveFolder(world, compute);
  world.remove(compute);
}

/** Its files stay as they are, out of everybody's sight. */
export function removeDatastore(world: World, datastore: DatastoreState): void {
  const datacenter = datacenterOf(world, datastore.ref);
  for (const id of [...datastore.hosts]) unmountDatastore(world, datastore, world.the("HostSystem", id));
  leaveFolder(world, datastore);
  world.remove(datastore);
  if (datacenter !== undefined) world.changes.touch(datacenter.ref, "datastore");
}
