/** Everything an executor is given: ports, clock, limits, and what tells it from others. Made by `app`, or by a test. */
import type { BlastRule } from "../../actions/blast.js";
import type { BreakerRule } from "../../actions/breaker.js";
import type { ActionGround, Action } from "../../actions/action.js";
import type { SiteLimits } from "../../actions/admit.js";
import type { Intent, IntentState } from "../../actions/intent.js";
import type { SilenceSet } from "../../alerts/silence.js";
import type { PolicySet } from "../../policies/policy-set.js";
import type { Operator } from "../executor-ports.js";
import type { ActionJournal } from "./journal-port.js";

/** The model of one vCenter as it is at this moment. */
export type Look =
  /** `dataAt`: when vCenter's last answer came that is part of it, ms since the epoch. */
  | { readonly ready: true; readonly ground: ActionGround; readonly dataAt: number }
  /** In the middle of a full state, or vCenter cannot be seen: a sentence. */
  | { readonly ready: false; readonly why: string };

export interface ExecutorWorld {
  look(): Look;
  /** Called after the model has changed. Returns the way out. */
  onChange(listener: () => void): () => void;
}

/** Moments at which a crash must do no harm, in the order in which they come. Tests end an executor there. */
export const executorSteps = ["admitted", "prepared", "fresh", "issuing", "called", "running", "ended", "verifying", "verified", "closed", "released"] as const;
export type ExecutorStep = (typeof executorSteps)[number];

export interface ExecutorRules {
  readonly limits: SiteLimits;
  readonly blast: BlastRule;
  readonly breaker: BreakerRule;
  /** How long a task may take to show up after a lost answer. */
  readonly settleMs: number;
  /** How long what an ended action took may be missing from a datastore's free space. */
  readonly lingerMs: number;
  /** Failures of one action before it is given up. */
  readonly attempts: number;
  /** First wait after a failure; it doubles up to 15 minutes. */
  readonly retryMs: number;
  /** How long an approval may wait for its turn. */
  readonly approvalValidMs: number;
  /** Unless the policy says so itself. */
  readonly verifyWithinMs: number;
  /** A task that takes longer raises an alert. */
  readonly stuckAfterMs: number;
  /** Within which the same outcome may not be reversed three times. */
  readonly fightWithinMs: number;
  /** A chapter that nobody has told for so long was left by a crash. */
  readonly tellAgainMs: number;
  /** Records of ended actions are removed after this. */
  readonly keepMs: number;
}

export type ExecutorReport =
  | { readonly kind: "moved"; readonly intent: Intent; readonly from: IntentState }
  | { readonly kind: "counts"; readonly waiting: number; readonly active: number; readonly unknown: number; readonly paused: boolean; readonly held: readonly string[]; readonly breakersOpen: readonly string[] }
  /** It carries out nothing any more. */
  | { readonly kind: "stopped"; readonly error: unknown }
  | { readonly kind: "trouble"; readonly error: unknown; readonly what: string };

export interface ExecutorContext {
  readonly vcenter: string;
  /** Host, process and something random: never used twice. */
  readonly holder: string;
  readonly journal: ActionJournal;
  readonly world: ExecutorWorld;
  readonly operator: Operator;
  readonly actions: readonly Action[];
  readonly policies: () => PolicySet;
  /** Those that may hold the executor's own alerts; undefined while they are not known. */
  readonly silences?: () => SilenceSet | undefined;
  readonly rules: ExecutorRules;
  /** True while this executor is certain that nobody has taken over from it; asked right before each call. */
  readonly sure: () => boolean;
  /** True when the executor of that name will never do anything again. */
  readonly isGone: (holder: string) => boolean;
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  readonly report: (report: ExecutorReport) => void;
  /** What it throws ends everything, as a crash would. */
  readonly step?: (step: ExecutorStep, id: string) => void;
}
