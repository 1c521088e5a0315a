/** The alerts that `tetherd consumer-check` sends: complete, marked as a test in every place that people or rules look at, about nothing that exists. */
import type { Alert } from "../../alerts/alert.js";

export const checkPolicy = "tetherd-test";
const mark = "Test by tetherd consumer-check";

export interface AlertLife {
  readonly fired: Alert;
  /** From warning to critical. */
  readonly raised: Alert;
  readonly resolved: Alert;
  /** Of the raised one. */
  readonly resolvedCritical: Alert;
}

/** `id` makes it an alert of its own; `now` in ms since the epoch, each step a millisecond later. */
export function alertLife(id: string, now: number, words: string, change: Partial<Alert> = {}): AlertLife {
  const at = (step: number): string => new Date(now + step).toISOString();
  const labels = { alertname: checkPolicy, policy: checkPolicy, severity: "warning", vcenter: "none", subject: "none", subject_kind: "vcenter", name: "none", tetherd_test: "consumer-check" };
  const fired: Alert = {
    status: "firing", fingerprint: `test-${id}`, startsAt: at(0), severity: "warning", policy: checkPolicy, generatorURL: `urn:tetherd:policy:${checkPolicy}`, dataAge: 0,
    transition: 1, transitionKind: "fired", updatedAt: at(0), validUntil: at(12 * 3_600_000), labels,
    annotations: { summary: `${mark}: ${words}`, description: "Nothing has happened, and nothing needs to be done." }, subject: { kind: "vcenter", id: "none", name: mark }, ...change,
  };
  const raised: Alert = { ...fired, severity: "critical", labels: { ...labels, severity: "critical" }, transition: 2, transitionKind: "raised", updatedAt: at(1) };
  return { fired, raised, resolved: over(fired, 2, at(1)), resolvedCritical: over(raised, 3, at(2)) };
}

function over(firing: Alert, transition: number, endsAt: string): Alert {
  const alert: Alert = { ...firing, status: "resolved", endsAt, updatedAt: endsAt, transition, transitionKind: "resolved", reason: "the test is done" };
  return Object.fromEntries(Object.entries(alert).filter(([name]) => name !== "validUntil")) as unknown as Alert;
}
