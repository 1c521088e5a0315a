/**
 * Judges one policy on one subject and lets their episode go on. Whatever woke the policy, only the present state decides.
 */
import type { Cause, Fact } from "../inventory/facts.js";
import type { AdvanceInput } from "../policies/advanced.js";
import { decide } from "../policies/decide.js";
import type { Episode, Subject } from "../policies/decision.js";
import type { Policy } from "../policies/policy.js";
import { subjectExists, subjectName } from "../policies/subjects.js";
import { whereHolds } from "../policies/where.js";
import { advanceEpisode } from "./advance-episode.js";
import { episodeKey, type EpisodeKey } from "./line-state.js";
import { isOwnEcho } from "./own-echo.js";
import type { Pass } from "./pass.js";

const noFacts: readonly Fact[] = [];

/** What all policies find out of one subject but once. */
export interface Looked {
  readonly exists: boolean;
  /** The line remembers something of it from before: an episode, an unknown verdict, or when to look again. */
  readonly known: boolean;
  readonly facts: readonly Fact[];
  /** The policy says something else than before. */
  readonly changed?: boolean;
}

/** It runs for every policy and object of a sweep: what most of them need not, it does not do. */
export function judgeOne(pass: Pass, policy: Policy, subject: Subject, { exists, known, facts, changed }: Looked): void {
  const { state, sight, outcome, now } = pass;
  const key = episodeKey(policy.name, subject);
  const episode = known ? state.episodes.get(key) : undefined;
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
  if (decision.verdict === "true") pass.matched.add(policy.name);
  if (decision.until !== undefined) state.turnLater(key, subject, decision.until);
  else if (known) state.turnsAt.delete(key);
  if (decision.verdict === "unknown") noteUnknown(pass, key, policy, subject, decision.missing);
  else if (known) state.unknown.delete(key);
  if (episode === undefined && !armed && decision.verdict !== "true") return;
  advanceEpisode(pass, key, episode, { policy, outcome: decision, armed, cause: newestCause(arming.length > 0 ? arming : facts), vcenter: state.instanceUuid, subjectName: subjectName(sight, subject), now, ...(episode === undefined || decision.verdict !== "false" ? {} : { whyFalse: whyFalse(pass, policy, subject, changed) }) });
}

/** Undefined: its condition ended. */
function whyFalse({ sight }: Pass, policy: Policy, subject: Subject, changed = false): string | undefined {
  const outside = whereHolds(policy.where, sight, subject, new Set()) === false;
  if (changed) return `policy changed: ${outside ? "where: does not choose it" : "its condition does not hold"}`;
  return outside ? "where: no longer chooses it" : undefined;
}

/** `on:` names the fact, or the event that the fact is of. */
function arms({ on, events }: Policy, { kind, event }: Fact): boolean {
  if (events === undefined) return on?.has(kind) === true;
  return event !== undefined && events.has(event.name);
}

/** Episodes whose policy or subject is no longer there are not reached by waking subjects; what goes on under a changed policy is judged as such, once. */
export function judgeEpisodeAlone(pass: Pass, episode: Episode, policy: Policy | undefined, changed: boolean): void {
  const gone = policy === undefined ? "policy removed" : policy.mode === "off" ? "policy switched off" : policy.each !== episode.subject.kind ? `the policy now looks at each ${policy.each}` : subjectExists(pass.sight, episode.subject) ? undefined : "subject left vCenter";
  if (gone !== undefined) advanceEpisode(pass, episodeKey(episode.policy, episode.subject), episode, inputOf(pass, policy, episode.subjectName, { gone }, false, undefined));
  else if (changed && policy !== undefined && episode.state !== "ended") judgeOne(pass, policy, episode.subject, { exists: true, known: true, facts: noFacts, changed });
}

function inputOf(pass: Pass, policy: Policy | undefined, name: string, outcome: AdvanceInput["outcome"], armed: boolean, cause: Cause | undefined): AdvanceInput {
  return { policy, outcome, armed, cause, vcenter: pass.state.instanceUuid, subjectName: name, now: pass.now };
}

function newestCause(facts: readonly Fact[]): Cause | undefined {
  return facts.at(-1)?.cause;
}

/** Told when a verdict becomes unknown, not each time it still is. */
function noteUnknown({ state, outcome }: Pass, key: EpisodeKey, policy: Policy, subject: Subject, missing: readonly string[]): void {
  if (!state.unknown.has(key)) outcome.reports.push({ kind: "unknown", policy: policy.name, subject, missing });
  state.unknown.set(key, { policy: policy.name, subject, missing });
}
