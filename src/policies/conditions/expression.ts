/** A compiled expression and what evaluating it yields. */
import type { Subject } from "../decision.js";
import type { Sight } from "../vocabulary/sight.js";

export type Outcome =
  | { readonly kind: "known"; readonly value: unknown }
  /** Missing inputs by name, e.g. "group.limit.hosts", or what the evaluation failed on. */
  | { readonly kind: "unknown"; readonly missing: readonly string[] };

export interface Expression {
  /** The text as the policy has it. */
  readonly source: string;
  readonly evaluate: (sight: Sight, subject: Subject) => Outcome;
}

/** What an expression may yield. */
export type Yields = "bool" | "string" | "int" | "list<int>" | "list<string>";
