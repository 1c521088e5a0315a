/** One action: what a policy or a person may ask for, the words for asking, and how to get there step by step. Calling vCenter is the executor's business. */
import type { Subject, World } from "../policies/decision.js";
import type { ActionSpec } from "../policies/action-spec.js";
import type { Ref } from "../inventory/updates.js";
import type { Forecast, ForecastGround } from "./forecast.js";
import type { Evidence, NextStep } from "./next-step.js";
import type { Operation, OperationKind } from "./operation.js";
import type { RequestState } from "./request.js";

export type ActionParams = Readonly<Record<string, unknown>>;

/** The world as an action looks at it just before a call. */
export interface ActionGround extends World, ForecastGround {
  /** What vCenter speaks, e.g. "8.0.3.0"; undefined while that is not known. */
  readonly apiVersion: string | undefined;
  /** Ids of the actions that made these VMs, as far as they have been read; a VM that was read and has none is undefined here. */
  readonly markers?: ReadonlyMap<Ref, string | undefined>;
}

/** What an action is asked to do, whoever asked. */
export interface Assignment {
  readonly subject: Subject;
  readonly params: ActionParams;
  /** Id of the action, put onto objects it makes as a marker. */
  readonly actionId: string;
  /** Operations of this action that took effect already, oldest first. */
  readonly done?: readonly Operation[];
  /** What the last answer of `next` asked to be kept, if it did. */
  readonly memo?: unknown;
}

/**
 * How an operation may be repeated when its outcome is not known (reliability 4.2): a convergent one may be tried again when the world
 * says it was not done; a guarded one likewise, for vCenter refuses it when somebody changed the object; a cumulative one only with proof.
 */
export type Repetition = "convergent" | "guarded" | "cumulative";

export interface Action extends ActionSpec {
  readonly repetition: Repetition;
  /** The calls it may answer with: which privileges the account needs follows from them. */
  readonly operations: readonly OperationKind[];
  /** How long a request may wait before it must not be begun any more, per state; ms. */
  readonly validForMs: Readonly<Record<RequestState, number>>;
  /** Why this is asked for, as sentences for people. */
  readonly reasons: (world: World, subject: Subject, params: ActionParams) => readonly string[];
  /** What it would do, as far as can be known beforehand. */
  readonly forecast: (world: ForecastGround, subject: Subject, params: ActionParams) => Forecast;
  /** What is to be done now. Pure; asked before each call, and again after each task. */
  readonly next: (ground: ActionGround, assignment: Assignment) => NextStep;
  /** Whether `operation`, an earlier answer of `next`, took effect, by the world alone. */
  readonly evidence: (ground: ActionGround, assignment: Assignment, operation: Operation) => Evidence;
}
