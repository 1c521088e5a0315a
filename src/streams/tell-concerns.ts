/**
 * What concerns tetherd itself rather than an object, told as alerts like any other: fired, told again when the words change or it is time, and resolved, after a
 * restart too. Each line tells it under its own vCenter, for that is whose alerts are affected. It finds no concern by itself.
 */
import type { Alert, TransitionKind } from "../alerts/alert.js";
import type { SilenceSet } from "../alerts/silence.js";
import { contentHash } from "../shared/digest.js";
import { concernRepeatMs, type Concern } from "./concern.js";
import type { LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

const validRepeats = 3;

/** `concerns`: all there are now. `reason` is for those that are over. */
export function tellConcerns(state: LineState, concerns: readonly Concern[], vcenter: string, now: number, outcome: Outcome, silences: SilenceSet | undefined, reason = "mended"): void {
  for (const concern of concerns) {
    const before = state.concerns.get(concern.name);
    const kind = kindOf(before, concern, now);
    if (kind !== undefined) say(state, { ...firing(state, concern, before, vcenter, now, silences), transitionKind: kind }, outcome);
  }
  for (const [name, alert] of state.concerns) {
    if (alert.status !== "firing" || concerns.some((concern) => concern.name === name)) continue;
    const rest = Object.fromEntries(Object.entries(alert).filter(([key]) => key !== "validUntil")) as unknown as Alert;
    say(state, { ...rest, status: "resolved", endsAt: timeOf(now), updatedAt: timeOf(now), transition: alert.transition + 1, transitionKind: "resolved", reason }, outcome);
  }
}

function kindOf(before: Alert | undefined, { summary, description }: Concern, now: number): TransitionKind | undefined {
  if (before?.status !== "firing") return "fired";
  const same = before.annotations["summary"] === summary && before.annotations["description"] === description;
  return same && now < Date.parse(before.updatedAt) + concernRepeatMs ? undefined : "repeated";
}

function firing({ instanceUuid }: LineState, { name, severity, summary, description }: Concern, before: Alert | undefined, vcenter: string, now: number, silences: SilenceSet | undefined): Omit<Alert, "transitionKind"> {
  const labels = { alertname: name, policy: name, severity, vcenter: instanceUuid, subject: instanceUuid, subject_kind: "vcenter", name: vcenter };
  const silencedBy = silences?.of(labels, now);
  return {
    status: "firing", fingerprint: contentHash({ vcenter: instanceUuid, concern: name }), startsAt: before?.status === "firing" ? before.startsAt : timeOf(now), labels,
    annotations: { summary, description }, generatorURL: `urn:tetherd:policy:${name}`, policy: name, severity, subject: { kind: "vcenter", id: instanceUuid, name: vcenter },
    dataAge: 0, transition: (before?.transition ?? 0) + 1, updatedAt: timeOf(now), validUntil: timeOf(now + validRepeats * concernRepeatMs), ...(silencedBy === undefined ? {} : { silencedBy }),
  };
}

function say(state: LineState, alert: Alert, outcome: Outcome): void {
  state.concerns.set(alert.policy, alert);
  outcome.save({ kind: "concern", id: alert.fingerprint }, alert);
  outcome.say({ kind: "alert", alert });
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
