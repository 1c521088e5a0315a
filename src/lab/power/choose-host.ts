/** On which host a VM is started: the one that was asked for, DRS's choice, or where it is registered. It moves nothing. */
import { VimFault } from "../wire/vim-fault.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { softBreaches } from "./host-rules.js";
import { clusterOf } from "./set-power.js";
import { suitableHosts, unsuitable } from "./suitable-hosts.js";

export interface ChosenHost {
  readonly host: HostState;
  readonly byDrs: boolean;
}

/** Throws NoCompatibleHost when DRS finds none, with each host's own reason; a host that was named is not judged here. */
export function chooseHost(world: World, vm: VmState, named: HostState | undefined): ChosenHost {
  if (named !== undefined) return { host: named, byDrs: false };
  const cluster = clusterOf(world, vm);
  const registered = world.find("HostSystem", vm.host);
  if (registered !== undefined && (cluster === undefined || !cluster.drs.enabled || cluster.drs.behavior === "manual")) return { host: registered, byDrs: false };
  if (cluster === undefined) throw new VimFault("NoCompatibleHost", `No host is compatible with ${vm.name}.`);
  return { host: drsChoice(world, cluster, vm), byDrs: true };
}

/** Among suitable hosts the one that breaks the fewest wishes, then the one with the fewest other VMs; where the VM is wins a tie. */
export function drsChoice(world: World, cluster: ClusterState, vm: VmState): HostState {
  const id = vm.ref.value;
  const runsOn = (host: HostState) => ({ id: host.ref.value, runs: (other: string) => host.vms.has(other) && world.find("VirtualMachine", other)?.powerState === "poweredOn" });
  let best: { readonly host: HostState; readonly cost: readonly [number, number, number] } | undefined;
  for (const host of suitableHosts(world, cluster, vm)) {
    const here = host.vms.has(id);
    const cost = [softBreaches(cluster, id, runsOn(host)), host.vms.size - (here ? 1 : 0), here ? 0 : 1] as const;
    if (best === undefined || less(cost, best.cost)) best = { host, cost };
  }
  if (best !== undefined) return best.host;
  const hosts = [...cluster.hosts].map((each) => world.the("HostSystem", each));
  const error = hosts.flatMap((host) => unsuitable(world, vm, host)?.toLocalized() ?? []);
  throw new VimFault("NoCompatibleHost", `No host is compatible with ${vm.name}.`, { host: hosts.map((host) => host.ref), error });
}

function less(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
