/**
 * What an action does next, judged by the present state of the world and never by what was planned earlier: so a plan of many steps is
 * resumed by asking again, and one whose reason has gone ends by itself.
 */
import type { Ref } from "../inventory/updates.js";
import type { Operation } from "./operation.js";

/** The wanted state is there. */
export interface Satisfied { readonly kind: "satisfied"; readonly why: string }
/** It must not or cannot be done, and waiting will not mend it; each reason is a sentence for people. */
export interface Refused { readonly kind: "refused"; readonly reasons: readonly string[] }
/** Not now: what it waits for, as sentences. */
export interface Wait { readonly kind: "wait"; readonly reasons: readonly string[] }
/** Properties without which nothing may be done. */
export interface Unknown { readonly kind: "unknown"; readonly missing: readonly string[] }

export interface Step {
  readonly kind: "operation";
  readonly operation: Operation;
  readonly why: string;
  readonly progress: { readonly done: number; readonly total: number };
  readonly touches: Touches;
  /** Plain JSON to write down with the intent before the call, and to hand back as `Assignment.memo` ever after. */
  readonly memo?: unknown;
}

/** Why there is no next call just now, or ever. */
export type NoStep = Refused | Wait | Unknown;

export type NextStep = Satisfied | NoStep | Step;

/** What an operation keeps busy: budgets and locks go by it. */
export interface Touches {
  /** VMs that it changes; each may have one open action only. */
  readonly vms: readonly Ref[];
  readonly datastores: readonly Ref[];
  readonly hosts: readonly Ref[];
  readonly clusters: readonly Ref[];
  /** Space it may take at worst, by datastore; undefined where it cannot be told. */
  readonly needs: readonly { readonly datastore: Ref; readonly bytes: number | undefined }[];
}

/** Whether an operation took effect, told by the world alone when its task cannot be asked any more. */
export type Evidence =
  | { readonly kind: "done"; readonly why: string }
  | { readonly kind: "not-done"; readonly why: string }
  /** `look`: VMs whose marker would tell; ask again with it in `ActionGround.markers`. */
  | { readonly kind: "cannot-tell"; readonly why: string; readonly look?: readonly Ref[] };

export function satisfied(why: string): Satisfied {
  return { kind: "satisfied", why };
}

export function refused(...reasons: readonly string[]): Refused {
  return { kind: "refused", reasons };
}

export function waiting(...reasons: readonly string[]): Wait {
  return { kind: "wait", reasons };
}

export function unknown(...missing: readonly string[]): Unknown {
  return { kind: "unknown", missing: [...new Set(missing)] };
}

/** Evidence of a convergent operation: it took effect when there is nothing left to do, and did not while the same call would be made again. */
export function evidenceOf(next: NextStep): Evidence {
  switch (next.kind) {
    case "satisfied": return { kind: "done", why: next.why };
    case "operation": return { kind: "not-done", why: next.why };
    case "unknown": return { kind: "cannot-tell", why: `Not known: ${next.missing.join(", ")}.` };
    default: return { kind: "cannot-tell", why: next.reasons.join(" ") };
  }
}
