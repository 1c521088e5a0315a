/**
 * The awkward cases that a bridge must stand, as data: what is sent, in steps, and how often people may be told of each step. Nothing here sends anything. A webhook gets
 * notifications, so members of a storm come one by one there, and no heartbeat.
 */
import type { Alert } from "../../alerts/alert.js";
import type { CaseName } from "./case-names.js";
import { alertLife } from "./check-alert.js";

export type CheckMessage =
  /** `again`: it was sent before. `unknown`: with members that no schema knows. */
  | { readonly kind: "alert"; readonly alert: Alert; readonly again?: true; readonly unknown?: true }
  | { readonly kind: "heartbeat" };

export interface CheckStep {
  /** For findings, e.g. "the same message again". */
  readonly what: string;
  readonly sends: readonly CheckMessage[];
  /** How often people may be told of it. */
  readonly told: readonly [least: number, most: number];
  /** Begins only after this, ms. */
  readonly afterMs?: number;
}

export interface CheckCase {
  readonly name: CaseName;
  readonly steps: readonly CheckStep[];
}

export interface CheckPlan {
  readonly form: "stream" | "webhook";
  /** Makes the alerts new ones. */
  readonly run: string;
  /** Ms since the epoch. */
  readonly now: number;
  readonly stormSize: number;
  /** What the heartbeat promises, ms. */
  readonly heartbeatMs: number;
}

const sent = (alert: Alert, how: { readonly again?: true; readonly unknown?: true } = {}): CheckMessage => ({ kind: "alert", alert, ...how });
const once = [1, 1] as const;
const never = [0, 0] as const;

/** In the order in which they are sent. */
export function checkCases(plan: CheckPlan): readonly CheckCase[] {
  const { form, run, now, heartbeatMs } = plan;
  const [a, b, c, late, extra] = ["duplicate", "resolved-first", "raised", "late", "extra"].map((name) => alertLife(`${run}-${name}`, now, name)) as unknown as [Life, Life, Life, Life, Life];
  return [
    { name: "duplicate", steps: [
      { what: "the alert", sends: [sent(a.fired)], told: once }, { what: "the same message again", sends: [sent(a.fired, { again: true })], told: never }, { what: "its end", sends: [sent(a.resolved)], told: once },
    ] },
    { name: "resolved-first", steps: [
      { what: "the end of an alert it has not seen", sends: [sent(b.resolved)], told: [0, 1] }, { what: "its firing, which comes later and is older", sends: [sent(b.fired)], told: never },
    ] },
    { name: "raised", steps: [
      { what: "the warning", sends: [sent(c.fired)], told: once }, { what: "that it became critical", sends: [sent(c.raised)], told: once }, { what: "its end", sends: [sent(c.resolvedCritical)], told: once },
    ] },
    { name: "storm", steps: stormSteps(plan) },
    { name: "late-replay", steps: [
      { what: "an alert", sends: [sent(late.fired), sent(late.resolved)], told: [2, 2] }, { what: "its messages once more, after its end", sends: [sent(late.fired, { again: true }), sent(late.resolved, { again: true })], told: never },
    ] },
    { name: "unknown-field", steps: [
      { what: "an alert with members it does not know", sends: [sent(extra.fired, { unknown: true })], told: once }, { what: "its end", sends: [sent(extra.resolved, { unknown: true })], told: once },
    ] },
    ...(form === "webhook" ? [] : [{ name: "heartbeat-missing" as const, steps: [
      { what: "a heartbeat", sends: [{ kind: "heartbeat" as const }], told: [0, Infinity] as const }, { what: "that no heartbeat has come for three intervals", sends: [], told: [1, Infinity] as const, afterMs: 3 * heartbeatMs },
    ] }]),
  ];
}

type Life = ReturnType<typeof alertLife>;

function stormSteps({ form, run, now, stormSize }: CheckPlan): readonly CheckStep[] {
  const storm = alertLife(`${run}-storm`, now, `storm of ${stormSize}`, { members: { count: stormSize, list: [], omitted: stormSize } });
  const members = Array.from({ length: stormSize }, (_, n) => alertLife(`${run}-storm-${n}`, now, `storm, ${n + 1} of ${stormSize}`, form === "stream" ? { storm: storm.fired.fingerprint } : {}));
  if (form === "webhook") {
    return [
      { what: `${stormSize} alerts at once`, sends: members.map(({ fired }) => sent(fired)), told: [1, stormSize] }, { what: "their ends", sends: members.map(({ resolved }) => sent(resolved)), told: [0, stormSize] },
    ];
  }
  return [
    { what: "the storm alert and its members, which it stands for", sends: [sent(storm.fired), ...members.map(({ fired }) => sent(fired))], told: once },
    { what: "the end of the storm", sends: [...members.map(({ resolved }) => sent(resolved)), sent(storm.resolved)], told: once },
  ];
}
