/** What goes into a step of an episode and what comes out of it, as data. It decides nothing. */
import type { Cause } from "../inventory/facts.js";
import type { Decision, Episode } from "./decision.js";
import type { Policy } from "./policy.js";

export interface AdvanceInput {
  /** Undefined when the policy is no longer there. */
  readonly policy: Policy | undefined;
  /** What `decide` said now; or why there is nothing to decide any more, e.g. "subject left vCenter". */
  readonly outcome: Decision | { readonly gone: string };
  /** Why the verdict is false, where it is not simply that the condition ended. */
  readonly whyFalse?: string | undefined;
  /** A fact that the policy names in `on:` was seen for this subject since the last call. */
  readonly armed: boolean;
  /** Of the newest fact about the subject, if any. */
  readonly cause: Cause | undefined;
  /** vCenter's instance UUID. */
  readonly vcenter: string;
  readonly subjectName: string;
  /** ms since the epoch. */
  readonly now: number;
}

export type Transition = "pending" | "dropped" | "activated" | "raised" | "lowered" | "repeated" | "lingering" | "rekindled" | "resolved";

export interface Advanced {
  /** To be saved; undefined: nothing needs to be remembered, a saved record goes. */
  readonly episode: Episode | undefined;
  /** What happened, if anything did. */
  readonly transition?: Transition;
  /**
   * Publish an alert; it is counted in `episode.transition` already. After "firing" the episode is saved with what was said
   * (`{ ...episode, published: rendered }`), unless `published` says that the words of last time hold; for "resolved" it always does.
   */
  readonly tell?: "firing" | "resolved";
  readonly published?: NonNullable<Episode["published"]>;
  /** For "resolved": the silences that held it, and the storm it was in. */
  readonly silencedBy?: readonly string[];
  readonly storm?: string;
  /** Request the policy's action now (in mode shadow: record it). */
  readonly act?: true;
  /** Why it was resolved or dropped. */
  readonly reason?: string;
  /** When to call again even if nothing changes, ms since the epoch. */
  readonly wakeAt?: number;
}
