/**
 * Runs the lines of all vCenters side by side: the one place that subscribes. The outside world sees a Promise and two signals,
 * no Observable.
 */
import { asyncScheduler, filter, fromEventPattern, lastValueFrom, mergeMap, from, Observable, share, takeUntil, tap } from "rxjs";
import type { Concern } from "./concern.js";
import { decisionLine } from "./decision-line.js";
import type { LineContext, LineLimits } from "./line-context.js";
import { LiveLine } from "./live-line.js";
import type { Ledger, VCenter } from "./ports.js";
import type { LineReport } from "./report.js";

export interface LinesInput {
  readonly vcenters: readonly { readonly vcenter: VCenter; readonly ledger: Ledger }[];
  readonly policies: LineContext["policies"];
  readonly silences?: NonNullable<LineContext["silences"]>;
  /** What the line of this vCenter (its name) is to tell. */
  readonly concerns?: (vcenter: string) => readonly Concern[];
  readonly copyRates?: NonNullable<LineContext["copyRates"]>;
  /** See `LineContext`; of the vCenter of this name. */
  readonly lastKnown?: (vcenter: string) => string | undefined;
  readonly limits: LineLimits;
  /** Is handed each line once, to look at between turns. */
  readonly onLive?: (line: LiveLine) => void;
  /** Is handed a bell once; ringing it makes every line take a turn. */
  readonly onBell: (ring: () => void) => void;
  /** Is handed a bell once; ringing it makes the line of this vCenter (its name) read the full state again. */
  readonly onResync: (resync: (vcenter: string) => void) => void;
  readonly report: (vcenter: string, report: LineReport) => void;
  /** Ends intake; turns in hand are finished. */
  readonly stop: AbortSignal;
  /** Cuts everything. */
  readonly kill: AbortSignal;
}

/** Resolves once every line has ended after `stop` or `kill`; rejects with what made going on wrong, all other lines being cut. */
export async function runLines(input: LinesInput): Promise<void> {
  const wake$ = fromEventPattern<unknown>((ring) => input.onBell(() => ring(undefined)), () => undefined).pipe(share());
  const resync$ = fromEventPattern<string>((ring) => input.onResync(ring), () => undefined).pipe(share());
  const stop$ = whenAborted(input.stop);
  const reports$ = from(input.vcenters).pipe(
    mergeMap(({ vcenter, ledger }) => {
      const { concerns, lastKnown } = input;
      const live = new LiveLine(vcenter.name, input.limits.hostLimit);
      input.onLive?.(live);
      const context = {
        vcenter, ledger, policies: input.policies, limits: input.limits, wake$, stop$,
        resync$: resync$.pipe(filter((name) => name === vcenter.name)), scheduler: asyncScheduler, random: Math.random,
        ...(input.silences === undefined ? {} : { silences: input.silences }), ...(concerns === undefined ? {} : { concerns: () => concerns(vcenter.name) }),
        ...(lastKnown === undefined ? {} : { lastKnown: () => lastKnown(vcenter.name) }),
        ...(input.copyRates === undefined ? {} : { copyRates: input.copyRates }),
      };
      return decisionLine(context, live).pipe(tap((report) => input.report(vcenter.name, report)));
    }),
    takeUntil(whenAborted(input.kill)),
  );
  await lastValueFrom(reports$, { defaultValue: undefined });
}

/** Emits once the signal aborts, at once when it already has. */
function whenAborted(signal: AbortSignal): Observable<void> {
  return new Observable<void>((subscriber) => {
    const tell = (): void => subscriber.next();
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
    return () => signal.removeEventListener("abort", tell);
  });
}
