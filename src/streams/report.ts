/**
 * What the line tells its owner while it works: one report per thing an operator cares about, for logs, metrics and health.
 * Reports carry no secrets and nobody's correctness depends on them.
 */
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import type { Fact } from "../inventory/facts.js";
import type { Subject } from "../policies/decision.js";

export type LineReport =
  | { readonly kind: "opened"; readonly fullName: string; readonly instanceUuid: string }
  /** The full state has been read and judged; from now on changes are followed. */
  | { readonly kind: "synced"; readonly vms: number; readonly groups: number; readonly hosts: number; readonly tookMs: number }
  /** vCenter cannot be seen; `again` in ms. Repeated only when the words change. */
  | { readonly kind: "blind"; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: "fact"; readonly fact: Fact }
  /** What a policy in shadow would have told. */
  | { readonly kind: "shadow"; readonly alert: Alert }
  | { readonly kind: "alert"; readonly alert: Alert }
  | { readonly kind: "action"; readonly request: ActionRequest }
  /** A policy could not be judged for a subject: what was missing. Told when it begins. */
  | { readonly kind: "unknown"; readonly policy: string; readonly subject: Subject; readonly missing: readonly string[] }
  /** History was lost: a policy that begins with events may have missed some. */
  | { readonly kind: "missed"; readonly policy: string; readonly reason: string }
  /** A turn is done and durable. `dataAt`: when vCenter last confirmed the state, ms since the epoch. */
  | { readonly kind: "turn"; readonly dataAt: number; readonly updates: number; readonly events: number; readonly messages: number; readonly evaluations: number; readonly evaluated: ReadonlyMap<string, number>; readonly tookMs: number; readonly vms: number; readonly groups: number };
