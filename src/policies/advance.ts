/**
 * The life of an episode: waiting for `for:`, active, lingering for `keepFiringFor`, ended. Pure: it takes what was saved and what is
 * decided now, and says what to save, what to tell, and when to look again. Unknown changes nothing and stops the clock of `for:`.
 */
import type { Cause } from "../inventory/facts.js";
import { severities, type Decision, type Episode, type Severity } from "./decision.js";
import { fingerprintOf } from "./fingerprint.js";
import type { Policy } from "./policy.js";

/**
 * How long a fact keeps a policy with `on:` armed while its condition does not hold yet: a fact may come some minutes before what
 * it leads to, e.g. while the task that caused it still makes the VM busy.
 */
export const armHoldMs = 900_000;

export interface AdvanceInput {
  /** Undefined when the policy is no longer there. */
  readonly policy: Policy | undefined;
  /** What `decide` said now; or why there is nothing to decide any more, e.g. "subject left vCenter". */
  readonly outcome: Decision | { readonly gone: string };
  /** A fact that the policy names in `on:` was seen for this subject since the last call. */
  readonly armed: boolean;
  /** Of the newest fact about the subject, if any. */
  readonly cause: Cause | undefined;
  /** vCenter's instance UUID. */
  readonly vcenter: string;
  readonly subjectName: string;
  /** ms since the epoch. */
  readonly now: number;
}

export type Transition = "pending" | "dropped" | "activated" | "raised" | "lowered" | "lingering" | "rekindled" | "resolved";

export interface Advanced {
  /** To be saved; undefined: nothing needs to be remembered, a saved record goes. */
  readonly episode: Episode | undefined;
  /** What happened, if anything did. */
  readonly transition?: Transition;
  /**
   * Publish an alert; it is counted in `episode.transition` already. After "firing" the episode is saved with what was said
   * (`{ ...episode, published: rendered }`); for "resolved", `published` holds what was said last.
   */
  readonly tell?: "firing" | "resolved";
  readonly published?: NonNullable<Episode["published"]>;
  /** Request the policy's action now (in mode shadow: record it). */
  readonly act?: true;
  /** Why it was resolved or dropped. */
  readonly reason?: string;
  /** When to call again even if nothing changes, ms since the epoch. */
  readonly wakeAt?: number;
}

export function advance(episode: Episode | undefined, input: AdvanceInput): Advanced {
  const { policy, outcome, now } = input;
  const gone = goneReason(input);
  if (policy === undefined || "gone" in outcome || gone !== undefined) return ended(episode, gone ?? "policy removed", now);
  const moved = modeChanged(episode, policy);
  if (episode === undefined || moved === undefined) return step(episode, input, policy, outcome);
  return episode.shadow === true ? leaveShadow(episode, input, policy, outcome, moved) : ended(episode, moved, now);
}

/** What was only recorded so far begins anew for all to see, with its time counted; a policy with `on:` waits for its next fact. */
function leaveShadow(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision, reason: string): Advanced {
  if (decision.verdict === "unknown") return { episode };
  const over = ended(episode, reason, input.now);
  if (decision.verdict === "false" || policy.on !== undefined) return over;
  const begun = idleStep(over.episode, input, policy, decision).episode;
  return begun === undefined ? over : pendingStep({ ...begun, state: "pending", activeAt: undefined, transition: episode.transition, since: episode.since }, input, policy, decision, "pending");
}

function step(episode: Episode | undefined, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const touched = episode === undefined ? undefined : { ...episode, subjectName: input.subjectName, cause: input.cause ?? episode.cause };
  if (touched?.state === "pending") return pendingStep(touched, input, policy, decision);
  if (touched?.state === "active" || touched?.state === "lingering") return activeStep(touched, input, policy, decision);
  return idleStep(touched, input, policy, decision);
}

