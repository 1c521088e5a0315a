/** A decision line on fake time: what goes in is handed out by the test, what comes out can be looked at. */
import { asyncScheduler, ReplaySubject, Subject } from "rxjs";
import { expect, vi } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { silenceSet, type SilenceSet } from "../../src/alerts/silence.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import type { PolicySet } from "../../src/policies/policy-set.js";
import { decisionLine } from "../../src/streams/decision-line.js";
import type { LineContext } from "../../src/streams/line-context.js";
import type { LineReport } from "../../src/streams/report.js";
import { FakeVCenter } from "./fake-vcenter.js";
import { MemoryLedger } from "./memory-ledger.js";

export function policiesFrom(...texts: readonly string[]): PolicySet {
  const { policies, problems } = loadPolicies(texts.map((text, index) => ({ path: `${index}.yaml`, text })), actionCatalogue);
  expect(problems).toEqual([]);
  return policies!;
}

export interface Rig {
  readonly vcenter: FakeVCenter;
  readonly ledger: MemoryLedger;
  readonly reports: LineReport[];
  readonly stop: () => void;
  readonly unsubscribe: () => void;
  policies: PolicySet;
  silences: SilenceSet;
  readonly wake: () => void;
  readonly resync: () => void;
  ended: "completed" | Error | undefined;
}

/** A line over a vCenter and a ledger in memory, on the clock of vitest. */
export function start(policies: PolicySet, vcenter = new FakeVCenter(), ledger = new MemoryLedger(), more: Pick<LineContext, "lastKnown"> = {}): Rig {
  const stop$ = new ReplaySubject<void>(1);
  const wake$ = new Subject<void>();
  const resync$ = new Subject<void>();
  const rig: Rig = { vcenter, ledger, reports: [], policies, silences: silenceSet([]), ended: undefined, stop: () => stop$.next(), wake: () => wake$.next(), resync: () => resync$.next(), unsubscribe: () => subscription.unsubscribe() };
  const context: LineContext = {
    vcenter, ledger, policies: () => rig.policies, silences: () => rig.silences, wake$, resync$, stop$, scheduler: asyncScheduler, random: () => 0.5,
    limits: { hostLimit: undefined, maxWaitSeconds: 30, historyIntervalMs: 10_000, settleMs: 2_000, sweepMs: 900_000 }, ...more,
  };
  const subscription = decisionLine(context).subscribe({
    next: (report) => void rig.reports.push(report),
    error: (error: Error) => void (rig.ended = error),
    complete: () => void (rig.ended = "completed"),
  });
  return rig;
}

/** Lets time go on. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
