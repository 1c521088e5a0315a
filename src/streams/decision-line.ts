/**
 * The decision line of one vCenter: pull, decide, commit, pull again (docs/decisions/0002). Everything of a turn happens inside it,
 * so nothing queues up; a lost session opens a new watch with the same state, and only a broken promise ends the line.
 * It never talks to vCenter or NATS by itself: that is behind the ports.
 */
import { catchError, concatMap, defer, expand, from, ignoreElements, map, merge, mergeMap, NEVER, type Observable, of, race, take, takeUntil, tap, timer } from "rxjs";
import { abortable } from "./abortable.js";
import { delayMs } from "./backoff.js";
import { blindTurn } from "./blind-turn.js";
import { isFatal } from "./errors.js";
import type { LineContext } from "./line-context.js";
import { LiveLine } from "./live-line.js";
import type { LineReport } from "./report.js";
import { openWatching, watchTurn, type Bell, type LineMemory, type Watching } from "./watching.js";

/** Node turns longer timers than 2^31 ms into immediate ones; a turn too many does no harm. */
const longestTimerMs = 3_600_000;

/** Where the line stands between turns. */
type Phase =
  | { readonly kind: "opening"; readonly attempt: number; readonly delayMs: number }
  | { readonly kind: "watching"; readonly watching: Watching };

interface Turned {
  readonly phase: Phase;
  readonly reports: readonly LineReport[];
}

/** A watch is opened without delay. */
const anew: Turned = { phase: { kind: "opening", attempt: 0, delayMs: 0 }, reports: [] };

/**
 * Emits reports; completes after `context.stop$` once the turn in hand is durable; errors only when going on would be wrong
 * (another process took over, another vCenter answers, not a vCenter at all). Unsubscribing cuts everything at once.
 * `live` lets others look at the line between its turns.
 */
export function decisionLine(context: LineContext, live = new LiveLine(context.vcenter.name, context.limits.hostLimit)): Observable<LineReport> {
  return defer(() => {
    const memory: LineMemory = { state: undefined, presumed: false };
    return of(anew).pipe(
      expand(({ phase }) => (phase.kind === "opening" ? openTurn(context, memory, phase, live) : watchingTurn(context, phase.watching, live))),
      concatMap(({ reports }) => from(reports)),
    );
  });
}

/** Waits out the delay, then opens; a failure is told, judged by the policies of vCenters, and tried again. A stop ends all of it. */
function openTurn(context: LineContext, memory: LineMemory, phase: Phase & { kind: "opening" }, live: LiveLine): Observable<Turned> {
  return timer(phase.delayMs, context.scheduler).pipe(
    mergeMap(() => abortable((signal) => openWatching(context, memory, signal))),
    tap(({ watching }) => live.opened(watching)),
    map(({ watching, reports }): Turned => ({ phase: { kind: "watching", watching }, reports })),
    catchError((error: unknown) => {
      const { phase: next, reports } = blind(context, error, phase.attempt);
      return abortable((signal) => blindTurn(context, memory, signal)).pipe(map((more): Turned => ({ phase: next, reports: [...reports, ...more] })));
    }),
    takeUntil(context.stop$),
  );
}

/** One turn: wait for whatever comes first, then read, judge and commit. Only the wait is cut by a stop. */
function watchingTurn(context: LineContext, watching: Watching, live: LiveLine): Observable<Turned> {
  const batch$ = watching.behind ? NEVER : from(watching.nextBatch());
  const due$ = timer(Math.min(longestTimerMs, Math.max(0, watching.dueAt() - context.scheduler.now())), context.scheduler).pipe(map(() => "due" as const));
  const bell$ = merge(batch$, due$, context.wake$.pipe(map(() => "wake" as const)));
  const stopped$ = context.stop$.pipe(map(() => "stop" as const));
  const resync$ = context.resync$.pipe(map(() => "resync" as const));
  return race(stopped$, resync$, bell$).pipe(
    take(1),
    mergeMap((bell): Observable<Turned> => {
      if (bell === "stop") return from(closed(watching, live)).pipe(ignoreElements());
      if (bell === "resync") return from(closed(watching, live)).pipe(map(() => anew));
      return abortable((signal) => shownTurn(context, watching, bell, live, signal)).pipe(map((reports): Turned => ({ phase: { kind: "watching", watching }, reports })));
    }),
    catchError((error: unknown) => from(closed(watching, live)).pipe(map(() => blind(context, error, 0)))),
  );
}

/** A turn whose update set is passed on as soon as it is applied, which is before the turn first waits. */
async function shownTurn(context: LineContext, watching: Watching, bell: Bell, live: LiveLine, signal: AbortSignal): Promise<readonly LineReport[]> {
  const turn = watchTurn(context, watching, bell, signal);
  if (typeof bell !== "string") live.told(bell);
  const reports = await turn;
  if (!watching.truncated) live.judged();
  return reports;
}

async function closed(watching: Watching, live: LiveLine): Promise<void> {
  live.lost();
  await watching.close();
}

function blind(context: LineContext, error: unknown, attempt: number): Turned {
  if (isFatal(error)) throw error;
  const retryInMs = delayMs(error, attempt, context.random());
  return { phase: { kind: "opening", attempt: attempt + 1, delayMs: retryInMs }, reports: [{ kind: "blind", error, retryInMs }] };
}
