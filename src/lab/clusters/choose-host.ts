/** Where a VM is put that does not exist yet, when nobody named a host: rules cannot know it. For a VM that exists, power/ chooses. */
import type { ClusterState, ComputeState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";

/**
 * Among the hosts that are up, outside maintenance and see every datastore (moids), the one with the fewest VMs; the one that came to the cluster first wins a tie.
 * Undefined when there is none.
 */
export function chooseHost(world: World, compute: ClusterState | ComputeState, datastores: Iterable<string>): HostState | undefined {
  const needed = [...datastores];
  let best: HostState | undefined;
  for (const id of compute.hosts) {
    const host = world.the("HostSystem", id);
    if (host.connectionState !== "connected" || host.powerState !== "poweredOn" || host.inMaintenanceMode) continue;
    if (!needed.every((datastore) => host.datastores.has(datastore))) continue;
    if (best === undefined || host.vms.size < best.vms.size) best = host;
  }
  return best;
}
