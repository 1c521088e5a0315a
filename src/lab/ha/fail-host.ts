/**
 * A host that dies and one that comes back, as vCenter sees them. What HA does about it is restart-vms.ts's business; without HA the VMs just stay disconnected.
 * It frees no file: whether a dead host still holds its files open is a setting.
 */
import { assignDasStates, setDasState } from "../clusters/das-states.js";
import { computeOf } from "../operations/event-arguments.js";
import { connectionOf } from "../hosts/set-host-state.js";
import { postEvent } from "../operations/post-event.js";
import { setPower } from "../power/set-power.js";
import type { HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { actOnHostFailure } from "./restart-vms.js";
import { setVmConnection } from "./vm-connection.js";

const nobody = { userName: "" };

/** The host loses power at once; a cluster with HA acts after settings.haDetectionMs. Nothing happens when it has failed already. */
export function failHost(world: World, host: HostState): void {
  if (host.connectionState === "notResponding") return;
  setHost(world, host, "notResponding", "poweredOff");
  postEvent(world, "HostConnectionLostEvent", { host }, {}, nobody);
  for (const vm of vmsOf(world, host)) {
    if (vm.connectionState !== "connected") continue;
    setVmConnection(world, vm, "disconnected");
    postEvent(world, "VmDisconnectedEvent", { vm }, {}, nobody);
  }
  const cluster = computeOf(world, host);
  if (cluster?.type !== "ClusterComputeResource" || !cluster.das.enabled || !cluster.das.hostMonitoring) return;
  if (host.dasState === "master") electAnew(world, cluster.hosts);
  setDasState(world, host, "fdmUnreachable");
  const { bootTime } = host;
  world.clock.after(world.settings.haDetectionMs, () => {
    const cameBack = host.connectionState !== "notResponding" || host.bootTime !== bootTime;
    if (cameBack || world.find("HostSystem", host.ref.value) !== host) return;
    setDasState(world, host, "hostDown");
    assignDasStates(world, cluster);
    actOnHostFailure(world, cluster, host);
  });
}

/** The host is powered on and connected again. VMs that HA has not restarted elsewhere are on it still, those that ran powered off, for a dead host runs nothing; what was suspended lies on its datastore. Nothing happens to a host that has not failed. */
export function returnHost(world: World, host: HostState): void {
  if (host.connectionState !== "notResponding") return;
  host.bootTime = world.clock.now();
  setHost(world, host, "connected", "poweredOn");
  postEvent(world, "HostConnectedEvent", { host }, {}, nobody);
  for (const vm of vmsOf(world, host)) {
    if (vm.connectionState !== "disconnected") continue;
    if (vm.powerState === "poweredOn") setPower(world, vm, "poweredOff");
    const connection = connectionOf(world, vm);
    setVmConnection(world, vm, connection);
    if (connection === "connected") postEvent(world, "VmConnectedEvent", { vm }, {}, nobody);
  }
  const cluster = computeOf(world, host);
  if (cluster?.type === "ClusterComputeResource") assignDasStates(world, cluster);
}

function setHost(world: World, host: HostState, connectionState: HostState["connectionState"], powerState: HostState["powerState"]): void {
  Object.assign(host, { connectionState, powerState });
  world.changes.touch(host.ref, "runtime.connectionState", "runtime.powerState", "runtime.standbyMode", "runtime.bootTime", "overallStatus", "summary.overallStatus", "disabledMethod");
  if (host.parent !== undefined) world.changes.touch(host.parent, "summary");
}

/** Until the failure is certain the others have no master. */
function electAnew(world: World, hosts: ReadonlySet<string>): void {
  for (const id of hosts) {
    const host = world.the("HostSystem", id);
    if (host.dasState === "connectedToMaster") setDasState(world, host, "election");
  }
}

function vmsOf(world: World, host: HostState): readonly VmState[] {
  return [...host.vms].map((id) => world.the("VirtualMachine", id));
}
