/** One action: what a policy may say about it, and the words for asking. Carrying it out is the executor's business, not told here. */
import type { Subject, World } from "../policies/decision.js";
import type { ActionSpec } from "../policies/action-spec.js";
import type { Forecast } from "./forecast.js";
import type { RequestState } from "./request.js";

export interface Action extends ActionSpec {
  /** How long a request may wait before it must not be begun any more, per state; ms. */
  readonly validForMs: Readonly<Record<RequestState, number>>;
  /** Why this is asked for, as sentences for people. */
  readonly reasons: (world: World, subject: Subject, params: Readonly<Record<string, unknown>>) => readonly string[];
  /** What it would do, as far as can be known beforehand. */
  readonly forecast: (world: World, subject: Subject, params: Readonly<Record<string, unknown>>) => Forecast;
}
