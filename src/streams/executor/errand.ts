/** What the steps of carrying out an action share: the records, the signals, and ways to wait. It takes no step itself. */
import type { Intent } from "../../actions/intent.js";
import type { ExecutorContext } from "./context.js";
import type { Records } from "./records.js";

export interface Errand {
  readonly context: ExecutorContext;
  readonly records: Records;
  /** Cuts everything. */
  readonly kill: AbortSignal;
  /** Nothing new may be begun. */
  readonly stop: AbortSignal;
  /** Resolves when the model or the journal has changed. */
  readonly nudge: (signal: AbortSignal) => Promise<void>;
  readonly alarm: (alarm: Alarm) => Promise<void>;
}

/** What a look over all actions needs of it. */
export type RoundParts = Pick<Errand, "context" | "records" | "alarm">;

/** What an operator must know, until it is over. */
export interface Alarm {
  readonly name: "tetherd-policy-held" | "tetherd-breaker-open" | "tetherd-task-stuck" | "tetherd-action-unknown";
  /** What it is about: a policy, a verb, an action's id. */
  readonly about: string;
  readonly target: Intent["request"]["target"];
  readonly policy: string;
  readonly severity: "warning" | "error" | "critical";
  readonly summary: string;
  readonly description: string;
}

/** Nobody else has taken it over, and it is where it was. */
export function mine(context: ExecutorContext, state: Intent["state"]): (intent: Intent) => boolean {
  return (intent) => intent.owner === context.holder && intent.state === state;
}

/** Until the time is over, or something has changed. */
export async function pauseFor({ context, nudge, kill }: Errand, ms: number): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([kill, over.signal]);
  try {
    await Promise.race([context.wait(ms, signal), nudge(signal)]);
  } finally {
    over.abort(new Error("waited long enough"));
  }
}
