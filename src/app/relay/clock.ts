/** The time of the relay: what it is, and waiting for it. Tests bring another. */
export interface RelayClock {
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`, or when the signal aborts. Never rejects. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Longer waits are taken in several steps by whoever looks again afterwards: timers of Node know no more than 24 days. */
const longestMs = 3_600_000;

export const systemClock: RelayClock = {
  now: Date.now,
  wait: (ms, signal) => new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(longestMs, Math.max(0, ms)));
    signal.addEventListener("abort", done, { once: true });
  }),
};
