/**
 * How an active episode goes on: severity raised and lowered, lingering after its condition has ended, repetition, a new fact that asks again.
 * Unknown moves nothing: the alert stays as it was told, and is repeated so that nobody takes it for over.
 */
import type { Advanced, AdvanceInput } from "./advanced.js";
import { armHoldMs, eventStandsMs, idleStep } from "./begin-episode.js";
import { severities, type Decision, type Episode, type Severity } from "./decision.js";
import { ended } from "./end-episode.js";
import { firing, firingWake } from "./firing.js";
import { calmAt, calmed, flapHoldMs, moved } from "./flapping.js";
import type { Policy } from "./policy.js";
import { without } from "./without.js";

export function activeStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  if (policy.events !== undefined) return eventStep(episode, input, policy, decision);
  if (policy.on !== undefined && policy.action !== undefined && (input.armed || episode.armedAt !== undefined)) return rearmedStep(episode, input, policy, decision);
  return steadyStep(episode, input, policy, decision);
}

/** What began with an event stands for its time, whatever the state is by then; another such event lets it begin anew. */
function eventStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const again = input.armed && decision.verdict === "true";
  const cameAt = again ? input.now : (episode.armedAt ?? episode.activeAt ?? episode.since);
  const standsUntil = cameAt + eventStandsMs(policy);
  if (input.now >= standsUntil) return ended(episode, "no such event for a while", input.now);
  if (!again) return stay(episode, policy, input.now, standsUntil);
  const steady = steadyStep({ ...episode, state: "active", endedAt: undefined }, input, policy, decision);
  return steady.episode === undefined ? steady : wakes({ ...steady, episode: { ...steady.episode, armedAt: cameAt } }, standsUntil);
}

/**
 * A new fact asks again while the episode of an earlier one still stands: the action is due once more, under the next number. Without
 * an alert the episode simply begins anew, `for:` included; with one, the alert stays as it is and the action is asked for at once.
 */
function rearmedStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const armedAt = input.armed ? input.now : (episode.armedAt ?? input.now);
  if (decision.verdict === "unknown") return { episode: { ...episode, armedAt } };
  const steady = steadyStep(without(episode, "armedAt"), input, policy, decision);
  if (decision.verdict === "false") {
    const rest = steady.episode;
    return rest === undefined ? steady : { ...steady, episode: { ...rest, armedAt }, wakeAt: Math.min(steady.wakeAt ?? Infinity, armedAt + armHoldMs) };
  }
  if (policy.alert === undefined) {
    const over = ended(without(episode, "armedAt"), "a new fact asks again", input.now).episode;
    return idleStep(over, { ...input, armed: true }, policy, decision);
  }
  return steady.episode === undefined ? steady : { ...steady, episode: { ...steady.episode, episode: steady.episode.episode + 1 }, act: true };
}

/** A firing alert that nothing has moved: calmed when it has kept still, repeated when it is due. */
function stay(episode: Episode, policy: Policy, now: number, lingersUntil = Infinity): Advanced {
  const still = calmed(episode, now);
  if (policy.alert !== undefined && still.published !== undefined && still.shadow !== true && now >= (still.toldAt ?? still.activeAt ?? still.since) + policy.alert.repeatMs) {
    const again = firing(still, policy, still.severity, "repeated", now);
    // Words that no longer hold, or cannot be found, stay those of last time.
    const same = still.state === "lingering" || still.unknownSince !== undefined;
    return wakes({ ...again, ...(same ? { published: still.published } : {}) }, lingersUntil);
  }
  return wakes({ episode: still, ...firingWake(still, policy) }, lingersUntil);
}

function wakes(advanced: Advanced, at: number): Advanced {
  const wakeAt = Math.min(advanced.wakeAt ?? Infinity, at);
  return wakeAt === Infinity ? advanced : { ...advanced, wakeAt };
}

function steadyStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const { now } = input;
  if (decision.verdict === "unknown") return stay({ ...episode, unknownSince: episode.unknownSince ?? now }, policy, now);
  const known = without(episode, "unknownSince");
  return decision.verdict === "false" ? falseStep(known, policy, now, input.whyFalse ?? "condition ended") : trueStep(known, policy, decision, now);
}

/** The condition does not hold: it lingers for `keepFiringFor`, a flapping one until it has kept still, and then is over. */
function falseStep(episode: Episode, policy: Policy, now: number, reason: string): Advanced {
  const { alert } = policy;
  const tells = alert !== undefined && (episode.published !== undefined || episode.shadow === true);
  const keepMs = !tells ? 0 : Math.max(alert.keepFiringForMs, episode.flapping === undefined ? 0 : flapHoldMs);
  if (episode.state !== "lingering") {
    return keepMs === 0 ? ended(episode, reason, now)
      : { transition: "lingering", ...stay({ ...moved(episode, now), state: "lingering", endedAt: now }, policy, now, now + keepMs) };
  }
  const lingersUntil = (episode.endedAt ?? now) + keepMs;
  return now < lingersUntil ? stay(episode, policy, now, lingersUntil) : ended(episode, reason, now);
}

function trueStep(episode: Episode, policy: Policy, decision: Decision, now: number): Advanced {
  const back = episode.state === "lingering";
  const awake: Episode = back ? { ...moved(episode, now), state: "active", endedAt: undefined } : episode;
  if (policy.alert === undefined && awake.published !== undefined) {
    const { episode: silent, ...told } = ended(awake, "the policy no longer raises an alert", now);
    return silent === undefined ? told as Advanced : { ...told, episode: { ...awake, transition: silent.transition, published: undefined, severity: undefined } };
  }
  if (policy.alert !== undefined && awake.published === undefined && awake.shadow !== true) return firing(awake, policy, decision.severity, "activated", now);
  const change = severityStep(awake, policy, decision, now);
  if (change.transition !== undefined || change.episode === undefined) return change;
  return { ...(back ? { transition: "rekindled" as const } : {}), ...stay(change.episode, policy, now) };
}

/** Worse is told at once. Better is told at once too, unless the alert flaps: then only when it has stayed better for a while. */
function severityStep(episode: Episode, policy: Policy, decision: Decision, now: number): Advanced {
  const severity = settled(episode.severity, decision);
  if (severity === undefined || episode.severity === undefined) return { episode };
  const shifted = episode.flapping !== undefined && (episode.seenSeverity ?? episode.severity) !== severity;
  const seen = shifted ? { ...moved(episode, now), seenSeverity: severity } : episode;
  if (severity === episode.severity) return { episode: seen };
  if (severities.indexOf(severity) > severities.indexOf(episode.severity)) return firing(seen, policy, severity, "raised", now);
  const held = calmAt(seen);
  return held !== undefined && now < held ? { episode: seen } : firing(calmed(seen, now), policy, severity, "lowered", now);
}

/** The severity after a decision: what is unknown about `raise` leaves the alert as it is, as far as it can. */
function settled(current: Severity | undefined, { severity, severityCeiling = severity }: Decision): Severity | undefined {
  if (current === undefined || severity === undefined || severityCeiling === undefined) return severity;
  const at = severities.indexOf(current);
  if (at < severities.indexOf(severity)) return severity;
  return at > severities.indexOf(severityCeiling) ? severityCeiling : current;
}
