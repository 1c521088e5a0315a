/**
 * What concerns tetherd itself rather than an object, told as alerts like any other: fired, told again when the words change or it is time, and resolved, after a
 * restart too. Each line tells it under its own vCenter, for that is whose alerts are affected. It finds no concern by itself.
 */
import type { Alert, TransitionKind } from "../alerts/alert.js";
import { ownAlert, ownAlertDue, ownAlertOver, type OwnWords } from "../alerts/own-alert.js";
import type { SilenceSet } from "../alerts/silence.js";
import { contentHash } from "../shared/digest.js";
import type { Concern } from "./concern.js";
import type { LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

/** `concerns`: all there are now. `reason` is for those that are over. */
export function tellConcerns(state: LineState, concerns: readonly Concern[], vcenter: string, now: number, outcome: Outcome, silences: SilenceSet | undefined, reason = "mended"): void {
  for (const concern of concerns) {
    const before = state.concerns.get(concern.name);
    const kind = kindOf(before, concern, now, silences);
    if (kind !== undefined) say(state, ownAlert(wordsOf(state, concern, vcenter), kind, before, now, silences), outcome);
  }
  for (const [name, alert] of state.concerns) {
    if (alert.status === "firing" && !concerns.some((concern) => concern.name === name)) say(state, ownAlertOver(alert, now, reason), outcome);
  }
}

function kindOf(before: Alert | undefined, { summary, description }: Concern, now: number, silences: SilenceSet | undefined): TransitionKind | undefined {
  if (before?.status !== "firing") return "fired";
  const same = before.annotations["summary"] === summary && before.annotations["description"] === description;
  return same ? ownAlertDue(before, now, silences) : "repeated";
}

function wordsOf({ instanceUuid }: LineState, { name, severity, summary, description }: Concern, vcenter: string): OwnWords {
  return {
    fingerprint: contentHash({ vcenter: instanceUuid, concern: name }), annotations: { summary, description }, generatorURL: `urn:tetherd:policy:${name}`, policy: name, severity,
    labels: { alertname: name, policy: name, severity, vcenter: instanceUuid, subject: instanceUuid, subject_kind: "vcenter", name: vcenter },
    subject: { kind: "vcenter", id: instanceUuid, name: vcenter },
  };
}

function say(state: LineState, alert: Alert, outcome: Outcome): void {
  state.concerns.set(alert.policy, alert);
  outcome.save({ kind: "concern", id: alert.fingerprint }, alert);
  outcome.say({ kind: "alert", alert });
}
