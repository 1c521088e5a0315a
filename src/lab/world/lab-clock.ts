/**
 * The lab's own clock: tasks, events, sessions and HA live by it. It runs with real time, faster, or only when told to.
 * Waits on the wire (maxWaitSeconds, sockets) do not: they belong to the client's time.
 */

export interface LabTimer {
  cancel(): void;
}

export interface LabClock {
  /** Lab time in ms since the epoch. */
  now(): number;
  /** Runs `work` once, `delayMs` of lab time from now, never before the present code has ended. */
  after(delayMs: number, work: () => void): LabTimer;
  /** Moves lab time forward at once and runs what falls due, in order. */
  advance(byMs: number): void;
  /** Lab time at which something falls due next, ms since the epoch; undefined while nothing waits. */
  nextDueAt(): number | undefined;
  stop(): void;
}

/** The moment at which a stepped clock begins, unless told otherwise: 2026-01-01T00:00:00Z. */
export const steppedStart = Date.UTC(2026, 0, 1);

interface Due {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

/** `factor` 1 is real time, 60 a minute a second, 0 stands still until `advance`. */
export function createLabClock(factor: number, startAt = factor === 0 ? steppedStart : Date.now()): LabClock {
  const startedAt = performance.now();
  let skippedMs = 0;
  let steppedNow: number | undefined;
  let order = 0;
  let waiting: Due[] = [];
  let timer: NodeJS.Timeout | undefined;

  const now = () => steppedNow ?? Math.floor(startAt + skippedMs + (performance.now() - startedAt) * factor);

  /** Runs everything due up to `until`, each at its own moment. */
  function runDue(until: number): void {
    for (;;) {
      const next = waiting[0];
      if (next === undefined || next.at > until) break;
      waiting.shift();
      steppedNow = factor === 0 ? next.at : undefined;
      next.work();
    }
  }

  function arm(): void {
    clearTimeout(timer);
    const next = waiting[0];
    if (next === undefined || factor === 0) return;
    timer = setTimeout(() => { runDue(now()); arm(); }, Math.max(0, Math.min(3_600_000, (next.at - now()) / factor)));
    timer.unref();
  }

  if (factor === 0) steppedNow = startAt;
  return {
    now,
    after(delayMs, work) {
      const due: Due = { at: now() + Math.max(0, delayMs), order: order++, work };
      let low = 0;
      let high = waiting.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((waiting[middle]?.at ?? 0) <= due.at) low = middle + 1;
        else high = middle;
      }
      waiting.splice(low, 0, due);
      if (low === 0) arm();
      return { cancel: () => { waiting = waiting.filter((each) => each !== due); } };
    },
    advance(byMs) {
      const target = now() + byMs;
      if (factor === 0) {
        runDue(target);
        steppedNow = target;
      } else {
        skippedMs += byMs;
        runDue(now());
        arm();
      }
    },
    nextDueAt: () => waiting[0]?.at,
    stop() {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
