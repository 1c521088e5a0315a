/** What became of an action, as it goes onto the bus after each step (design 7). Plain JSON; it says what happened and decides nothing. */
import type { Cause } from "../inventory/facts.js";
import type { Chapter, Intent, IntentState } from "./intent.js";
import type { Outcome } from "./outcome.js";
import type { ActionRequest } from "./request.js";

export const actionEventStates = [
  "offered", "approved", "waiting", "prepared", "started", "running", "progress", "resolving", "verifying", "succeeded", "failed", "skipped", "refused", "expired", "unknown", "cancelled",
] as const;
/** The journal's states as consumers know them; `progress` is no state of the journal. */
export type ActionEventState = (typeof actionEventStates)[number];

export interface ActionStateMessage {
  /** As in the request. */
  readonly id: string;
  readonly verb: string;
  readonly state: ActionEventState;
  /** Number of this chapter of the action's story, growing; a progress message has the number of the chapter it belongs to. */
  readonly chapter: number;
  readonly target: ActionRequest["target"];
  readonly params: ActionRequest["params"];
  readonly policy: string;
  readonly fingerprint: string;
  readonly reasons: readonly string[];
  readonly cause?: Cause;
  /** RFC 3339. */
  readonly at: string;
  readonly requestedAt: string;
  /** Calls made to vCenter so far. */
  readonly attempt: number;
  /** Who, where a person or another system did it. */
  readonly by?: string;
  /** Name of the API's operation in hand, e.g. "PromoteDisks_Task", and its task. */
  readonly operation?: string;
  readonly task?: string;
  /** 0 to 100. */
  readonly percent?: number;
  /** When offered: what an approval is bound to. */
  readonly approvalHash?: string;
  /** When succeeded: what it did, compared with what was foreseen; absent when it had nothing to do. */
  readonly outcome?: Outcome;
}

const told: Readonly<Record<IntentState, ActionEventState>> = {
  proposed: "offered", requested: "waiting", approved: "approved", prepared: "prepared", issuing: "started", running: "running", resolving: "resolving", verifying: "verifying",
  done: "succeeded", failed: "failed", skipped: "skipped", refused: "refused", expired: "expired", unknown: "unknown", cancelled: "cancelled",
};

/** An approval has somebody who gave it; without one, an approved action has gone back to waiting. */
function eventStateOf({ state, by }: Chapter): ActionEventState {
  return state === "approved" && by === undefined ? "waiting" : told[state];
}

export function stateMessage(intent: Intent, chapter: Chapter): ActionStateMessage {
  const { request, issue, offer, outcome } = intent;
  const task = chapter.task ?? (chapter.attempt === intent.attempt ? issue?.task : undefined);
  const operation = chapter.attempt === intent.attempt ? issue?.operation.kind : undefined;
  return {
    id: request.id, verb: request.verb, state: eventStateOf(chapter), chapter: chapter.n, target: request.target, params: request.params, policy: request.policy,
    fingerprint: request.fingerprint, reasons: chapter.reasons, ...(request.cause === undefined ? {} : { cause: request.cause }),
    at: new Date(chapter.at).toISOString(), requestedAt: request.requestedAt, attempt: chapter.attempt,
    ...(chapter.by === undefined ? {} : { by: chapter.by }), ...(operation === undefined ? {} : { operation }), ...(task === undefined ? {} : { task }),
    ...(chapter.state === "proposed" && offer !== undefined ? { approvalHash: offer.hash } : {}),
    ...(chapter.state === "done" && outcome !== undefined ? { outcome } : {}),
  };
}

/** How far the task in hand has come. */
export function progressMessage(intent: Intent, percent: number, at: number): ActionStateMessage {
  const last = intent.story.at(-1);
  const chapter: Chapter = { n: last?.n ?? 0, state: intent.state, at, reasons: [`${percent} % done.`], attempt: intent.attempt };
  return { ...stateMessage(intent, chapter), state: "progress", percent };
}
