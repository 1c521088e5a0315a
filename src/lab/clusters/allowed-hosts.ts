/** Which hosts mandatory rules leave to a VM; HA, DRS and maintenance mode obey them (vim-facts 7.7). It does not ask whether a host is up. */
import { rulesAllow } from "../power/host-rules.js";
import { clusterOf } from "../power/set-power.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Managed object ids of hosts of the VM's cluster; of a VM on a standalone host, that host. */
export function hostsAllowed(world: World, vm: VmState): Set<string> {
  const cluster = clusterOf(world, vm);
  if (cluster === undefined) return new Set(vm.host === undefined ? [] : [vm.host]);
  return new Set([...cluster.hosts].filter((host) => rulesAllow(cluster, vm.ref.value, host)));
}
