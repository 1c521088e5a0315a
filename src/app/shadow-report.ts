/** What each policy in shadow would have told and asked for within a stretch of time, from its records. Pure; it reads nothing. */
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import { severities, type Severity } from "../policies/decision.js";

export interface ShadowLine {
  readonly policy: string;
  /** Alerts that would have begun. */
  readonly fired: number;
  /** Of them those that had not ended by the end. */
  readonly standing: number;
  readonly worst: Severity | undefined;
  /** Actions that would have been asked for, by verb. */
  readonly actions: Readonly<Record<string, number>>;
  /** Objects it was about, the most frequent first. */
  readonly subjects: readonly { readonly name: string; readonly count: number }[];
  /** All its alerts together would have stood so long, and the longest of them; ms. */
  readonly totalMs: number;
  readonly longestMs: number;
  /** Beginnings and actions, in equal parts of the time. */
  readonly over: readonly number[];
}

/** Parts of `over`. */
export const parts = 24;

export function shadowReport({ alerts, actions }: { readonly alerts: readonly Alert[]; readonly actions: readonly ActionRequest[] }, fromMs: number, toMs: number): readonly ShadowLine[] {
  const names = [...new Set([...alerts, ...actions].map(({ policy }) => policy))].sort();
  return names.map((policy) => lineOf(policy, alerts.filter((alert) => alert.policy === policy), actions.filter((request) => request.policy === policy), fromMs, toMs));
}

function lineOf(policy: string, alerts: readonly Alert[], actions: readonly ActionRequest[], fromMs: number, toMs: number): ShadowLine {
  const over = Array.from({ length: parts }, () => 0);
  const count = (at: number): void => {
    const part = Math.min(parts - 1, Math.max(0, Math.floor(((at - fromMs) / Math.max(1, toMs - fromMs)) * parts)));
    over[part] = (over[part] ?? 0) + 1;
  };
  const open = new Map<string, number>();
  const lengths: number[] = [];
  let fired = 0;
  for (const { status, transitionKind, fingerprint, startsAt, updatedAt } of alerts) {
    if (transitionKind === "fired") {
      fired++;
      count(Date.parse(updatedAt));
    }
    // One that began before the time is counted from its beginning on.
    if (status === "firing") open.set(fingerprint, Math.max(fromMs, Date.parse(startsAt)));
    else {
      lengths.push(Date.parse(updatedAt) - (open.get(fingerprint) ?? Math.max(fromMs, Date.parse(startsAt))));
      open.delete(fingerprint);
    }
  }
  for (const since of open.values()) lengths.push(toMs - since);
  for (const { requestedAt } of actions) count(Date.parse(requestedAt));
  return {
    policy, fired, standing: open.size, worst: severities.findLast((severity) => alerts.some((alert) => alert.severity === severity)),
    actions: counted(actions.map(({ verb }) => verb)), subjects: frequent([...alerts.filter(({ transitionKind }) => transitionKind === "fired").map(({ subject }) => subject.name), ...actions.map(({ target }) => target.name)]),
    totalMs: lengths.reduce((sum, length) => sum + Math.max(0, length), 0), longestMs: Math.max(0, ...lengths), over,
  };
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function frequent(names: readonly string[]): ShadowLine["subjects"] {
  return Object.entries(counted(names)).map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en", { numeric: true }));
}
