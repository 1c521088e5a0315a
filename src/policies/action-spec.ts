/**
 * What policies must know of an action to check and request it. The actions room owns the list and hands it in; nothing here
 * knows how an action is carried out.
 */
import type { SubjectKind } from "./decision.js";

export interface ParamSpec {
  readonly type: "bool" | "int" | "string" | "list<int>" | "list<string>";
  readonly doc: string;
  readonly required: boolean;
  /** Why an empty list is never right, if so; the policy then does not act. */
  readonly refuseEmpty?: string;
  /** The only words that a text may be. */
  readonly words?: readonly string[];
  /** Longest text, and longest text of a list; 256 unless given. */
  readonly maxLength?: number;
  /** True must be written out: nothing else, and no expression, is taken. For what a person has to answer for. */
  readonly mustBeTrue?: boolean;
  /** A value as it would be written, for documents. */
  readonly example: unknown;
}

export interface ActionSpec {
  /** Key under `do:`, e.g. "promote". */
  readonly verb: string;
  readonly doc: string;
  /** What it can be done to. */
  readonly each: readonly SubjectKind[];
  readonly params: Readonly<Record<string, ParamSpec>>;
  /** Verbs that undo it or are undone by it: two policies must not do both to the same objects. One direction is enough. */
  readonly opposes?: readonly string[];
  /** The parameter that says where it leads to: two policies that name two places drive an object back and forth. */
  readonly leadsTo?: string;
}

export type ActionCatalogue = readonly ActionSpec[];
