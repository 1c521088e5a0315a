/**
 * The difference between what was last said about an object and what it is now, as facts with causes. A fact waits for the event or
 * task that tells its cause up to a bound; until then the saved digest stays as it was, so that a restart finds the same difference.
 */
import { canHaveCause, onlyHostLeft } from "../inventory/causes.js";
import { deriveFacts, membersTouched } from "../inventory/derive-facts.js";
import { digestOf, type Digest, type DigestSubject } from "../inventory/digest.js";
import type { Fact } from "../inventory/facts.js";
import type { Changes } from "../inventory/model.js";
import { withUnknownParts } from "../inventory/unknown-parts.js";
import { causePollMs, type DigestKey, type DigestKind, type LineState, type Waiting } from "./line-state.js";
import type { Outcome } from "./outcome.js";
import { mostSettles, worthALook } from "./worth-a-look.js";

/** VMs first: a group's facts take their cause from its members'. */
const order: readonly DigestKind[] = ["vm", "host", "compute", "datastore", "group"];
const setOf = { vm: "vms", host: "hosts", compute: "computes", datastore: "datastores", group: "groups" } as const;

/** Facts that are settled now, of what is `dirty` and of what waits; digests are saved with them. The first full state is a baseline: remembered, not announced. */
export function settleFacts(state: LineState, dirty: Changes, now: number, settleMs: number, outcome: Outcome): readonly Fact[] {
  if (!state.baseline) return rememberBaseline(state, dirty, outcome);
  const facts: Fact[] = [];
  const waitingVms = new Set<string>();
  const looked = new Set<string>();
  const looking = { state, now, settleMs, news: state.activity.takeNews(), looked };
  /** VMs whose facts were found to be the host's doing just now. */
  const onHost = new Set<string>();
  for (const kind of order) {
    for (const id of idsToLookAt(state, dirty, kind)) {
      const key: DigestKey = `${kind}:${id}`;
      const waited = dirty[setOf[kind]].has(id) ? undefined : state.unsettled.get(key);
      if (waited !== undefined && !worthALook(looking, kind, id, waited)) {
        if (kind === "vm") waitingVms.add(id);
        continue;
      }
      if (kind === "vm") looked.add(id);
      const before = state.digests.get({ kind, id });
      const after = digestOf(state.inventory, { kind, id }, before);
      const found = deriveFacts(before, after, { observedAt: now, activity: state.activity });
      const waiting = waitingOf(state, dirty, kind, id, now);
      const awaited = someMember(before, after, waitingVms) || (found.some(lacksCause) && now - waiting.touchedAt < settleMs);
      if (found.length > 0 && awaited && now - waiting.since < mostSettles * settleMs) {
        state.unsettled.set(key, waiting);
        if (kind === "vm") waitingVms.add(id);
        continue;
      }
      state.unsettled.delete(key);
      remember(state, { kind, id }, before, after, outcome);
      const byMembers = kind === "group" && membersTouched(before, after).some((member) => onHost.has(member));
      for (const fact of found) {
        state.activity.spend(fact.cause, now);
        const host = lacksCause(fact) && (byMembers || (now - waiting.touchedAt >= settleMs && sawAll(state, waiting.since, now) && onlyHostLeft(fact, state.activity)));
        if (host && kind === "vm") onHost.add(id);
        facts.push(withUnknownParts(host ? { ...fact, cause: { ...fact.cause, via: "host" } } : fact));
      }
    }
  }
  return facts;
}

/** While it still changes the wait begins anew, for the last change may be another's; the bound stays. */
function waitingOf(state: LineState, dirty: Changes, kind: DigestKind, id: string, now: number): Waiting {
  const waiting = state.unsettled.get(`${kind}:${id}`);
  return waiting === undefined ? { since: now, touchedAt: now } : dirty[setOf[kind]].has(id) ? { ...waiting, touchedAt: now } : waiting;
}

function lacksCause({ kind, cause }: Fact): boolean {
  return cause.via === "unknown" && canHaveCause(kind);
}

/**
 * Whether everything vCenter did about a change first seen at `since` must be known by now: the change came after this watch had shown
 * the full state, tasks have been readable all the time, the history has been read to its end just now, and nothing of it was let go.
 */
function sawAll(state: LineState, since: number, now: number): boolean {
  return since > state.watchedSince && state.tasksReadable && since > state.tasksReadableSince && !state.historyBehind
    && now - state.historyReadAt <= 2 * causePollMs && state.activity.isWhole(now);
}

function idsToLookAt(state: LineState, dirty: Changes, kind: DigestKind): ReadonlySet<string> {
  const ids = new Set(dirty[setOf[kind]]);
  for (const key of state.unsettled.keys()) if (key.startsWith(`${kind}:`)) ids.add(key.slice(kind.length + 1));
  return ids;
}

function someMember(before: Digest | undefined, after: Digest | undefined, vms: ReadonlySet<string>): boolean {
  return vms.size > 0 && [before, after].some((digest) => digest !== undefined && "members" in digest && digest.members.some((member) => vms.has(member)));
}

function remember(state: LineState, subject: DigestSubject, before: Digest | undefined, after: Digest | undefined, outcome: Outcome): void {
  if (after === before) return;
  state.digests.set(subject, after);
  outcome.save(subject, after ?? null);
}

function rememberBaseline(state: LineState, dirty: Changes, outcome: Outcome): readonly Fact[] {
  state.baseline = true;
  for (const kind of order) {
    for (const id of dirty[setOf[kind]]) {
      remember(state, { kind, id }, state.digests.get({ kind, id }), digestOf(state.inventory, { kind, id }, undefined), outcome);
    }
  }
  return [];
}
