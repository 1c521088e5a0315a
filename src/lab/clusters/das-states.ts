/**
 * Who is master in a cluster with HA: the first host that takes part, all others are connected to it.
 * Hosts that are down keep what their failure said of them; hosts in maintenance or disconnected have no state (vim-facts 7.8).
 */
import type { ClusterState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";

export function assignDasStates(world: World, cluster: ClusterState): void {
  let master: HostState | undefined;
  for (const id of cluster.hosts) {
    const host = world.the("HostSystem", id);
    if (host.connectionState === "notResponding" && cluster.das.enabled) continue;
    const takesPart = cluster.das.enabled && host.connectionState === "connected" && host.powerState === "poweredOn" && !host.inMaintenanceMode;
    if (takesPart) master ??= host;
    setDasState(world, host, takesPart ? (host === master ? "master" : "connectedToMaster") : undefined);
  }
}

/** Says it only when it changes. */
export function setDasState(world: World, host: HostState, state: string | undefined): void {
  if (host.dasState === state) return;
  host.dasState = state;
  world.changes.touch(host.ref, "runtime.dasHostState", "summary.runtime.dasHostState");
}
