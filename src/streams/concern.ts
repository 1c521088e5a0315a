/** What concerns tetherd itself rather than an object, and how often it is told again. Whether there is one is found elsewhere. */
import type { Alert } from "../alerts/alert.js";
import { ownRepeatMs } from "../alerts/own-alert.js";
import type { Severity } from "../policies/decision.js";

export interface Concern {
  /** Also the name of the alert, e.g. "tetherd-policies-rejected". */
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
}

/** When one of them is to be told again, ms since the epoch. */
export function concernsDueAt(concerns: ReadonlyMap<string, Alert>): number {
  let due = Infinity;
  for (const { status, updatedAt } of concerns.values()) if (status === "firing") due = Math.min(due, Date.parse(updatedAt) + ownRepeatMs);
  return due;
}
