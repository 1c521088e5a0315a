/** What pinning and unpinning a clone group have in common: the rule's name, the cluster, the members that can run there. It never changes either. */
import type { CloneGroup, Compute, InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { ActionParams } from "./action.js";
import { findCluster } from "./find-object.js";
import { refused, unknown, type NoStep } from "./next-step.js";

/** The same for the group's whole life, however its name changes. */
export function pinName(groupId: string, params: ActionParams): string {
  return typeof params["name"] === "string" ? params["name"] : `tetherd ${groupId}`;
}

export function clusterOf(inventory: InventoryView, group: CloneGroup, params: ActionParams): Compute | NoStep {
  const wanted = params["cluster"];
  const { computes, unplaced } = inventory.placementOf(group);
  const clusters = computes.flatMap((ref) => inventory.computes.get(ref) ?? []).filter(({ isCluster }) => isCluster === true);
  if (typeof wanted === "string") {
    const ref = findCluster(inventory, wanted);
    return typeof ref === "string" ? inventory.computes.get(ref) ?? unknown(`name of ${ref}`) : ref;
  }
  const [only, another] = clusters;
  if (another !== undefined) return refused(`Clone group ${group.name} spans ${clusters.map(({ name, ref }) => name ?? ref).join(", ")}; say which cluster.`);
  if (unplaced.length > 0) return unknown(...unplaced.map((vm) => `runtime.host of ${vm}`));
  return only ?? refused(`No member of clone group ${group.name} is in a cluster.`);
}

/** Members registered on hosts of the cluster, but for templates, which never run. */
export function runnersIn(inventory: InventoryView, group: CloneGroup, { ref }: Compute): readonly Ref[] | NoStep {
  const members = group.members.map((vm) => inventory.vms.get(vm)).filter((vm) => vm !== undefined);
  const doubtful = members.filter(({ template, host }) => template === undefined || host === undefined);
  if (doubtful.length > 0) return unknown(...doubtful.map((vm) => `config.template and runtime.host of ${vm.ref}`));
  return members.filter(({ template, host }) => template === false && inventory.hosts.get(host ?? "")?.parent === ref).map((vm) => vm.ref).sort();
}

export function hasRule({ mustRules }: Compute, name: string, vms: readonly Ref[], hosts: readonly Ref[]): boolean {
  return mustRules?.some((rule) => rule.name === name && rule.kind === "on" && sameSet(rule.vms, vms) && sameSet(rule.hosts, hosts)) === true;
}

function sameSet(a: readonly Ref[], b: readonly Ref[]): boolean {
  return a.length === b.length && a.every((ref) => b.includes(ref));
}
