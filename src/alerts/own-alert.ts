/**
 * Alerts about tetherd itself: not of a policy's condition, but of what keeps tetherd from doing its work. They are told as the others are: again at an interval,
 * when a silence begins or ends to hold them, and at their end. It finds no such thing and keeps nothing.
 */
import type { Alert, TransitionKind } from "./alert.js";
import type { SilenceSet } from "./silence.js";

/** A receiver of Alertmanager's kind keeps an alert alive by that. */
export const ownRepeatMs = 4 * 3_600_000;
/** As alerts of policies: two messages may be missed. */
const validRepeats = 3;

/** What one says, whenever it is told. */
export type OwnWords = Pick<Alert, "fingerprint" | "labels" | "annotations" | "generatorURL" | "policy" | "severity" | "subject">;

/** `before`: as it was told last. `silences`: undefined while they are not known. `now` in ms since the epoch. */
export function ownAlert(words: OwnWords, kind: TransitionKind, before: Alert | undefined, now: number, silences: SilenceSet | undefined): Alert {
  const { fingerprint, labels, annotations, generatorURL, policy, severity, subject } = words;
  const silencedBy = silences === undefined ? before?.silencedBy : silences.of(labels, now);
  return {
    status: "firing", fingerprint, startsAt: before?.status === "firing" ? before.startsAt : timeOf(now), labels, annotations, generatorURL, policy, severity, subject,
    dataAge: 0, transition: (before?.transition ?? 0) + 1, transitionKind: kind, updatedAt: timeOf(now), validUntil: timeOf(now + validRepeats * ownRepeatMs),
    ...(silencedBy === undefined ? {} : { silencedBy }),
  };
}

/** What must be told of one that goes on firing as it is; undefined: nothing yet. */
export function ownAlertDue(alert: Alert, now: number, silences: SilenceSet | undefined): TransitionKind | undefined {
  const silencedBy = silences === undefined ? alert.silencedBy : silences.of(alert.labels, now);
  if (silencedBy?.join() !== alert.silencedBy?.join()) return silencedBy === undefined ? "unsilenced" : "silenced";
  return now < Date.parse(alert.updatedAt) + ownRepeatMs ? undefined : "repeated";
}

export function ownAlertOver(alert: Alert, now: number, reason: string): Alert {
  const over: { -readonly [Name in keyof Alert]: Alert[Name] } = { ...alert, status: "resolved", endsAt: timeOf(now), updatedAt: timeOf(now), transition: alert.transition + 1, transitionKind: "resolved", reason };
  delete over.validUntil;
  return over;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
