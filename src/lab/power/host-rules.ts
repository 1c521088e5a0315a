/** What a cluster's rules say about where a VM may run (vim-facts 7.7). Only enabled rules count, and only mandatory VM-host rules forbid. */
import type { ClusterState } from "../world/entities.js";

/** Whether a mandatory VM-host rule lets the VM run on the host (both by managed object id). */
export function rulesAllow(cluster: ClusterState, vm: string, host: string): boolean {
  return vmHostRulesOf(cluster, vm, true).every((rule) => obeys(cluster, rule, host));
}

/** How many "should" rules the host would break for the VM: VM-host rules that are not mandatory, and VMs kept together or apart. */
export function softBreaches(cluster: ClusterState, vm: string, host: ReadonlyHost): number {
  const wished = vmHostRulesOf(cluster, vm, false).filter((rule) => !obeys(cluster, rule, host.id)).length;
  const others = cluster.rules.filter(({ enabled, detail }) => {
    if (!enabled || detail.kind === "vm-host" || !detail.vms.includes(vm)) return false;
    const mates = detail.vms.filter((id) => id !== vm && host.runs(id)).length;
    return detail.kind === "anti-affinity" ? mates > 0 : mates < detail.vms.length - 1;
  }).length;
  return wished + others;
}

/** A host as rules see it. */
export interface ReadonlyHost {
  readonly id: string;
  /** Whether the VM (managed object id) runs there now. */
  runs(vm: string): boolean;
}

interface VmHostRule {
  readonly vmGroup: string;
  readonly affineHosts?: string;
  readonly antiAffineHosts?: string;
}

function vmHostRulesOf(cluster: ClusterState, vm: string, mandatory: boolean): readonly VmHostRule[] {
  const found: VmHostRule[] = [];
  for (const { enabled, mandatory: must, detail } of cluster.rules) {
    if (enabled && must === mandatory && detail.kind === "vm-host" && isIn(cluster, "vm", detail.vmGroup, vm)) found.push(detail);
  }
  return found;
}

function obeys(cluster: ClusterState, rule: VmHostRule, host: string): boolean {
  if (rule.affineHosts !== undefined && !isIn(cluster, "host", rule.affineHosts, host)) return false;
  return rule.antiAffineHosts === undefined || !isIn(cluster, "host", rule.antiAffineHosts, host);
}

function isIn(cluster: ClusterState, kind: "vm" | "host", group: string, member: string): boolean {
  return cluster.groups.some((each) => each.kind === kind && each.name === group && each.members.includes(member));
}
