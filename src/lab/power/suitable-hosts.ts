/**
 * On which hosts a VM could run as vCenter, DRS and HA see it: connected, not in maintenance, with its datastores, allowed by mandatory rules.
 * None of them knows the host limit of shared files: that shows only when a host tries (vendor's linked-VM note, HA section).
 */
import { VimFault } from "../wire/vim-fault.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { rulesAllow } from "./host-rules.js";

/** In the order in which the hosts came to the cluster. */
export function suitableHosts(world: World, cluster: ClusterState, vm: VmState): readonly HostState[] {
  const suitable: HostState[] = [];
  for (const id of cluster.hosts) {
    const host = world.the("HostSystem", id);
    if (unsuitable(world, vm, host) === undefined) suitable.push(host);
  }
  return suitable;
}

/** Why the VM cannot run on the host; undefined when it can. HostNotConnected, InvalidHostState, InaccessibleDatastore, VmHostAffinityRuleViolation. */
export function unsuitable(world: World, vm: VmState, host: HostState): VimFault | undefined {
  if (host.connectionState !== "connected" || host.powerState !== "poweredOn") {
    return new VimFault("HostNotConnected", `Unable to communicate with the remote host ${host.name}, since it is disconnected.`);
  }
  if (host.inMaintenanceMode) return new VimFault("InvalidHostState", `The operation is not allowed in the current state of the host ${host.name}: it is in maintenance mode.`, { host: host.ref });
  for (const id of datastoresNeeded(vm)) {
    const datastore = world.find("Datastore", id);
    if (datastore?.accessible === true && host.datastores.has(id)) continue;
    return new VimFault("InaccessibleDatastore", `Unable to access the datastore ${datastore?.name ?? id} from the host ${host.name}.`, { datastore: datastore?.ref, name: datastore?.name ?? id });
  }
  const cluster = world.find("ClusterComputeResource", host.parent?.value);
  if (cluster !== undefined && !rulesAllow(cluster, vm.ref.value, host.ref.value)) {
    return new VimFault("VmHostAffinityRuleViolation", `Running ${vm.name} on ${host.name} would break a mandatory rule of the cluster.`, { vmName: vm.name, hostName: host.name });
  }
  return undefined;
}

/** The home's and every level's of the current disks. */
function datastoresNeeded(vm: VmState): ReadonlySet<string> {
  const needed = new Set([vm.home.datastore]);
  for (const disk of vm.disks) for (let level: VmState["disks"][number]["file"] | undefined = disk.file; level !== undefined; level = level.parent) needed.add(level.datastore);
  return needed;
}
