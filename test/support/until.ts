/** Waits for something outside this process by asking again, with a deadline that names what did not happen. */
import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is not undefined. Errors of `ask` count as "not yet" and are named if the deadline passes. */
export async function until<Value>(what: string, ask: () => Promise<Value | undefined> | Value | undefined, deadlineMs = 30_000, everyMs = 100): Promise<Value> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (value !== undefined) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what} did not happen within ${deadlineMs} ms${last instanceof Error ? `; last error: ${last.message}` : ""}`);
    await pause(everyMs);
  }
}
