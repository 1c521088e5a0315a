/** How a process of tetherd stops: asked once it finishes what is in hand, asked again or after a deadline it cuts it. It ends no process itself. */
import type { Logger } from "./logger.js";

interface TwoStepStop {
  /** Aborted: nothing new is begun. */
  readonly stop: AbortSignal;
  /** Aborted: what is in hand is cut. */
  readonly kill: AbortSignal;
  /** True for the first time. */
  ask(reason: string): boolean;
  /** Both at once, as starting has failed. */
  abandon(): void;
  /** The first step, for whoever goes on by itself. */
  begin(): void;
}

export function twoStepStop(deadlineMs: number, log: Pick<Logger, "info" | "warn">): TwoStepStop {
  const [stop, kill] = [new AbortController(), new AbortController()];
  return {
    stop: stop.signal, kill: kill.signal,
    ask: (reason) => {
      if (stop.signal.aborted) {
        log.warn({ reason }, "asked to stop again: cutting what is in hand");
        kill.abort();
        return false;
      }
      log.info({ reason, deadlineMs }, "stopping: finishing what is in hand");
      stop.abort();
      setTimeout(() => kill.abort(), deadlineMs).unref();
      return true;
    },
    abandon: () => {
      stop.abort();
      kill.abort();
    },
    begin: () => stop.abort(),
  };
}
