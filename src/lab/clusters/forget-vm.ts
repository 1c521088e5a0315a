/** A VM that left the inventory or the cluster leaves the cluster's groups, rules and overrides too. Rules that need it become useless but stay. */
import type { ClusterState } from "../world/entities.js";
import type { World } from "../world/world.js";

/** `vm` is its managed object id. Nothing is said when the cluster did not know it. */
export function forgetVm(world: World, cluster: ClusterState, vm: string): void {
  const touched: string[] = [];
  for (const group of cluster.groups) {
    if (group.kind !== "vm" || !group.members.includes(vm)) continue;
    group.members = group.members.filter((member) => member !== vm);
    touched.push("configurationEx.group");
  }
  for (const { detail } of cluster.rules) {
    if (detail.kind === "vm-host" || !detail.vms.includes(vm)) continue;
    detail.vms = detail.vms.filter((each) => each !== vm);
    touched.push("configurationEx.rule", "configuration.rule");
  }
  if (cluster.das.vms.delete(vm)) touched.push("configurationEx.dasVmConfig", "configuration.dasVmConfig");
  if (cluster.drs.vms?.delete(vm) === true) touched.push("configurationEx.drsVmConfig", "configuration.drsVmConfig");
  if (touched.length > 0) world.changes.touch(cluster.ref, ...new Set(touched));
}
