/**
 * The difference between what was last said about an object and what it is now, as facts with causes. A fact waits for the event or
 * task that tells its cause up to a bound; until then the saved digest stays as it was, so that a restart finds the same difference.
 */
import { deriveFacts } from "../inventory/derive-facts.js";
import { digestOf, type Digest } from "../inventory/digest.js";
import type { Fact } from "../inventory/facts.js";
import type { DigestKey, DigestKind, LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

/** VMs first: a group's facts take their cause from its members'. */
const order: readonly DigestKind[] = ["vm", "host", "compute", "datastore", "group"];
const setOf = { vm: "vms", host: "hosts", compute: "computes", datastore: "datastores", group: "groups" } as const;

/** Facts that are settled now; digests are saved with them. The first full state is a baseline: remembered, not announced. */
export function settleFacts(state: LineState, now: number, settleMs: number, outcome: Outcome): readonly Fact[] {
  if (!state.baseline) return rememberBaseline(state, outcome);
  const facts: Fact[] = [];
  const waitingVms = new Set<string>();
  for (const kind of order) {
    for (const id of idsToLookAt(state, kind)) {
      const key: DigestKey = `${kind}:${id}`;
      const before = state.digests.get(key);
      const after = digestOf(state.inventory, { kind, id }, before);
      const members = membersOf(before, after);
      const found = deriveFacts(before, after, { observedAt: now, activity: state.activity });
      const since = state.unsettled.get(key) ?? now;
      const causeless = found.some((fact) => fact.cause.via === "unknown") || members.some((member) => waitingVms.has(member));
      if (found.length > 0 && causeless && now - since < settleMs) {
        state.unsettled.set(key, since);
        if (kind === "vm") waitingVms.add(id);
        continue;
      }
      state.unsettled.delete(key);
      remember(state, key, before, after, outcome);
      for (const { cause } of found) state.activity.spend(cause, now);
      facts.push(...found);
    }
  }
  return facts;
}

function idsToLookAt(state: LineState, kind: DigestKind): ReadonlySet<string> {
  const ids = new Set(state.dirty[setOf[kind]]);
  for (const key of state.unsettled.keys()) if (key.startsWith(`${kind}:`)) ids.add(key.slice(kind.length + 1));
  return ids;
}

function membersOf(before: Digest | undefined, after: Digest | undefined): readonly string[] {
  const members = (digest: Digest | undefined): readonly string[] => (digest !== undefined && "members" in digest ? digest.members : []);
  return [...members(before), ...members(after)];
}

function remember(state: LineState, key: DigestKey, before: Digest | undefined, after: Digest | undefined, outcome: Outcome): void {
  if (after === before) return;
  const [kind, id] = [key.slice(0, key.indexOf(":")) as DigestKind, key.slice(key.indexOf(":") + 1)];
  if (after === undefined) state.digests.delete(key);
  else state.digests.set(key, after);
  outcome.save({ kind, id }, after ?? null);
}

function rememberBaseline(state: LineState, outcome: Outcome): readonly Fact[] {
  state.baseline = true;
  for (const kind of order) {
    for (const id of state.dirty[setOf[kind]]) {
      const key: DigestKey = `${kind}:${id}`;
      remember(state, key, state.digests.get(key), digestOf(state.inventory, { kind, id }, undefined), outcome);
    }
  }
  return [];
}
