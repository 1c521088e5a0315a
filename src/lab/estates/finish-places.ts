/** What refers to VMs or would hinder their making: groups, rules and restart priorities of clusters, hosts out of reach or in maintenance, datastores out of reach. */
import { assignDasStates } from "../clusters/das-states.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import type { BuiltPlaces } from "./build-places.js";
import type { BuiltVms } from "./build-vms.js";
import type { RulePlan } from "./cluster-plans.js";
import type { ClusterPlan, DatacenterPlan, HostPlan } from "./estate.js";

export function finishPlaces(world: World, plan: DatacenterPlan, places: BuiltPlaces, vms: BuiltVms): void {
  for (const cluster of plan.clusters) {
    const built = places.computes.get(cluster.name)?.cluster;
    if (built === undefined) continue;
    addGroupsAndRules(world, built, cluster, places, vms);
    for (const host of cluster.hosts) setHostState(world, places.hosts.get(host.name), host);
    assignDasStates(world, built);
  }
  for (const host of plan.hosts) setHostState(world, places.hosts.get(host.name), host);
  for (const each of plan.datastores) {
    const datastore = places.datastores.get(each.name);
    if (datastore !== undefined) datastore.accessible = each.accessible;
  }
}

function addGroupsAndRules(world: World, cluster: ClusterState, plan: ClusterPlan, places: BuiltPlaces, vms: BuiltVms): void {
  const idOf = (name: string) => world.get((vms.get(name) ?? places.hosts.get(name))?.ref.value ?? "")?.ref.value;
  const ids = (names: readonly string[]) => names.map(idOf).filter((id) => id !== undefined);
  cluster.groups = plan.groups.map(({ kind, name, members }) => ({ kind, name, members: ids(members), uniqueId: world.random.uuid() }));
  cluster.rules = plan.rules.map((rule) => ({
    key: cluster.nextRuleKey++, uuid: world.random.uuid(), name: rule.name, enabled: rule.enabled, mandatory: rule.mandatory, detail: detailOf(rule, ids),
  }));
  for (const [name, restartPriority] of Object.entries(plan.ha.vms)) {
    const id = idOf(name);
    if (id !== undefined) cluster.das.vms.set(id, { restartPriority });
  }
}

function detailOf({ detail }: RulePlan, ids: (names: readonly string[]) => string[]): RulePlan["detail"] {
  return detail.kind === "vm-host" ? { ...detail } : { kind: detail.kind, vms: ids(detail.vms) };
}

/** VMs of a host that vCenter cannot reach are disconnected too. */
function setHostState(world: World, host: HostState | undefined, plan: HostPlan): void {
  if (host === undefined) return;
  host.connectionState = plan.connection;
  if (plan.connection === "connected") return;
  for (const id of host.vms) {
    const vm = world.the("VirtualMachine", id);
    if (vm.connectionState === "connected") vm.connectionState = "disconnected";
  }
}
