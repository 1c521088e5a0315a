/**
 * `pin-group`: keeps a clone group on a few hosts of its cluster with a VM group, a host group and a mandatory rule (vim-facts 7.7). It never
 * leaves fewer than two hosts that can run it, nor more than may have its base open.
 */
import { hostLimitOf } from "../inventory/host-limit.js";
import type { CloneGroup, Compute, InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Action, ActionGround, ActionParams, Assignment } from "./action.js";
import { findHost } from "./find-object.js";
import { forecastOf, nothingWritten } from "./forecast.js";
import { clusterOf, hasRule, pinName, runnersIn } from "./group-pin.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep, type NoStep } from "./next-step.js";
import { alwaysAllowed } from "./out-of-reach.js";
import { count, isNoStep, saysOf } from "./vm-at-hand.js";

const hourMs = 3_600_000;
/** HA must have a second host to restart on. */
const fewestHosts = 2;

export const pinGroup: Action = {
  verb: "pin-group",
  doc: "Keep a clone group on a few hosts of its cluster with a mandatory VM-host rule (ReconfigureComputeResource).",
  each: ["group"],
  opposes: ["unpin-group"],
  params: {
    hosts: { type: "list<string>", required: false, example: ["esx1.example.org", "esx2.example.org"], refuseEmpty: "a group needs two hosts", doc: "Names or references of the hosts. Without it: those that run members now, and more up to the group's limit." },
    cluster: { type: "string", required: false, example: "prod-a", doc: "Name or reference of the cluster. Needed when the group spans several." },
    name: { type: "string", required: false, maxLength: 60, example: "golden image", doc: "Name of the rule. Without it: one made from the group's id." },
  },
  repetition: "convergent",
  operations: ["PinGroup"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextPin,
  evidence: (ground, assignment) => evidenceOf(nextPin(ground, assignment)),
  forecast: (ground) => forecastOf(ground, nothingWritten),
  reasons: ({ inventory }, { id }) => {
    const group = inventory.groups.get(id);
    return [`Clone group ${group?.name ?? id}${group === undefined ? "" : ` (${count(group.members.length, "VM")})`} is to stay on a few hosts`];
  },
};

function nextPin(ground: ActionGround, { subject, params }: Assignment): NextStep {
  const { inventory } = ground;
  const group = inventory.groups.get(subject.id);
  if (group === undefined) return refused(`There is no clone group ${subject.id} any more.`);
  const cluster = clusterOf(inventory, group, params);
  if ("kind" in cluster) return cluster;
  const members = runnersIn(inventory, group, cluster);
  if (isNoStep(members)) return members;
  if (members.length === 0) return refused(`No member of clone group ${group.name} can run in ${cluster.name ?? cluster.ref}.`);
  const limit = hostLimitOf(inventory, group, ground.hostLimit);
  const most = limit.hosts ?? alwaysAllowed;
  const hosts = hostsOf(inventory, cluster, members, params, most);
  if ("kind" in hosts) return hosts;
  const name = pinName(group.id, params);
  if (hasRule(cluster, name, members, hosts)) return satisfied(`The rule "${name}" keeps clone group ${group.name} on ${count(hosts.length, "host")}.`);
  const hindrance = tooFewOrMany(inventory, group, hosts, most, limit.verdict === "unknown" ? limit.reason : undefined) ?? runningElsewhere(inventory, cluster, members, hosts);
  if (hindrance !== undefined) return hindrance;
  return {
    kind: "operation", operation: { kind: "PinGroup", cluster: cluster.ref, name, vms: members, hosts },
    why: `${cluster.name ?? cluster.ref} has no rule "${name}" that keeps ${count(members.length, "VM")} on these ${count(hosts.length, "host")}.`, progress: { done: 0, total: 1 },
    touches: { vms: [], datastores: [], hosts: [], clusters: [cluster.ref], needs: [] },
  };
}

function hostsOf(inventory: InventoryView, cluster: Compute, members: readonly Ref[], params: ActionParams, most: number): readonly Ref[] | NoStep {
  if (cluster.hosts === undefined) return unknown(`host of ${cluster.ref}`);
  const asked = params["hosts"];
  if (Array.isArray(asked)) {
    const found = asked.map((host) => findHost(inventory, String(host)));
    const missing = found.find((host) => typeof host !== "string");
    if (missing !== undefined) return missing;
    const hosts = [...new Set(found.filter((host) => typeof host === "string"))].sort();
    const foreign = hosts.filter((host) => cluster.hosts?.includes(host) !== true);
    return foreign.length === 0 ? hosts : refused(`${hostNames(inventory, foreign)} ${foreign.length === 1 ? "is" : "are"} not in ${cluster.name ?? cluster.ref}.`);
  }
  const running = new Set(members.flatMap((vm) => inventory.vms.get(vm)?.host ?? []));
  if (running.size > most) return refused(`Members are on ${count(running.size, "host")} and at most ${most} may have the base open; say which hosts they are to stay on.`);
  const more = cluster.hosts.filter((host) => !running.has(host) && canRun(inventory, host) === true).sort();
  return [...running, ...more].slice(0, most).sort();
}

function tooFewOrMany(inventory: InventoryView, group: CloneGroup, hosts: readonly Ref[], most: number, doubt: string | undefined): NoStep | undefined {
  if (hosts.length > most) {
    return doubt === undefined ? refused(`${count(hosts.length, "host")} are more than the ${most} that may have the base of clone group ${group.name} open.`) : unknown(`the host limit of ${group.name} (${doubt})`);
  }
  const states = hosts.map((host) => canRun(inventory, host));
  const able = states.filter((state) => state === true).length;
  if (able >= fewestHosts) return undefined;
  if (states.includes(undefined)) return unknown(...hosts.map((host) => `runtime of ${host}`));
  return refused(`Of these hosts ${able} can run VMs just now; with fewer than ${fewestHosts} HA would have nowhere to restart the group.`);
}

/** A mandatory rule that running VMs break is mended by DRS, or by nobody. */
function runningElsewhere(inventory: InventoryView, cluster: Compute, members: readonly Ref[], hosts: readonly Ref[]): NoStep | undefined {
  if (cluster.drsEnabled === true) return undefined;
  const elsewhere = members.filter((ref) => {
    const vm = inventory.vms.get(ref);
    return vm?.powerState !== "poweredOff" && vm?.host !== undefined && !hosts.includes(vm.host);
  });
  if (elsewhere.length === 0) return undefined;
  if (cluster.drsEnabled === undefined) return unknown(`configurationEx.drsConfig of ${cluster.ref}`);
  return refused(`${saysOf(inventory, elsewhere, "runs", "run")} on other hosts, and DRS is off in ${cluster.name ?? cluster.ref}: move them first.`);
}

function canRun({ hosts }: InventoryView, ref: Ref): boolean | undefined {
  const host = hosts.get(ref);
  if (host === undefined) return false;
  if (host.connectionState === undefined || host.inMaintenanceMode === undefined) return undefined;
  return host.connectionState === "connected" && !host.inMaintenanceMode;
}

function hostNames({ hosts }: InventoryView, refs: readonly Ref[]): string {
  return refs.map((ref) => hosts.get(ref)?.name ?? ref).join(", ");
}
