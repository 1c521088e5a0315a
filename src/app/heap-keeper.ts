/**
 * Keeps the heap near what lives in it. V8 lets garbage grow to several times that before it looks, and never gives back pages that a first sync left half
 * empty; a daemon that runs for months should not. It collects when the process has little to do, and never twice within a minute.
 */
import { performance, type EventLoopUtilization } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const lookMs = 30_000;
/** Collecting 150 MB stops the process for about half a second. */
const leastPauseMs = 60_000;
/** Share of the time since the last look in which something was being done. */
const calm = 0.3;
/** Pages held, as a multiple of those held after the last collection. */
const grown = 1.2;
/** How far, in percent of what lives, garbage may grow until V8 looks by itself; its own choice is up to 300. */
const growingPercent = 25;

export interface HeapKeeper {
  close(): void;
}

/** From now on, for the whole process. `log` hears of each collection. */
export function keepHeap(log: (figures: { readonly beforeBytes: number; readonly afterBytes: number; readonly tookMs: number }) => void, nowMs = () => performance.now()): HeapKeeper {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let utilization: EventLoopUtilization = performance.eventLoopUtilization();
  let keptBytes = 0;
  let collectedAt = -Infinity;
  const look = (): void => {
    const now = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(now, utilization).utilization;
    utilization = now;
    const beforeBytes = process.memoryUsage().heapTotal;
    const startedAt = nowMs();
    if (busy > calm || beforeBytes < keptBytes * grown || startedAt - collectedAt < leastPauseMs) return;
    setFlagsFromString("--compact-on-every-full-gc");
    collect();
    setFlagsFromString("--no-compact-on-every-full-gc");
    collectedAt = nowMs();
    keptBytes = process.memoryUsage().heapTotal;
    log({ beforeBytes, afterBytes: keptBytes, tookMs: Math.round(collectedAt - startedAt) });
  };
  const timer = setInterval(look, lookMs).unref();
  return { close: () => clearInterval(timer) };
}
