/** A compiled expression and what evaluating it yields. */
import type { Subject } from "../decision.js";
import type { Sight } from "../vocabulary/sight.js";
import type { Alternatives } from "./claims.js";

/** `until`: when it may be otherwise by the mere passing of time, ms since the epoch. */
export type Outcome =
  | { readonly kind: "known"; readonly value: unknown; readonly until?: number }
  /** Missing inputs by name, e.g. "group.limit.hosts", or what the evaluation failed on. */
  | { readonly kind: "unknown"; readonly missing: readonly string[]; readonly until?: number };

export interface Expression {
  /** The text as the policy has it. */
  readonly source: string;
  /** Names of definitions it uses itself. */
  readonly uses: readonly string[];
  /** The text with those of the conditions it uses, directly or not: every word that can decide. */
  readonly words: string;
  /** Entries of the lists those words name. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly evaluate: (sight: Sight, subject: Subject) => Outcome;
  /** What must be so for it to be true, or false; to be asked when all definitions are there. For those that yield bool. */
  readonly claims: (wanted: boolean) => Alternatives;
  /** Each part with its value, for people. */
  readonly explain: (sight: Sight, subject: Subject) => Explained;
}

/** What an expression may yield. */
export type Yields = "bool" | "string" | "int" | "list<int>" | "list<string>";

/** A part of an expression with its value for one subject. */
export interface Explained {
  /** As it stands in the policy, blanks folded. */
  readonly source: string;
  readonly outcome: Outcome;
  /** What its value follows from; empty for a field. */
  readonly parts: readonly Explained[];
  /** For a list that is gone through: entries that are not shown. */
  readonly omitted?: number;
}
