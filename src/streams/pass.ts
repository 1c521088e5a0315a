/** What one pass of judging works on; it does not outlive the turn. */
import type { Sight } from "../policies/vocabulary/sight.js";
import type { LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

export interface Pass {
  readonly state: LineState;
  readonly sight: Sight;
  readonly outcome: Outcome;
  readonly now: number;
}
