/** Whether and in which order HA restarts the VMs of a cluster: per-VM overrides over the cluster's own setting. It restarts nothing. */
import type { ClusterState, RestartPriority } from "../world/entities.js";

const order: readonly RestartPriority[] = ["highest", "high", "medium", "low", "lowest"];

/** The priority in force for the VM (managed object id). */
export function restartPriorityOf(cluster: ClusterState, vm: string): RestartPriority {
  const own = cluster.das.vms.get(vm)?.restartPriority ?? "clusterRestartPriority";
  return own === "clusterRestartPriority" ? cluster.das.restartPriority : own;
}

/** 0 for the VMs that come first; undefined for those that are not restarted. */
export function restartRank(cluster: ClusterState, vm: string): number | undefined {
  const rank = order.indexOf(restartPriorityOf(cluster, vm));
  return rank === -1 ? undefined : rank;
}

/** How many hosts HA tries for a VM: the cluster's das.maxvmrestartcount (-1: as many as there are), else settings.haAttempts. */
export function attemptsOf(cluster: ClusterState, otherwise: number): number {
  const option = Number(cluster.das.options.get("das.maxvmrestartcount") ?? otherwise);
  if (!Number.isInteger(option)) return otherwise;
  return option < 0 ? Infinity : option;
}
