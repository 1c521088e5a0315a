/** A PropertyFilterSpec after it was held against the schema: names of selections are resolved into what they name. It is only a shape. */
import type { Ref } from "../wire/vim-value.js";

export interface PropSet {
  /** Wire type; objects of it and of its subtypes are meant. */
  readonly type: string;
  readonly all: boolean;
  readonly paths: readonly string[];
}

/** One step of the walk: from objects of `type` along `path`. */
export interface Traversal {
  readonly type: string;
  readonly path: string;
  readonly skip: boolean;
  /** What applies to the objects found; may come back to this very traversal, so it is filled in last. */
  readonly next: Hops;
}

/** The traversals that apply to one object. Two lists that hold the same are different to the walk, which visits an object once per list. */
export type Hops = readonly Traversal[];

export interface StartObject {
  readonly ref: Ref;
  readonly skip: boolean;
  readonly hops: Hops;
}

export interface FilterSpec {
  readonly propSets: readonly PropSet[];
  readonly starts: readonly StartObject[];
  readonly reportMissing: boolean;
}
