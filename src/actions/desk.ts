/**
 * What one vCenter's executors share: who is being carried out and what each keeps busy, and how much was begun lately. One record, replaced by
 * compare-and-set, so that limits hold exactly however many executors there are, and a restart does not refill a budget. Plain JSON; it decides nothing.
 */
import { contentHash } from "../shared/digest.js";
import type { Ref } from "../inventory/updates.js";
import type { Touches } from "./next-step.js";

const minuteMs = 60_000;
const hourMs = 3_600_000;

export interface Hold {
  /** The executor that carries it out. */
  readonly owner: string;
  readonly policy: string;
  readonly verb: string;
  /** VMs that nobody else may begin anything on: those of the step in hand, and for a group all its members. */
  readonly vms: readonly Ref[];
  readonly datastores: readonly Ref[];
  readonly hosts: readonly Ref[];
  readonly clusters: readonly Ref[];
  /** Bytes it may take at worst, by datastore. */
  readonly needs: Readonly<Record<Ref, number>>;
  /** ms since the epoch. */
  readonly since: number;
  /** It waits for a person: its VMs stay closed, its budgets are free. */
  readonly parked?: true;
}

/** What was carried out on an entity: for noticing that two fight over it. */
export interface Deed {
  readonly entity: string;
  readonly content: string;
  readonly policy: string;
  readonly at: number;
}

export interface Breaker {
  /** Times of the failures that count, ms. */
  readonly failures: readonly number[];
  /** Open until then; after that one trial may pass. Undefined while closed. */
  readonly openUntil?: number;
  readonly openForMs?: number;
  readonly trial?: string;
}

export interface Desk {
  readonly schema: 1;
  readonly holds: Readonly<Record<string, Hold>>;
  /** Starts per policy ("" for all together) and minute since the epoch, of the last hour. */
  readonly starts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Space of ended actions that a datastore's free space may not show yet. */
  readonly lingering: readonly { readonly datastore: Ref; readonly bytes: number; readonly until: number }[];
  readonly deeds: readonly Deed[];
  /** By "vcenter" or verb. */
  readonly breakers: Readonly<Record<string, Breaker>>;
}

export const emptyDesk: Desk = { schema: 1, holds: {}, starts: {}, lingering: [], deeds: [], breakers: {} };

export function holdOf(who: Pick<Hold, "owner" | "policy" | "verb">, touches: Touches, vms: readonly Ref[], now: number): Hold {
  const needs: Record<Ref, number> = {};
  for (const { datastore, bytes } of touches.needs) if (bytes !== undefined) needs[datastore] = (needs[datastore] ?? 0) + bytes;
  return { ...who, vms: [...new Set([...vms, ...touches.vms])], datastores: touches.datastores, hosts: touches.hosts, clusters: touches.clusters, needs, since: now };
}

/** The same place, whenever it was taken. */
export function sameHold(a: Hold | undefined, b: Hold): boolean {
  return a !== undefined && contentHash({ ...a, since: 0 }) === contentHash({ ...b, since: 0 });
}

/** With the action at work. The first step of an action counts as a start. */
export function withHold(desk: Desk, id: string, hold: Hold): Desk {
  const begun = desk.holds[id] === undefined;
  return { ...desk, holds: { ...desk.holds, [id]: hold }, starts: begun ? counted(desk.starts, ["", hold.policy], hold.since) : desk.starts };
}

/** Without it; what it may have taken counts a while longer. */
export function withoutHold(desk: Desk, id: string, now: number, lingerMs: number): Desk {
  const hold = desk.holds[id];
  if (hold === undefined) return desk;
  const holds = Object.fromEntries(Object.entries(desk.holds).filter(([other]) => other !== id));
  const left = Object.entries(hold.needs).filter(([, bytes]) => bytes > 0).map(([datastore, bytes]) => ({ datastore, bytes, until: now + lingerMs }));
  return { ...desk, holds, lingering: [...desk.lingering.filter(({ until }) => until > now), ...left] };
}

/** Its VMs stay closed to others, and nothing else of it counts. */
export function withParked(desk: Desk, id: string): Desk {
  const hold = desk.holds[id];
  return hold === undefined ? desk : { ...desk, holds: { ...desk.holds, [id]: { ...hold, datastores: [], hosts: [], clusters: [], needs: {}, parked: true } } };
}

export function startsSince(desk: Desk, policy: string, since: number): number {
  return Object.entries(desk.starts[policy] ?? {}).reduce((sum, [at, count]) => (Number(at) * minuteMs > since - minuteMs ? sum + count : sum), 0);
}

function counted(starts: Desk["starts"], names: readonly string[], now: number): Desk["starts"] {
  const minute = String(Math.floor(now / minuteMs));
  const kept = Object.entries(starts).flatMap(([policy, minutes]): [string, Record<string, number>][] => {
    const fresh = Object.entries(minutes).filter(([at]) => Number(at) * minuteMs > now - hourMs - minuteMs);
    return fresh.length === 0 ? [] : [[policy, Object.fromEntries(fresh)]];
  });
  const next = Object.fromEntries(kept);
  for (const name of new Set(names)) next[name] = { ...next[name], [minute]: (next[name]?.[minute] ?? 0) + 1 };
  return next;
}
