/**
 * The alert about a receiver that cannot be told, or refuses what it is told: the relay makes it for the other receivers. It lies in the relay's book alone, never on the
 * stream, and is never told to the receiver that it is about.
 */
import type { Alert } from "../../alerts/alert.js";
import type { Severity } from "../../policies/decision.js";
import { contentHash } from "../../shared/digest.js";

const policy = "tetherd-receiver-failing";
/** People miss alerts. */
const severity: Severity = "error";

export interface ReceiverTrouble {
  readonly receiver: string;
  /** `refused`: it answers, and what it refused was put aside. */
  readonly kind: "refused" | "unreachable";
  /** Ms since the epoch. */
  readonly since: number;
  /** The last error, in words. */
  readonly words: string;
}

/** `now` in ms since the epoch; `known`: as last heard. */
export function receiverFails({ receiver, kind, since, words }: ReceiverTrouble, now: number, known: Alert | undefined): Alert {
  const kept = kind === "unreachable" ? "What it is to be told is kept, and tried again." : "That was put aside and is not tried again; what is new is.";
  return {
    status: "firing", fingerprint: receiverFingerprint(receiver), startsAt: new Date(since).toISOString(), labels: { alertname: policy, policy, severity, receiver, name: receiver },
    annotations: { summary: `The receiver ${receiver} ${kind === "unreachable" ? "cannot be told of alerts" : "refuses what it is told"}`, description: `${words} ${kept}` },
    generatorURL: `urn:tetherd:receiver:${encodeURIComponent(receiver)}`, policy, severity, subject: { kind: "vcenter", id: receiver, name: receiver }, dataAge: 0,
    transition: (known?.transition ?? 0) + 1, transitionKind: "fired", updatedAt: new Date(now).toISOString(),
  };
}

export function receiverAnswers(known: Alert, now: number, reason: string): Alert {
  const at = new Date(now).toISOString();
  return { ...known, status: "resolved", endsAt: at, updatedAt: at, reason, transition: known.transition + 1, transitionKind: "resolved" };
}

export function receiverFingerprint(receiver: string): string {
  return contentHash({ policy, receiver });
}

/** The receiver that it is about; undefined for every other alert. */
export function receiverOf({ labels, ...alert }: Pick<Alert, "labels" | "policy">): string | undefined {
  return alert.policy === policy ? labels["receiver"] : undefined;
}
