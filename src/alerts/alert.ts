/**
 * The alert as it goes onto the bus: a superset of the Alertmanager v2 alert (design 6). Plain JSON.
 */
import type { Cause } from "../inventory/facts.js";
import type { Severity, Subject, SubjectKind } from "../policies/decision.js";

/**
 * What a message of an alert is about. `grown` is of storms alone: it has many more members than were last told. A repeated message says nothing
 * new: it is for consumers who came late or forget.
 */
export const transitionKinds = ["fired", "raised", "lowered", "repeated", "silenced", "unsilenced", "grown", "resolved"] as const;
export type TransitionKind = (typeof transitionKinds)[number];

export interface Alert {
  readonly status: "firing" | "resolved";
  /** Same in firing and resolved, stable across restarts. */
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly startsAt: string;
  /** RFC 3339; only when resolved. */
  readonly endsAt?: string;
  /** alertname, severity, vcenter, subject and what the policy adds. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string;
  readonly policy: string;
  readonly severity: Severity;
  /** `vcenter` where a policy looks at the vCenter itself, or where it concerns tetherd. */
  readonly subject: { readonly kind: SubjectKind; readonly id: string; readonly name: string };
  readonly cause?: Cause;
  /** Seconds since vCenter last confirmed what the alert stands on. */
  readonly dataAge: number;
  /** Grows by one with each message of this fingerprint: a consumer can drop what is older. */
  readonly transition: number;
  readonly transitionKind: TransitionKind;
  /** RFC 3339: when this message was made. */
  readonly updatedAt: string;
  /** RFC 3339, while firing: without a newer message it may be taken for over after this, as tetherd repeats what fires three times as often. */
  readonly validUntil?: string;
  /** It comes and goes too often; it is held firing until it has kept still. */
  readonly flapping?: true;
  /** Ids of the silences that hold it: tell nobody. */
  readonly silencedBy?: readonly string[];
  /** Fingerprint of the storm alert that tells people of it: tell nobody of this one. */
  readonly storm?: string;
  /** RFC 3339, while firing: since when it is not known whether its condition holds. */
  readonly unknownSince?: string;
  /** Of a storm alert. */
  readonly members?: StormMembers;
  /** Why it is resolved, e.g. "condition ended", "policy removed", "subject left vCenter". */
  readonly reason?: string;
  /** The subject as the condition saw it, e.g. the group with members, hosts and limit. */
  readonly object?: unknown;
}

export interface StormMembers {
  readonly count: number;
  /** The first of them by name, at most 100; each has alerts of its own, with `storm`. */
  readonly list: readonly { readonly fingerprint: string; readonly severity: Severity; readonly subject: Subject & { readonly name: string } }[];
  readonly omitted: number;
}
