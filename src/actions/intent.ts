/**
 * The journal record of one action: what was asked, where it stands, and its story so far. Plain JSON, saved after each step by compare-and-set.
 * Nothing here decides; it says which states there are and keeps the story.
 */
import type { Subject } from "../policies/decision.js";
import type { Ref } from "../inventory/updates.js";
import type { Assignment } from "./action.js";
import type { Measure } from "./measure.js";
import type { Operation } from "./operation.js";
import type { Outcome, Written } from "./outcome.js";
import type { ActionRequest } from "./request.js";

/**
 * `requested`, `approved`: may begin when everything allows it. `prepared`: has its place among the running ones. `issuing`: the call may be on its way.
 * `running`: vCenter gave a task. `resolving`: whether the call was carried out is being found out. `verifying`: the task ended, the world is read again.
 */
export const intentStates = [
  "proposed", "requested", "approved", "prepared", "issuing", "running", "resolving", "verifying",
  "done", "failed", "skipped", "refused", "expired", "unknown", "cancelled",
] as const;
export type IntentState = (typeof intentStates)[number];

/** Nothing will happen any more. `unknown` is not among them: it waits for a person. */
export const closedStates: ReadonlySet<IntentState> = new Set(["done", "failed", "skipped", "refused", "expired", "cancelled"]);
/** Not begun: nobody owns it. */
export const waitingStates: ReadonlySet<IntentState> = new Set(["proposed", "requested", "approved"]);
/** Being carried out by its owner. */
export const activeStates: ReadonlySet<IntentState> = new Set(["prepared", "issuing", "running", "resolving", "verifying"]);

/** One chapter of the story; each is published once. */
export interface Chapter {
  /** From 1; a very long story has holes. */
  readonly n: number;
  readonly state: IntentState;
  /** ms since the epoch. */
  readonly at: number;
  /** Why, as sentences. */
  readonly reasons: readonly string[];
  /** Who, where a person or another system did it. */
  readonly by?: string;
  readonly task?: Ref;
  readonly attempt: number;
}

export interface Approval {
  readonly by: string;
  readonly at: number;
  /** Of the content that was approved; any other content is not. */
  readonly hash: string;
}

/** A call that was made, or may have been. */
export interface Issue {
  readonly operation: Operation;
  /** "tetherd-<actionId>-<attempt>" */
  readonly operationId: string;
  /** vCenter's time before the call, as it spells it. */
  readonly since: string;
  /** tetherd's time, ms since the epoch. */
  readonly at: number;
  readonly task?: Ref;
}

export interface Intent {
  readonly schema: 1;
  /** Instance UUID. */
  readonly vcenter: string;
  readonly request: ActionRequest;
  /** Who asked by hand; undefined for a policy. */
  readonly sender?: string;
  readonly state: IntentState;
  readonly story: readonly Chapter[];
  /** Number of the last chapter that is published for certain. */
  readonly said: number;
  /** The executor that carries it out. */
  readonly owner?: string;
  /** Calls made so far, in all steps. */
  readonly attempt: number;
  readonly issue?: Issue;
  /** Operations that took effect, oldest first, and what the action wants kept between its steps. */
  readonly done?: readonly Operation[];
  readonly memo?: unknown;
  /** What it is about as it was before the first call; until it has ended. */
  readonly before?: Measure;
  /** How long vCenter's tasks of the operations in `done` ran, ms each; shorter where one of them is not known. */
  readonly taskMs?: readonly number[];
  /** What it did, once it has succeeded. */
  readonly outcome?: Outcome;
  readonly written?: Written;
  /** How often it has failed in a row. */
  readonly failures: number;
  /** Not before this, ms since the epoch. */
  readonly retryAt?: number;
  /** What an approval must name, and since when it is offered. */
  readonly offer?: { readonly hash: string; readonly plan: Operation };
  readonly approval?: Approval;
  /** A person wants it ended. */
  readonly cancel?: { readonly by: string; readonly at: number };
  readonly progress?: { readonly percent: number; readonly at: number };
}

/** How a request of a policy begins. `shadow` requests have no intent. */
export function intentOf(vcenter: string, request: ActionRequest, sender?: string): Intent {
  const state = request.state === "proposed" ? "proposed" : "requested";
  return {
    schema: 1, vcenter, request, ...(sender === undefined ? {} : { sender }), state, said: 1, attempt: 0, failures: 0,
    story: [{ n: 1, state, at: Date.parse(request.requestedAt), reasons: request.reasons, attempt: 0, ...(sender === undefined ? {} : { by: sender }) }],
  };
}

export interface Move {
  readonly at: number;
  readonly reasons: readonly string[];
  readonly by?: string;
  readonly task?: Ref;
}

/** The same intent one chapter later. Members of `change` that are undefined are removed. */
export function moved(intent: Intent, state: IntentState, { at, reasons, by, task }: Move, change: { readonly [Name in keyof Intent]?: Intent[Name] | undefined } = {}): Intent {
  const next = Object.fromEntries(Object.entries({ ...intent, ...change, state }).filter(([, value]) => value !== undefined)) as unknown as Intent;
  const chapter: Chapter = { n: (intent.story.at(-1)?.n ?? 0) + 1, state, at, reasons, attempt: next.attempt, ...(by === undefined ? {} : { by }), ...(task === undefined ? {} : { task }) };
  return { ...next, story: [...bounded(intent.story), chapter] };
}

/** An action that was retried for a day has a few dozen; a group of two hundred that is moved has many more. */
const mostChapters = 200;
const telling: ReadonlySet<IntentState> = new Set([...closedStates, "unknown", "resolving"]);

/** Room for one more: how it began, what people said and where it stopped stays, the oldest step of its routine goes. */
function bounded(story: readonly Chapter[]): readonly Chapter[] {
  if (story.length < mostChapters) return story;
  const routine = story.findIndex(({ by, state }, index) => index > 0 && by === undefined && !telling.has(state));
  return story.toSpliced(Math.max(1, routine), 1);
}

const kindOfTarget = { VirtualMachine: "vm", CloneGroup: "group", ClusterComputeResource: "cluster", HostSystem: "host", Datastore: "datastore" } as const;

export function subjectOf({ target }: Pick<ActionRequest, "target">): Subject {
  return { kind: kindOfTarget[target.type], id: target.id };
}

export function assignmentOf({ request, done, memo }: Intent): Assignment {
  return { subject: subjectOf(request), params: request.params, actionId: request.id, ...(done === undefined ? {} : { done }), ...(memo === undefined ? {} : { memo }) };
}
