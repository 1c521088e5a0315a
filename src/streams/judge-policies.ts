/**
 * Wakes the policies that changes, facts, timers and sweeps concern, and lets their episodes go on.
 * Level-triggered: whatever woke a policy, only the present state decides.
 */
import type { Fact } from "../inventory/facts.js";
import type { Subject } from "../policies/decision.js";
import { changedPolicies } from "../policies/policy-text.js";
import { allSubjects, subjectExists, subjectsTouched } from "../policies/subjects.js";
import { sightOf } from "../policies/vocabulary/sight.js";
import { applySilences } from "./apply-silences.js";
import { judgeEpisodeAlone, judgeOne } from "./judge-one.js";
import type { LineContext } from "./line-context.js";
import { subjectKey, type LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";
import type { Pass } from "./pass.js";
import { settleStorms } from "./settle-storms.js";
import { subjectsOfFact } from "./subjects-of-fact.js";
import { worldOf } from "./world-of.js";

/** Subjects a sweep looks at in one turn, so that a turn stays short. */
const sweepSlice = 2_000;

const noFacts: readonly Fact[] = [];
const nothing: ReadonlySet<string> = new Set();

export function judgePolicies(context: LineContext, state: LineState, facts: readonly Fact[], now: number, outcome: Outcome): void {
  const set = context.policies();
  state.judgedAt = now;
  const sight = sightOf(worldOf(state, context.limits.hostLimit, context.vcenter.name));
  const pass: Pass = { state, sight, outcome, now, silences: context.silences?.(), copyRates: context.copyRates?.(state.instanceUuid), begun: [], calming: new Set(), matched: new Set() };
  if (state.judgedWith !== set || now - state.sweptAt >= context.limits.sweepMs) {
    const changed = state.judgedWith === undefined || state.judgedWith === set ? nothing : changedPolicies(state.judgedWith, set);
    state.judgedWith = set;
    state.sweptAt = now;
    state.sweep = allSubjects(set, sight);
    state.turnsAt.clear();
    for (const episode of [...state.episodes.values()]) judgeEpisodeAlone(pass, episode, set.byName.get(episode.policy), changed.has(episode.policy));
    for (const [key, { policy, subject }] of state.unknown) if (set.byName.get(policy)?.each !== subject.kind || !subjectExists(sight, subject)) state.unknown.delete(key);
  }
  const woken = new Map<string, Fact[]>();
  const subjects = new Map<string, Subject>();
  const wake = (subject: Subject): string => {
    const key = subjectKey(subject);
    subjects.set(key, subject);
    return key;
  };
  for (const fact of facts) {
    for (const subject of subjectsOfFact(fact, state.inventory)) {
      const key = wake(subject);
      woken.set(key, [...(woken.get(key) ?? []), fact]);
    }
  }
  subjectsTouched(set, state.inventory, state.dirty).forEach(wake);
  if (vcenterChanged(pass)) wake({ kind: "vcenter", id: state.instanceUuid });
  for (const [key, at] of state.wakeAt) {
    const due = at <= now ? state.episodes.get(key) : undefined;
    if (due !== undefined) wake(due.subject);
  }
  for (const [key, { subject, at }] of state.turnsAt) {
    if (at > now) continue;
    state.turnsAt.delete(key);
    wake(subject);
  }
  takeSweepSlice(state).forEach(wake);
  for (const [key, subject] of subjects) {
    const looked = { exists: subjectExists(sight, subject), known: isKnown(state, key), facts: woken.get(key) ?? noFacts };
    for (const policy of set.byKind[subject.kind]) judgeOne(pass, policy, subject, looked);
  }
  noteWork(pass);
  settleStorms(pass);
  applySilences(pass);
}

/** While vCenter is out of sight: only of the vCenter itself more is known than before, so only its own policies are judged. */
export function judgeVCenterAlone(context: LineContext, state: LineState, now: number, outcome: Outcome): void {
  state.judgedAt = now;
  const pass: Pass = { state, sight: sightOf(worldOf(state, context.limits.hostLimit, context.vcenter.name)), outcome, now, silences: context.silences?.(), copyRates: undefined, begun: [], calming: new Set(), matched: new Set() };
  for (const policy of context.policies().byKind.vcenter) judgeOne(pass, policy, { kind: "vcenter", id: state.instanceUuid }, { exists: true, known: true, facts: noFacts });
  state.judgedVCenter = undefined;
  noteWork(pass);
  settleStorms(pass);
  applySilences(pass);
}

function isKnown({ episodes, unknown, turnsAt }: LineState, subject: string): boolean {
  return episodes.holds(subject) || unknown.holds(subject) || turnsAt.holds(subject);
}

/** Also the first time. */
function vcenterChanged({ state, sight }: Pass): boolean {
  const { vms, groups } = state.inventory;
  const now = JSON.stringify([sight.vcenter, vms.size, groups.size]);
  const changed = now !== state.judgedVCenter;
  state.judgedVCenter = now;
  return changed;
}

function takeSweepSlice(state: LineState): readonly Subject[] {
  const slice: Subject[] = [];
  while (state.sweep !== undefined && slice.length < sweepSlice) {
    const next = state.sweep.next();
    if (next.done === true) state.sweep = undefined;
    else slice.push(next.value);
  }
  return slice;
}

/** What the pass has cost and found, by policy. */
function noteWork({ state, outcome, matched, now }: Pass): void {
  for (const [policy, evaluations] of outcome.evaluated) {
    const before = state.work.get(policy);
    const lastMatchAt = matched.has(policy) ? now : before?.lastMatchAt;
    state.work.set(policy, { evaluations: (before?.evaluations ?? 0) + evaluations, ...(lastMatchAt === undefined ? {} : { lastMatchAt }) });
  }
}