/** Nothing is going on: begins an episode, or keeps what armed the policy for a while. */
function idleStep(episode: Episode | undefined, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const { now } = input;
  const held = episode?.armedAt !== undefined && now - episode.armedAt < armHoldMs;
  const unknownHeld = episode?.armedAt !== undefined && decision.verdict === "unknown";
  const armed = policy.on !== undefined && (input.armed || held || unknownHeld);
  if (decision.verdict === "true" && (policy.on === undefined || armed)) {
    const begun: Episode = {
      policy: policy.name, subject: decision.subject, subjectName: input.subjectName,
      fingerprint: fingerprintOf(input.vcenter, policy.name, decision.subject),
      state: "pending", episode: (episode?.episode ?? 0) + 1, transition: episode?.transition ?? 0,
      since: now, activeAt: undefined, endedAt: undefined, severity: decision.severity, cause: input.cause ?? episode?.cause, published: undefined,
      ...(policy.mode === "shadow" ? { shadow: true } : {}),
    };
    return pendingStep(begun, input, policy, decision, "pending");
  }
  if (!armed) return { episode: worthKeeping(without(episode, "armedAt")) };
  const armedAt = input.armed || decision.verdict === "unknown" || episode?.armedAt === undefined ? now : episode.armedAt;
  const idle: Episode = episode ?? {
    policy: policy.name, subject: decision.subject, subjectName: input.subjectName,
    fingerprint: fingerprintOf(input.vcenter, policy.name, decision.subject),
    state: "ended", episode: 0, transition: 0, since: now, activeAt: undefined, endedAt: now, severity: undefined, cause: input.cause, published: undefined,
  };
  return { episode: { ...idle, armedAt, cause: input.cause ?? idle.cause }, wakeAt: armedAt + armHoldMs };
}

function pendingStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision, begun?: "pending"): Advanced {
  const { now } = input;
  if (decision.verdict === "false") {
    const back = dropped(episode, now);
    const rearmed = policy.on === undefined ? worthKeeping(back) : { ...back, armedAt: now };
    return { episode: rearmed, transition: "dropped", reason: "condition ended before its time", ...(policy.on === undefined ? {} : { wakeAt: now + armHoldMs }) };
  }
  if (decision.verdict === "unknown") return { episode: { ...episode, frozenAt: episode.frozenAt ?? now } };
  const frozenMs = (episode.frozenMs ?? 0) + (episode.frozenAt === undefined ? 0 : Math.max(0, now - episode.frozenAt));
  const running = { ...without(episode, "frozenAt", "armedAt"), ...(frozenMs > 0 ? { frozenMs } : {}), severity: decision.severity };
  const ripeAt = running.since + policy.forMs + frozenMs;
  if (now < ripeAt) return { episode: running, ...(begun === undefined ? {} : { transition: begun }), wakeAt: ripeAt };
  const active: Episode = { ...running, state: "active", activeAt: now };
  return {
    ...firing(active, policy, decision.severity, "activated"), ...(policy.action === undefined ? {} : { act: true as const }),
    ...(policy.events === undefined ? {} : { wakeAt: now + eventStandsMs(policy) }),
  };
}

function activeStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
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
  if (!again) return { episode, wakeAt: standsUntil };
  const steady = steadyStep({ ...episode, state: "active", endedAt: undefined }, input, policy, decision);
  return steady.episode === undefined ? steady : { ...steady, episode: { ...steady.episode, armedAt: cameAt }, wakeAt: standsUntil };
}

function eventStandsMs({ alert }: Policy): number {
  return alert?.keepFiringForMs ?? 0;
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

function steadyStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const { now } = input;
  const lingersUntil = episode.state === "lingering" && episode.endedAt !== undefined ? episode.endedAt + (policy.alert?.keepFiringForMs ?? 0) : undefined;
  if (decision.verdict === "unknown") return { episode };
  if (decision.verdict === "false") {
    const keepMs = policy.alert === undefined || episode.published === undefined ? 0 : policy.alert.keepFiringForMs;
    if (lingersUntil === undefined && keepMs > 0) return { episode: { ...episode, state: "lingering", endedAt: now }, transition: "lingering", wakeAt: now + keepMs };
    if (lingersUntil !== undefined && now < lingersUntil) return { episode, wakeAt: lingersUntil };
    return ended(episode, "condition ended", now);
  }
  const awake: Episode = episode.state === "lingering" ? { ...episode, state: "active", endedAt: undefined } : episode;
  if (policy.alert === undefined && awake.published !== undefined) {
    const { episode: silent, ...told } = ended(awake, "the policy no longer raises an alert", now);
    return silent === undefined ? told as Advanced : { ...told, episode: { ...awake, transition: silent.transition, published: undefined, severity: undefined } };
  }
  if (policy.alert !== undefined && awake.published === undefined && awake.shadow !== true) return firing(awake, policy, decision.severity, "activated");
  const severity = settled(awake.severity, decision);
  if (severity !== undefined && awake.severity !== undefined && severity !== awake.severity) {
    return firing(awake, policy, severity, severities.indexOf(severity) > severities.indexOf(awake.severity) ? "raised" : "lowered");
  }
  return { episode: awake, ...(episode.state === "lingering" ? { transition: "rekindled" as const } : {}) };
}

