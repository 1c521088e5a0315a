/**
 * Wakes the policies that changes, facts, timers and sweeps concern, and lets their episodes go on.
 * Level-triggered: whatever woke a policy, only the present state decides.
 */
import type { Cause, Fact } from "../inventory/facts.js";
import type { AdvanceInput } from "../policies/advanced.js";
import { decide } from "../policies/decide.js";
import type { Episode, Subject } from "../policies/decision.js";
import type { Policy } from "../policies/policy.js";
import { allSubjects, subjectExists, subjectName, subjectsTouched } from "../policies/subjects.js";
import { sightOf } from "../policies/vocabulary/sight.js";
import { advanceEpisode } from "./advance-episode.js";
import { applySilences } from "./apply-silences.js";
import type { LineContext } from "./line-context.js";
import { episodeKey, type EpisodeKey, type LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";
import { isOwnEcho } from "./own-echo.js";
import type { Pass } from "./pass.js";
import { settleStorms } from "./settle-storms.js";
import { subjectsOfFact } from "./subjects-of-fact.js";
import { worldOf } from "./world-of.js";

/** Subjects a sweep looks at in one turn, so that a turn stays short. */
const sweepSlice = 2_000;

const noFacts: readonly Fact[] = [];

export function judgePolicies(context: LineContext, state: LineState, facts: readonly Fact[], now: number, outcome: Outcome): void {
  const set = context.policies();
  state.judgedAt = now;
  const sight = sightOf(worldOf(state, context.limits.hostLimit, context.vcenter.name));
  const pass: Pass = { state, sight, outcome, now, silences: context.silences?.(), copyRates: context.copyRates?.(state.instanceUuid), begun: [], calming: new Set() };
  if (state.judgedWith !== set || now - state.sweptAt >= context.limits.sweepMs) {
    state.judgedWith = set;
    state.sweptAt = now;
    state.sweep = allSubjects(set, sight);
    state.turnsAt.clear();
    for (const episode of [...state.episodes.values()]) judgeEpisodeAlone(pass, episode, set.byName.get(episode.policy));
    for (const [key, { policy, subject }] of state.unknown) if (set.byName.get(policy)?.each !== subject.kind || !subjectExists(sight, subject)) state.unknown.delete(key);
  }
  const woken = new Map<string, Fact[]>();
  const subjects = new Map<string, Subject>();
  const wake = (subject: Subject): string => {
    const key = `${subject.kind}:${subject.id}`;
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
    const exists = subjectExists(sight, subject);
    for (const policy of set.byKind[subject.kind]) judgeOne(pass, policy, subject, exists, woken.get(key) ?? noFacts);
  }
  settleStorms(pass);
  applySilences(pass);
}

/** While vCenter is out of sight: only of the vCenter itself more is known than before, so only its own policies are judged. */
export function judgeVCenterAlone(context: LineContext, state: LineState, now: number, outcome: Outcome): void {
  state.judgedAt = now;
  const pass: Pass = { state, sight: sightOf(worldOf(state, context.limits.hostLimit, context.vcenter.name)), outcome, now, silences: context.silences?.(), copyRates: undefined, begun: [], calming: new Set() };
  for (const policy of context.policies().byKind.vcenter) judgeOne(pass, policy, { kind: "vcenter", id: state.instanceUuid }, true, noFacts);
  state.judgedVCenter = undefined;
  settleStorms(pass);
  applySilences(pass);
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

/** It runs for every policy and object of a sweep: what most of them need not, it does not do. */
function judgeOne(pass: Pass, policy: Policy, subject: Subject, exists: boolean, facts: readonly Fact[]): void {
  const { state, sight, outcome, now } = pass;
  const key = episodeKey(policy.name, subject);
  const episode = state.episodes.get(key);
  const arming = facts.length === 0 ? noFacts : facts.filter((fact) => arms(policy, fact) && !isOwnEcho(fact, state.instanceUuid, episode));
  const armed = policy.on !== undefined && arming.length > 0;
  if (policy.on !== undefined && !armed && (episode === undefined || (episode.state === "ended" && episode.armedAt === undefined))) return;
  if (!exists) {
    state.turnsAt.delete(key);
    state.unknown.delete(key);
    if (episode !== undefined) advanceEpisode(pass, key, episode, inputOf(pass, policy, episode.subjectName, { gone: "subject left vCenter" }, false, newestCause(facts)));
    return;
  }
  outcome.judged(policy.name);
  const decision = decide(policy, sight, subject);
  noteWork(state, policy.name, decision.verdict === "true" ? now : undefined);
  if (decision.until === undefined) {
    if (state.turnsAt.size > 0) state.turnsAt.delete(key);
  } else state.turnsAt.set(key, { subject, at: decision.until });
  noteUnknown(pass, key, policy, subject, decision.verdict === "unknown" ? decision.missing : undefined);
  if (episode === undefined && !armed && decision.verdict !== "true") return;
  advanceEpisode(pass, key, episode, { policy, outcome: decision, armed, cause: newestCause(arming.length > 0 ? arming : facts), vcenter: state.instanceUuid, subjectName: subjectName(sight, subject), now });
}

/** `on:` names the fact, or the event that the fact is of. */
function arms({ on, events }: Policy, { kind, event }: Fact): boolean {
  if (events === undefined) return on?.has(kind) === true;
  return event !== undefined && events.has(event.name);
}

/** Episodes whose policy or subject is no longer there are not reached by waking subjects. */
function judgeEpisodeAlone(pass: Pass, episode: Episode, policy: Policy | undefined): void {
  const gone = policy === undefined ? "policy removed" : policy.mode === "off" ? "policy switched off" : policy.each !== episode.subject.kind ? `the policy now looks at each ${policy.each}` : subjectExists(pass.sight, episode.subject) ? undefined : "subject left vCenter";
  if (gone !== undefined) advanceEpisode(pass, episodeKey(episode.policy, episode.subject), episode, inputOf(pass, policy, episode.subjectName, { gone }, false, undefined));
}

function inputOf(pass: Pass, policy: Policy | undefined, name: string, outcome: AdvanceInput["outcome"], armed: boolean, cause: Cause | undefined): AdvanceInput {
  return { policy, outcome, armed, cause, vcenter: pass.state.instanceUuid, subjectName: name, now: pass.now };
}

function newestCause(facts: readonly Fact[]): Cause | undefined {
  return facts.at(-1)?.cause;
}

function noteWork(state: LineState, policy: string, matchedAt: number | undefined): void {
  const work = state.work.get(policy) ?? { evaluations: 0 };
  if (work.evaluations === 0) state.work.set(policy, work);
  work.evaluations++;
  if (matchedAt !== undefined) work.lastMatchAt = matchedAt;
}

/** Told when a verdict becomes unknown, not each time it still is. */
function noteUnknown({ state, outcome }: Pass, key: EpisodeKey, policy: Policy, subject: Subject, missing: readonly string[] | undefined): void {
  if (missing === undefined) {
    if (state.unknown.size > 0) state.unknown.delete(key);
    return;
  }
  if (!state.unknown.has(key)) outcome.reports.push({ kind: "unknown", policy: policy.name, subject, missing });
  state.unknown.set(key, { policy: policy.name, subject, missing });
}
