/**
 * A policy test as it is run: an estate, and steps in virtual time with what is expected at their moments. Readonly data, checked and with
 * defaults filled in; nothing here runs by itself.
 */
import type { Estate } from "../lab/estates/estate.js";
import type { Severity } from "../policies/decision.js";
import type { Mode } from "../policies/policy.js";

/** Where something stands in a test file; both numbers from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface Trial {
  readonly name: string;
  readonly place: Place;
  /** Names of the policies that judge; at least one. */
  readonly policies: readonly string[];
  /** Instead of their own modes. */
  readonly mode: Mode | undefined;
  readonly estate: Estate;
  readonly settings: TrialSettings;
  readonly steps: readonly TrialStep[];
}

export interface TrialSettings {
  readonly hostLimit: number | undefined;
  readonly settleMs: number;
  readonly sweepMs: number;
}

export interface TrialStep {
  readonly place: Place;
  /** ms after the start, or after the end of the step before. */
  readonly moment: { readonly kind: "at" | "after"; readonly ms: number };
  readonly deed: Deed | undefined;
  readonly expect: Expectation | undefined;
}

/** Something that happens in the lab, in the words of `tetherd lab do`. */
export interface Deed {
  readonly words: readonly string[];
  readonly via: "vcenter" | "host" | undefined;
  /** False: time goes on while its task runs. */
  readonly wait: boolean;
  /** Glob over the fault's class: vCenter must refuse. */
  readonly fails: string | undefined;
}

/** All that must be so at one moment; what is not listed must not be, unless others are allowed. */
export interface Expectation {
  readonly place: Place;
  readonly alerts: readonly AlertWish[];
  readonly storms: readonly StormWish[];
  readonly resolved: readonly ResolvedWish[];
  readonly actions: readonly ActionWish[];
  readonly unknown: readonly UnknownWish[];
  readonly othersAllowed: boolean;
}

/** Texts are globs. */
interface Wish {
  readonly place: Place;
  readonly policy: string | undefined;
  /** Name or managed object id of the subject. */
  readonly on: string | undefined;
  /** How many it stands for; undefined: at least one. */
  readonly count: number | undefined;
}

export const standingStates = ["pending", "firing", "shadow"] as const;
export type StandingState = (typeof standingStates)[number];

export interface AlertWish extends Wish {
  readonly state: StandingState;
  readonly severity: Severity | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface StormWish extends Wish {
  readonly severity: Severity | undefined;
  readonly members: number | undefined;
}

export interface ResolvedWish extends Wish {
  readonly reason: string | undefined;
}

export interface ActionWish extends Wish {
  readonly verb: string | undefined;
  readonly state: string | undefined;
  /** Compared whole. */
  readonly params: unknown;
  readonly reason: string | undefined;
}

export interface UnknownWish extends Wish {
  readonly missing: string | undefined;
}
