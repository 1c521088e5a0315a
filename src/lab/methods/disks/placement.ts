/** Which host and pool a new or moved VM gets from what the client said and left open (vim-facts 7.2). It places nothing. */
import { requireOf } from "../../inventory/require-entity.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref } from "../../wire/vim-value.js";
import type { HostState, ResourcePoolState } from "../../world/entities.js";
import type { World } from "../../world/world.js";
import { invalidArgument } from "./called-vm.js";

export interface PlacementWish {
  readonly pool: Ref | undefined;
  readonly host: Ref | undefined;
  /** Where the VM, or the one it is made from, is now. */
  readonly presentHost?: string | undefined;
  /** Managed object ids the host must see. */
  readonly datastores: readonly string[];
  /** A VM that is there already stays on its host when that belongs to the pool's cluster. */
  readonly stays?: boolean;
  /** Where the host stands in the call, for faults, e.g. "spec.location.host". */
  readonly path: string;
}

/**
 * A named host must belong to the pool's cluster. Without one: the only host, or with DRS the connected host with the fewest VMs; without DRS InvalidArgument.
 * With neither pool nor host: the present host. HostNotConnected and InvalidHostState for a host that cannot be used, NoCompatibleHost when DRS finds none.
 */
export function chooseHost(world: World, wish: PlacementWish): HostState {
  const pool = wish.pool === undefined ? undefined : requireOf(world, "ResourcePool", wish.pool);
  if (wish.host !== undefined) {
    const host = requireOf(world, "HostSystem", wish.host);
    if (pool !== undefined && host.parent?.value !== pool.owner.value) throw invalidArgument(wish.path);
    return requireUsable(host);
  }
  const present = world.find("HostSystem", wish.presentHost);
  if (pool === undefined || present?.parent?.value === pool.owner.value) {
    if (present === undefined) throw invalidArgument(wish.path);
    if (pool === undefined || wish.stays === true) return requireUsable(present);
  }
  return hostInPool(world, pool, wish);
}

/** The pool a host's VMs are in when nobody names one: the root pool of its cluster. */
export function rootPoolOf(world: World, host: HostState): Ref | undefined {
  const owner = host.parent?.value;
  return (world.find("ClusterComputeResource", owner) ?? world.find("ComputeResource", owner))?.resourcePool;
}

function hostInPool(world: World, pool: ResourcePoolState, { path, datastores }: PlacementWish): HostState {
  const hosts = hostsOf(world, pool);
  const [only] = hosts;
  if (only !== undefined && hosts.length === 1) return requireUsable(only);
  if (world.find("ClusterComputeResource", pool.owner.value)?.drs.enabled !== true) throw invalidArgument(path);
  let best: HostState | undefined;
  for (const host of hosts) {
    if (isUsable(host) && datastores.every((each) => host.datastores.has(each)) && (best === undefined || host.vms.size < best.vms.size)) best = host;
  }
  if (best === undefined) throw new VimFault("NoCompatibleHost", "No compatible host has been found.", { host: hosts.map(({ ref }) => ref) });
  return best;
}

function hostsOf(world: World, pool: ResourcePoolState): readonly HostState[] {
  const owner = world.find("ClusterComputeResource", pool.owner.value) ?? world.find("ComputeResource", pool.owner.value);
  return [...(owner?.hosts ?? [])].map((id) => world.the("HostSystem", id));
}

function isUsable(host: HostState): boolean {
  return host.connectionState === "connected" && host.powerState === "poweredOn" && !host.inMaintenanceMode;
}

function requireUsable(host: HostState): HostState {
  if (isUsable(host)) return host;
  if (host.inMaintenanceMode) throw new VimFault("InvalidHostState", "The operation is not allowed in the current state of the host.", { host: host.ref });
  throw new VimFault("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");
}
