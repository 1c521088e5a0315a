/** What a cluster's HA does when a host is certain to have failed: it says so and restarts the VMs, those of higher priority first. Single VMs are VmRestart's business. */
import { hostArgument } from "../operations/event-arguments.js";
import { postEventEx } from "../operations/post-event-ex.js";
import { postEvent } from "../operations/post-event.js";
import { setProtection } from "../power/set-power.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { restartRank } from "./restart-priority.js";
import { VmRestart } from "./vm-restart.js";

const nobody = { userName: "" };

/** Posts the cluster's events and begins the restarts; they go on over the world's clock. Without a host that could act nothing more happens than the events. */
export function actOnHostFailure(world: World, cluster: ClusterState, failed: HostState): void {
  const where = { computeResource: cluster };
  const place = `${failed.name} in cluster ${cluster.name}`;
  postEvent(world, "DasHostFailedEvent", where, { failedHost: hostArgument(failed) }, nobody);
  postEventEx(world, "com.vmware.vc.HA.DasHostFailedEvent", { host: failed }, { severity: "error", as: "ExtendedEvent" }, { ...nobody, message: `vSphere HA detected a host failure on ${place}` });
  const restarts = restartsInOrder(world, cluster, failed);
  if (restarts.length === 0 || ![...cluster.hosts].some((id) => world.the("HostSystem", id).dasState === "master")) return;
  postEventEx(world, "com.vmware.vc.HA.ClusterFailoverActionInitiatedEvent", where, { severity: "warning" }, { ...nobody, message: `vSphere HA initiated a failover action on ${restarts.length} virtual machines in cluster ${cluster.name}` });
  let open = restarts.length;
  const oneEnded = () => {
    if (--open > 0) return;
    postEventEx(world, "com.vmware.vc.HA.ClusterFailoverActionCompletedEvent", where, { as: "ExtendedEvent" }, { ...nobody, message: `vSphere HA completed a virtual machine failover action in cluster ${cluster.name}` });
  };
  for (const restart of restarts) restart.begin(oneEnded);
}

/** Of the VMs that ran on the host; those with restart disabled are only named. */
function restartsInOrder(world: World, cluster: ClusterState, failed: HostState): readonly VmRestart[] {
  const ranked: { readonly rank: number; readonly vm: VmState }[] = [];
  for (const id of failed.vms) {
    const vm = world.the("VirtualMachine", id);
    if (vm.powerState !== "poweredOn") continue;
    const rank = restartRank(cluster, id);
    if (rank !== undefined) {
      ranked.push({ rank, vm });
      continue;
    }
    setProtection(world, vm, false);
    postEventEx(world, "com.vmware.vc.HA.VMIsHADisabledRestartEvent", { vm }, { as: "ExtendedEvent" }, { ...nobody, message: `vSphere HA did not attempt to restart ${vm.name} in cluster ${cluster.name} because its restart priority is disabled` });
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ vm }) => new VmRestart(world, cluster, vm, failed));
}