/** An active episode that says so, if the policy raises alerts and is not in shadow. */
function firing(episode: Episode, policy: Policy, severity: Severity | undefined, transition: Transition): Advanced {
  const next = { ...episode, severity };
  if (policy.alert === undefined || severity === undefined || episode.shadow === true) return { episode: next, transition };
  return { episode: { ...next, transition: episode.transition + 1 }, transition, tell: "firing" };
}

/** Ends whatever is going on; `resolved` is told if and only if `firing` was. */
function ended(episode: Episode | undefined, reason: string, now: number): Advanced {
  if (episode === undefined || episode.state === "ended") return { episode: worthKeeping(without(episode, "armedAt")) };
  if (episode.state === "pending") return { episode: worthKeeping(dropped(episode, now)), transition: "dropped", reason };
  const over: Episode = { ...without(episode, "armedAt"), state: "ended", endedAt: episode.state === "lingering" ? episode.endedAt : now, published: undefined };
  if (episode.published === undefined) return { episode: over, transition: "resolved", reason };
  return { episode: { ...over, transition: episode.transition + 1 }, transition: "resolved", tell: "resolved", published: episode.published, reason };
}

/** A pending episode that came to nothing gives its number back: nothing was ever said under it. */
function dropped(episode: Episode, now: number): Episode {
  return { ...without(episode, "frozenAt", "frozenMs", "armedAt"), state: "ended", endedAt: now, episode: episode.episode - 1 };
}

/** A record without an episode behind it says nothing that a missing one does not. */
function worthKeeping(episode: Episode | undefined): Episode | undefined {
  return episode === undefined || (episode.episode === 0 && episode.transition === 0) ? undefined : episode;
}

function without(episode: Episode, ...names: readonly ("armedAt" | "frozenAt" | "frozenMs")[]): Episode;
function without(episode: Episode | undefined, ...names: readonly ("armedAt" | "frozenAt" | "frozenMs")[]): Episode | undefined;
function without(episode: Episode | undefined, ...names: readonly ("armedAt" | "frozenAt" | "frozenMs")[]): Episode | undefined {
  if (episode === undefined) return undefined;
  return Object.fromEntries(Object.entries(episode).filter(([name]) => !(names as readonly string[]).includes(name))) as unknown as Episode;
}

/** The severity after a decision: what is unknown about `raise` leaves the alert as it is, as far as it can. */
function settled(current: Severity | undefined, { severity, severityCeiling = severity }: Decision): Severity | undefined {
  if (current === undefined || severity === undefined || severityCeiling === undefined) return severity;
  const at = severities.indexOf(current);
  if (at < severities.indexOf(severity)) return severity;
  return at > severities.indexOf(severityCeiling) ? severityCeiling : current;
}

function goneReason({ policy, outcome }: AdvanceInput): string | undefined {
  if ("gone" in outcome) return outcome.gone;
  if (policy === undefined) return "policy removed";
  if (policy.mode === "off") return "policy switched off";
  return policy.each === outcome.subject.kind ? undefined : `the policy now looks at each ${policy.each}`;
}

/** Why an episode begun in another mode cannot go on. */
function modeChanged(episode: Episode | undefined, policy: Policy): string | undefined {
  if (episode === undefined || episode.state === "ended" || (episode.shadow === true) === (policy.mode === "shadow")) return undefined;
  return policy.mode === "shadow" ? "policy went into shadow" : "policy left shadow";
}
