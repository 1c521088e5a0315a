/**
 * The risk that a cluster's HA cannot restart a group's VM because it never tries a host that may open the base (docs/host-limit-and-ha.md).
 * It speaks of the host limit alone: missing memory, admission control or a cluster of one host are other people's trouble.
 */
import { mayHoldFilesOpen, mayTakeVms, restartCircles, type RestartCircle } from "./ha-ground.js";
import type { CloneGroup, Compute, HaRisk, HostLimit, InventoryView } from "./model.js";
import type { Ref } from "./updates.js";

/** HA's own default number of hosts tried (vendor's linked-VM note; `das.maxvmrestartcount` where the operator set it). */
export const defaultRestartAttempts = 5;

export interface HaRiskInput {
  /** N: hosts of the cluster. */
  readonly clusterHosts: number;
  /** Hosts of the cluster on which the group is, the one that fails included; at least 1. */
  readonly groupHosts: number;
  /** K: hosts that may have the base open at once. */
  readonly permitted: number;
  /** T: different hosts HA tries; negative means without end (`das.maxvmrestartcount` = -1). */
  readonly attempts: number;
  /** Hosts outside this cluster on which the group is: they hold slots but are no candidates. Default 0. */
  readonly hostsElsewhere?: number;
}

/** What happens to the slot of the host that failed: nobody says, so both are published. */
export type SlotReading = "slotFree" | "slotHeld";

/**
 * Candidates (of N - 1) that may not join the group. The surviving hosts of the group have the base open and stay permitted; any
 * other host may join while a slot is free, so one free slot makes every candidate good.
 */
export function badCandidates(input: HaRiskInput, reading: SlotReading): number {
  const { clusterHosts, groupHosts, permitted, hostsElsewhere = 0 } = input;
  const held = groupHosts + hostsElsewhere - (reading === "slotFree" ? 1 : 0);
  return permitted - held >= 1 ? 0 : Math.max(0, clusterHosts - groupHosts);
}

/** Probabilities from 0 to 1: C(bad, T) / C(N - 1, T) for either reading. */
export function haRisk(input: HaRiskInput): HaRisk {
  const slotFree = neverPermitted(input, "slotFree");
  const slotHeld = neverPermitted(input, "slotHeld");
  const worst = Math.max(slotFree, slotHeld);
  return { slotFree, slotHeld, worst, guaranteed: worst === 0 };
}

function neverPermitted(input: HaRiskInput, reading: SlotReading): number {
  const candidates = input.clusterHosts - 1;
  if (candidates <= 0) return 0;
  const attempts = input.attempts < 0 ? candidates : Math.min(input.attempts, candidates);
  const bad = badCandidates(input, reading);
  let probability = 1;
  for (let tried = 0; tried < attempts; tried++) probability *= Math.max(0, bad - tried) / (candidates - tried);
  return probability;
}

/** What the figures of one cluster stand on. */
export interface RiskGround {
  readonly cluster: Ref;
  /** Hosts that may take VMs and that mandatory rules leave to the members, those of the group and the failing one included. */
  readonly able: readonly Ref[];
  /** Hosts of the group among them. */
  readonly groupHosts: number;
  /** Hosts of the group that are none of them and may keep the base open. */
  readonly hostsElsewhere: number;
  readonly permitted: number;
  readonly attempts: number;
  /** Names of mandatory rules that draw the circle. */
  readonly rules: readonly string[];
  /** Hosts of the cluster that may not take VMs now. */
  readonly unable: number;
}

/** `risk` is undefined when data is missing; `reason` then says which, and otherwise what the figures stand on. */
export interface GroupHaRisk {
  readonly risk: HaRisk | undefined;
  readonly reason: string;
  /** Of the worst cluster; absent where no cluster's HA decides. */
  readonly ground?: RiskGround;
}

const none: HaRisk = { slotFree: 0, slotHeld: 0, worst: 0, guaranteed: true };

/**
 * The risk in the worst of the HA clusters the group is in, and there for the worst placed of its members. A lifted limit, HA that is off,
 * or members that HA does not restart give 0, guaranteed, and the reason (docs/host-limit-and-ha.md). With `moreHosts`, as if members were on
 * so many more hosts of each circle, as far as it has them.
 */
export function groupHaRisk(inventory: InventoryView, group: CloneGroup, limit: Pick<HostLimit, "verdict" | "hosts" | "reason">, moreHosts = 0): GroupHaRisk {
  if (limit.verdict === "lifted") return { risk: none, reason: "the host limit is lifted: restarts are not affected" };
  if (limit.hosts === undefined) return { risk: undefined, reason: `the host limit is unknown: ${limit.reason}` };
  const { hosts, computes, unplaced } = inventory.placementOf(group);
  const unplacedMember = unplaced[0];
  if (unplacedMember !== undefined) return { risk: undefined, reason: `missing host of ${unplacedMember}` };
  let worst: CircleRisk | undefined;
  let restarts = false;
  for (const ref of computes) {
    const compute = inventory.computes.get(ref);
    if (compute?.isCluster === false || compute?.haEnabled === false) continue;
    if (compute?.haEnabled === undefined) return { risk: undefined, reason: `missing HA settings of ${ref}` };
    if (compute.hosts === undefined) return { risk: undefined, reason: `missing hosts of ${ref}` };
    restarts = true;
    for (const circle of restartCircles(inventory, group, compute)) {
      const found = circleRisk(inventory, compute, circle, hosts, limit.hosts, moreHosts);
      if (worst === undefined || found.risk.worst > worst.risk.worst) worst = found;
    }
  }
  return worst ?? { risk: none, reason: restarts ? "HA restarts none of its members: their restart priority is disabled, or they are templates" : "HA is off in every cluster the group is in" };
}

type CircleRisk = GroupHaRisk & { readonly risk: HaRisk };

/** Hosts of the group outside the circle are no candidates; they hold slots unless nothing can run on them. */
function circleRisk(inventory: InventoryView, compute: Compute, circle: RestartCircle, groupHosts: readonly Ref[], permitted: number, moreHosts: number): CircleRisk {
  const present = groupHosts.filter((host) => circle.hosts.has(host)).length;
  const inside = present === 0 ? 0 : Math.max(present, Math.min(circle.hosts.size, present + moreHosts));
  const elsewhere = groupHosts.filter((host) => !circle.hosts.has(host) && mayHoldFilesOpen(inventory.hosts.get(host))).length;
  const attempts = compute.maxVmRestartCount ?? defaultRestartAttempts;
  const risk = inside === 0 ? none : haRisk({ clusterHosts: circle.hosts.size, groupHosts: inside, permitted, attempts, hostsElsewhere: elsewhere });
  const away = compute.hosts?.filter((host) => !mayTakeVms(inventory.hosts.get(host))).length ?? 0;
  const notes = [
    circle.rules.length === 0 ? undefined : `kept there by ${circle.rules.map((rule) => `"${rule}"`).join(" and ")}`,
    circle.rules.length > 0 && circle.hosts.size <= 1 ? "no other host is left to restart on" : undefined,
    away === 0 ? undefined : `${away} more not able to take VMs`,
  ].filter((note) => note !== undefined);
  const reason = `${inside} of ${circle.hosts.size} hosts of ${compute.name ?? compute.ref}, ${permitted} permitted, ${attempts} attempts`;
  const ground = { cluster: compute.ref, able: [...circle.hosts].sort(), groupHosts: inside, hostsElsewhere: elsewhere, permitted, attempts, rules: circle.rules, unable: away };
  return { risk, reason: [reason, ...notes].join("; "), ground };
}
