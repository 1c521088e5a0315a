/**
 * The alert as it goes onto the bus: a superset of the Alertmanager v2 alert (design 6). Plain JSON.
 */
import type { Cause } from "../inventory/facts.js";
import type { Severity, Subject } from "../policies/decision.js";

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
  readonly subject: Subject & { readonly name: string };
  readonly cause?: Cause;
  /** Seconds since vCenter last confirmed what the alert stands on. */
  readonly dataAge: number;
  /** Grows by one with each message of this fingerprint: a consumer can drop what is older. */
  readonly transition: number;
  /** Why it is resolved, e.g. "condition ended", "policy removed", "subject left vCenter". */
  readonly reason?: string;
  /** The subject as the condition saw it, e.g. the group with members, hosts and limit. */
  readonly object?: unknown;
}
