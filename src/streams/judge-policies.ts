/**
 * Wakes the policies that changes, facts, timers and sweeps concern, and lets their episodes go on.
 * Level-triggered: whatever woke a policy, only the present state decides.
 */
import type { Fact } from "../inventory/facts.js";
import type { Changes } from "../inventory/model.js";
import type { Subject } from "../policies/decision.js";
import { changedPolicies } from "../policies/policy-text.js";
import { allSubjects, subjectExists } from "../policies/subjects.js";
import { sightOf } from "../policies/vocabulary/sight.js";
import { applySilences } from "./apply-silences.js";
import { judgeEpisodeAlone, judgeOne } from "./judge-one.js";
import type { LineContext } from "./line-context.js";
import { subjectKey, type LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";
import type { Pass } from "./pass.js";
import { settleStorms } from "./settle-storms.js";
import { wakeSubjects } from "./wake-subjects.js";
import { worldOf } from "./world-of.js";

/** Conditions judged in one turn, so that it stays short, a few tenths of a second, and the daemon can breathe: what is left is judged in the next one. */
const mostEvaluations = 100_000;
/** What an alert costs, found, told and written down, in conditions judged. */
const alertCost = 100;

const noFacts: readonly Fact[] = [];
const nothing: ReadonlySet<string> = new Set();

export function judgePolicies(context: LineContext, state: LineState, dirty: Changes, facts: readonly Fact[], now: number, outcome: Outcome): void {
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
  const byFact = wakeSubjects(pass, set, dirty, facts);
  const judged = new Set<string>();
  let left = mostEvaluations;
  const judge = (subject: Subject): void => {
    const key = subjectKey(subject);
    if (judged.has(key)) return;
    judged.add(key);
    state.toJudge.delete(key);
    const policies = set.byKind[subject.kind];
    const told = outcome.told + pass.begun.length;
    const looked = { exists: subjectExists(sight, subject), known: isKnown(state, key), facts: byFact.get(key) ?? noFacts };
    for (const policy of policies) judgeOne(pass, policy, subject, looked);
    left -= policies.length + alertCost * (outcome.told + pass.begun.length - told);
  };
  // Facts are told in this turn, so what they wake is judged in it; all others may wait for the next one.
  for (const key of byFact.keys()) {
    const subject = state.toJudge.get(key);
    if (subject !== undefined) judge(subject);
  }
  // However many facts come turn after turn, the others get on.
  left = Math.max(left, mostEvaluations / 4);
  for (const subject of state.toJudge.values()) {
    if (left <= 0) break;
    judge(subject);
  }
  while (left > 0 && state.sweep !== undefined) {
    const next = state.sweep.next();
    if (next.done === true) state.sweep = undefined;
    else judge(next.value);
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

/** What the pass has cost and found, by policy. */
function noteWork({ state, outcome, matched, now }: Pass): void {
  for (const [policy, evaluations] of outcome.evaluated) {
    const before = state.work.get(policy);
    const lastMatchAt = matched.has(policy) ? now : before?.lastMatchAt;
    state.work.set(policy, { evaluations: (before?.evaluations ?? 0) + evaluations, ...(lastMatchAt === undefined ? {} : { lastMatchAt }) });
  }
}
