/** A host changes its cluster, or leaves one for a ComputeResource of its own; its VMs come along into the new root pool. It checks nothing. */
import { assignDasStates, setDasState } from "../clusters/das-states.js";
import { forgetVm } from "../clusters/forget-vm.js";
import type { ClusterState, ComputeState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { leaveFolder } from "./leave-folder.js";

export function moveHost(world: World, host: HostState, into: ComputeState | ClusterState): void {
  const from = computeOf(world, host);
  if (from === into) return;
  from.hosts.delete(host.ref.value);
  into.hosts.add(host.ref.value);
  host.parent = into.ref;
  for (const id of [...host.vms]) {
    if (from.type === "ClusterComputeResource") forgetVm(world, from, id);
    const vm = world.the("VirtualMachine", id);
    if (!vm.template) world.placeVm(vm, host.ref.value, into.resourcePool.value);
  }
  const paths = ["host", "summary", "datastore", "network"];
  world.changes.touch(into.ref, ...paths);
  world.changes.touch(host.ref, "parent");
  if (from.type === "ComputeResource") {
    leaveFolder(world, from);
    world.remove(world.the("ResourcePool", from.resourcePool.value));
    world.remove(from);
  } else {
    world.changes.touch(from.ref, ...paths);
    assignDasStates(world, from);
  }
  if (into.type === "ClusterComputeResource") assignDasStates(world, into);
  else setDasState(world, host, undefined);
}

/** The cluster or standalone ComputeResource a host is in. */
export function computeOf(world: World, host: HostState): ComputeState | ClusterState {
  const id = host.parent?.value;
  const found = world.find("ClusterComputeResource", id) ?? world.find("ComputeResource", id);
  if (found === undefined) throw new TypeError(`the host ${host.name} stands nowhere`);
  return found;
}
