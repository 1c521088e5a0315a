/** Names and references of a whole estate: what is named twice, and what is named but not there. It never builds anything and goes on after a mistake. */
import { nearestName } from "../../shared/nearest-name.js";
import { checkSteps, type VmLife } from "./check-steps.js";
import type { ClusterPlan, DatacenterPlan, Estate, VmPlan } from "./estate.js";
import { placeOf, type Place, type Placed } from "./place.js";
import type { Mistakes } from "./reading.js";

/** Names are unique within an estate, kind by kind: steps, rules and the control door speak of things by name. */
export function checkEstate(estate: Estate, mistakes: Mistakes): void {
  checkUnique("datacenter", estate.datacenters.map((each) => [each.name, each]), mistakes);
  checkUnique("datastore", estate.datacenters.flatMap((each) => each.datastores.map((datastore) => [datastore.name, datastore] as const)), mistakes);
  checkUnique("cluster", estate.datacenters.flatMap((each) => each.clusters.map((cluster) => [cluster.name, cluster] as const)), mistakes);
  checkUnique("host", estate.datacenters.flatMap((each) => hostsOf(each).map((host) => [host.name, host] as const)), mistakes);
  checkUnique("VM", estate.datacenters.flatMap((each) => each.vms.flatMap((vm) => vm.names.map((name) => [name, vm] as const))), mistakes);
  for (const datacenter of estate.datacenters) checkDatacenter(datacenter, mistakes);
}

function checkUnique(kind: string, named: readonly (readonly [name: string, plan: Placed])[], mistakes: Mistakes): void {
  const seen = new Map<string, Placed>();
  for (const [name, plan] of named) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, plan);
    else mistakes.report(placeOf(plan, "name"), `there are two ${kind}s named "${name}"${first.at === undefined ? "" : `, the first at line ${first.at.line}`}; allowed: every ${kind} of an estate has its own name`);
  }
}

function checkDatacenter(datacenter: DatacenterPlan, mistakes: Mistakes): void {
  const hosts = hostsOf(datacenter).map((host) => host.name);
  const vms = new Set(datacenter.vms.flatMap((vm) => vm.names));
  for (const datastore of datacenter.datastores) if (datastore.hosts !== "all") mustBeThere("host", datastore.hosts, new Set(hosts), placeOf(datastore, "hosts"), mistakes);
  for (const cluster of datacenter.clusters) checkCluster(cluster, vms, mistakes);
  // Hosts or datastores that could not be read are told already.
  const fresh = mistakes.count === 0;
  if (fresh && datacenter.vms.length > 0 && hosts.length === 0) mistakes.report(datacenter.at, `the datacenter "${datacenter.name}" has VMs but no host`);
  if (fresh && datacenter.vms.length > 0 && datacenter.datastores.length === 0) mistakes.report(datacenter.at, `the datacenter "${datacenter.name}" has VMs but no datastore`);
  const lives = new Map<string, VmLife>();
  for (const vm of datacenter.vms) {
    checkVm(vm, datacenter, mistakes);
    checkSteps(vm, vm.steps, lives, hosts, mistakes);
  }
  for (const vm of datacenter.vms) checkSteps(vm, vm.later, lives, hosts, mistakes);
}

function checkCluster(cluster: ClusterPlan, vms: ReadonlySet<string>, mistakes: Mistakes): void {
  const hosts = new Set(cluster.hosts.map((host) => host.name));
  const groups = (kind: "vm" | "host") => new Set(cluster.groups.filter((group) => group.kind === kind).map((group) => group.name));
  checkUnique("group", cluster.groups.map((group) => [group.name, group]), mistakes);
  mustBeThere("VM", Object.keys(cluster.ha.vms), vms, placeOf(cluster, "ha"), mistakes);
  for (const group of cluster.groups) mustBeThere(group.kind === "vm" ? "VM" : "host", group.members, group.kind === "vm" ? vms : hosts, placeOf(group, `${group.kind}s`), mistakes);
  for (const rule of cluster.rules) {
    if (rule.detail.kind !== "vm-host") {
      mustBeThere("VM", rule.detail.vms, vms, rule.at, mistakes);
      continue;
    }
    mustBeThere("VM group", [rule.detail.vmGroup], groups("vm"), placeOf(rule, "vms"), mistakes);
    mustBeThere("host group", [rule.detail.affineHosts ?? rule.detail.antiAffineHosts ?? ""], groups("host"), rule.at, mistakes);
  }
}

function checkVm(vm: VmPlan, datacenter: DatacenterPlan, mistakes: Mistakes): void {
  const datastores = new Set(datacenter.datastores.map((each) => each.name));
  mustBeThere("datastore", vm.datastores, datastores, placeOf(vm, "datastore"), mistakes);
  mustBeThere("network", vm.networks, new Set(datacenter.networks), placeOf(vm, "networks"), mistakes);
  for (const disk of vm.disks) if (disk.datastore !== undefined) mustBeThere("datastore", [disk.datastore], datastores, placeOf(disk, "datastore"), mistakes);
  const computes = new Set([...datacenter.clusters, ...datacenter.hosts].map((each) => each.name));
  if (vm.compute !== undefined) mustBeThere("cluster or standalone host", [vm.compute], computes, placeOf(vm, "compute"), mistakes);
  const cluster = vm.compute === undefined ? datacenter.clusters[0] : datacenter.clusters.find((each) => each.name === vm.compute);
  if (vm.pool !== "") mustBeThere("resource pool", [vm.pool], new Set(cluster?.pools), placeOf(vm, "pool"), mistakes);
  if (vm.placement.kind === "hosts") mustBeThere("host", vm.placement.hosts, new Set((vm.compute === undefined ? hostsOf(datacenter) : (cluster?.hosts ?? [])).map((host) => host.name)), placeOf(vm, "hosts"), mistakes);
}

export function hostsOf(datacenter: DatacenterPlan): DatacenterPlan["hosts"] {
  return [...datacenter.clusters.flatMap((cluster) => cluster.hosts), ...datacenter.hosts];
}

/** Reports the first name that is not there, with the nearest that is. */
export function mustBeThere(kind: string, wanted: readonly string[], there: ReadonlySet<string>, at: Place | undefined, mistakes: Mistakes): void {
  const missing = wanted.find((name) => !there.has(name));
  if (missing === undefined) return;
  const some = [...there].slice(0, 8).join(", ");
  mistakes.report(at, `there is no ${kind} "${missing}"${nearestName(missing, [...there].slice(0, 2_000)) || `; allowed: ${there.size === 0 ? "none is defined" : `${some}${there.size > 8 ? ", …" : ""}`}`}`);
}
