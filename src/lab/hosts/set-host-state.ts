/** The bare transitions of a host's state, each said under both names it has. They check nothing and post no event. */
import { assignDasStates } from "../clusters/das-states.js";
import { setVmConnection } from "../ha/vm-connection.js";
import type { HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

export type HostRuntime = Pick<HostState, "connectionState" | "powerState" | "inMaintenanceMode" | "bootTime">;

/** HA chooses its master anew, as only hosts that are up and outside maintenance take part. */
export function setHostState(world: World, host: HostState, state: Partial<HostRuntime>): void {
  const changed = (Object.keys(state) as (keyof HostRuntime)[]).filter((each) => host[each] !== state[each]);
  if (changed.length === 0) return;
  Object.assign(host, state);
  for (const each of changed) world.changes.touch(host.ref, `runtime.${each}`, `summary.runtime.${each}`);
  if (changed.includes("powerState")) world.changes.touch(host.ref, "runtime.standbyMode", "summary.runtime.standbyMode");
  world.changes.touch(host.ref, "overallStatus", "summary.overallStatus", "disabledMethod");
  if (host.parent !== undefined) world.changes.touch(host.parent, "summary");
  const cluster = world.find("ClusterComputeResource", host.parent?.value);
  if (cluster !== undefined) assignDasStates(world, cluster);
}

/** All VMs of the host that are in `from` come to be as they are now; returns those that changed. Inaccessible and orphaned ones stay as they are. */
export function refreshVmConnections(world: World, host: HostState, from: "connected" | "disconnected"): readonly VmState[] {
  const vms = [...host.vms].map((id) => world.the("VirtualMachine", id)).filter((vm) => vm.connectionState === from && connectionOf(world, vm) !== from);
  for (const vm of vms) setVmConnection(world, vm, connectionOf(world, vm));
  return vms;
}

/** What vCenter sees of a VM: nothing without its host, and without its home directory only that it is there (vim-facts 6.1). */
export function connectionOf(world: World, vm: VmState): "connected" | "disconnected" | "inaccessible" {
  if (world.find("HostSystem", vm.host)?.connectionState !== "connected") return "disconnected";
  return world.find("Datastore", vm.home.datastore)?.accessible === true ? "connected" : "inaccessible";
}
