/**
 * What an action does next, judged by the present state of the world and never by what was planned earlier: so a plan of many steps is
 * resumed by asking again, and one whose reason has gone ends by itself.
 */
import type { Ref } from "../inventory/updates.js";
import type { Operation } from "./operation.js";

export type NextStep =
  /** The wanted state is there. */
  | { readonly kind: "satisfied"; readonly why: string }
  /** It must not or cannot be done, and waiting will not mend it; each reason is a sentence for people. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] }
  /** Not now: what it waits for, as sentences. */
  | { readonly kind: "wait"; readonly reasons: readonly string[] }
  /** Properties without which nothing may be done. */
  | { readonly kind: "unknown"; readonly missing: readonly string[] }
  | { readonly kind: "operation"; readonly operation: Operation; readonly why: string; readonly progress: { readonly done: number; readonly total: number }; readonly touches: Touches };

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
