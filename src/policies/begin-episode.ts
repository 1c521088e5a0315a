/**
 * How an episode begins: what arms a policy with `on:`, and the wait for `for:`. Unknown stops the clock of that wait; it never begins one.
 */
import type { Advanced, AdvanceInput } from "./advanced.js";
import type { Decision, Episode } from "./decision.js";
import { dropped, worthKeeping } from "./end-episode.js";
import { fingerprintOf } from "./fingerprint.js";
import { firing } from "./firing.js";
import type { Policy } from "./policy.js";
import { without } from "./without.js";

/**
 * How long a fact keeps a policy with `on:` armed while its condition does not hold yet: a fact may come some minutes before what
 * it leads to, e.g. while the task that caused it still makes the VM busy.
 */
export const armHoldMs = 900_000;

/** Nothing is going on: begins an episode, or keeps what armed the policy for a while. */
export function idleStep(episode: Episode | undefined, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const { now } = input;
  const held = episode?.armedAt !== undefined && now - episode.armedAt < armHoldMs;
  const unknownHeld = episode?.armedAt !== undefined && decision.verdict === "unknown";
  const armed = policy.on !== undefined && (input.armed || held || unknownHeld);
  if (decision.verdict === "true" && (policy.on === undefined || armed)) {
    const begun: Episode = {
      policy: policy.name, subject: decision.subject, subjectName: input.subjectName,
      fingerprint: fingerprintOf(input.vcenter, policy.name, decision.subject),
      state: "pending", episode: (episode?.episode ?? 0) + 1, transition: episode?.transition ?? 0,
      ...(episode?.tellings === undefined ? {} : { tellings: episode.tellings }),
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

export function pendingStep(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision, begun?: "pending"): Advanced {
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
  const told = firing(active, policy, decision.severity, "activated", now);
  return {
    ...told, ...(policy.action === undefined ? {} : { act: true as const }),
    ...(policy.events === undefined ? {} : { wakeAt: Math.min(told.wakeAt ?? Infinity, now + eventStandsMs(policy)) }),
  };
}

/** How long an alert that began with an event stands after the last of them. */
export function eventStandsMs({ alert }: Policy): number {
  return alert?.keepFiringForMs ?? 0;
}
