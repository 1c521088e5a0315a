/** What one pass of judging works on; it does not outlive the turn. */
import type { SilenceSet } from "../alerts/silence.js";
import type { Ref } from "../inventory/updates.js";
import type { Policy } from "../policies/policy.js";
import type { Rendered } from "../policies/render.js";
import type { Sight } from "../policies/vocabulary/sight.js";
import type { EpisodeKey, LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

export interface Pass {
  readonly state: LineState;
  readonly sight: Sight;
  readonly outcome: Outcome;
  readonly now: number;
  /** Bytes per second by datastore, as far as they were seen. */
  readonly copyRates: ReadonlyMap<Ref, number> | undefined;
  readonly silences: SilenceSet | undefined;
  /** Alerts that begin in this turn; told at its end, when it is known whether they are a storm. */
  readonly begun: Begun[];
  /** Fingerprints of storms that lost a member in this turn. */
  readonly calming: Set<string>;
  /** Names of the policies whose condition held for something. */
  readonly matched: Set<string>;
}

export interface Begun {
  readonly key: EpisodeKey;
  readonly policy: Policy;
  /** As it was said and saved. */
  readonly said: Rendered;
}
