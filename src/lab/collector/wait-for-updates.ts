/** A client's wait for news: at once when there is some, else when something changes, at the latest when its time is over. */
import type { VimObject } from "../wire/vim-value.js";
import { VimFault } from "../wire/vim-fault.js";
import type { PropertyCollector } from "./property-collector.js";

export interface Wait {
  readonly version: string;
  /** Undefined waits without limit, 0 looks once. */
  readonly maxWaitSeconds: number | undefined;
  /** Objects in one answer. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The longest that a timer of Node's takes; a longer wait ends early with null, which a server may always do (vim-facts 3.4). */
const longestMs = 2_147_483_647;

/** Undefined is null on the wire: nothing new in time. Throws InvalidCollectorVersion, and RequestCanceled when cancelled or when the client is gone. */
export async function waitForUpdates(collector: PropertyCollector, { version, maxWaitSeconds, limit, signal }: Wait): Promise<VimObject | undefined> {
  collector.wait.cancel();
  const first = collector.updates(version, limit);
  if (first !== undefined || maxWaitSeconds === 0) return first;
  return collector.wait.begin((answer, refuse) => {
    const look = () => {
      try {
        const found = collector.updates(version, limit);
        if (found !== undefined) answer(found);
      } catch (error) {
        refuse(error);
      }
    };
    const leave = () => { refuse(new VimFault("RequestCanceled", "The client went away.")); };
    const stopListening = collector.world.changes.onChange(look);
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    // Real time, not the lab's: how long to wait is a matter between the client and its connection.
    const timer = maxWaitSeconds === undefined ? undefined : setTimeout(() => { answer(undefined); }, Math.min(longestMs, maxWaitSeconds * 1_000));
    return () => {
      stopListening();
      signal.removeEventListener("abort", leave);
      clearTimeout(timer);
    };
  });
}
