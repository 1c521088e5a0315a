/**
 * The verdict of a host limit inside CEL. It compares with texts like a text, except that an unknown verdict is neither equal nor
 * unequal to "applies" or "lifted": a condition that asks so becomes unknown instead of false.
 */
import type { LimitVerdict } from "../../inventory/model.js";
import type { Field } from "./field.js";
import { MissingInput } from "./missing-input.js";
import type { Sight } from "./sight.js";
import type { Source } from "./source.js";

export class VerdictValue {
  readonly verdict: LimitVerdict;
  readonly #sight: Sight;
  readonly #input: string;

  /** `input` names it in messages, e.g. "group.limit.verdict". */
  constructor(verdict: LimitVerdict, sight: Sight, input: string) {
    this.verdict = verdict;
    this.#sight = sight;
    this.#input = input;
  }

  /** Throws MissingInput where nobody can know. */
  equals(text: string): boolean {
    if (this.verdict !== "unknown" || text === "unknown") return this.verdict === text;
    this.#sight.missing.add(this.#input);
    throw new MissingInput(this.#input);
  }
}

export const verdictTypeName = "Verdict";
export const limitVerdicts: readonly LimitVerdict[] = ["applies", "lifted", "unknown"];

export function verdict<Item>(name: string, doc: string, source: Source, get: (item: Item, sight: Sight) => LimitVerdict): Field<Item> {
  return { name, celType: verdictTypeName, values: limitVerdicts, doc, source, see: (item, sight, path) => new VerdictValue(get(item, sight), sight, `${path}.${name}`), tell: get };
}
