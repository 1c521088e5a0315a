/**
 * Waiting that can be ended: pauses, promises raced with an abort, and how long to pause before trying again.
 * It never waits without a way out. A window's worth of waits may hang on one signal, so Node's warning about many listeners is switched off for those.
 */
import { setMaxListeners } from "node:events";

/** Resolves after `ms`, rejects with the signal's reason when it aborts first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(reasonOf(signal));
      return;
    }
    setMaxListeners(0, signal);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** What `work` gives, or the reason of whichever signal aborts first. The work itself goes on unseen; its late failure is nobody's. */
export function orAborted<T>(work: Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (event: Event): void => {
      settle();
      reject(reasonOf(event.target as AbortSignal));
    };
    const settle = (): void => signals.forEach((signal) => signal.removeEventListener("abort", onAbort));
    const aborted = signals.find((signal) => signal.aborted);
    setMaxListeners(0, ...signals);
    for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
    work.then((value) => {
      settle();
      resolve(value);
    }, (error: unknown) => {
      settle();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
    if (aborted !== undefined) {
      settle();
      reject(reasonOf(aborted));
    }
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(`stopped: ${String(signal.reason)}`);
}

/** 50 ms doubling to `mostMs`, half of it jitter. `attempt` counts from 0, `random` is in [0, 1). */
export function retryDelayMs(attempt: number, random: number, mostMs = 5_000): number {
  const full = Math.min(mostMs, 50 * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
