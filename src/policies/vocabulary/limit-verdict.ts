/**
 * The verdict of a host limit inside CEL. It compares with texts like a text, except that an unknown verdict is neither equal nor
 * unequal to "applies" or "lifted": a condition that asks so becomes unknown instead of false.
 */
import type { LimitVerdict } from "../../inventory/model.js";
import type { Field } from "./view-type.js";
import type { Sight } from "./sight.js";

/** A comparison met an input that is not known. `input` names it. */
export class MissingInput extends Error {
  override readonly name = "MissingInput";
  readonly input: string;

  constructor(input: string) {
    super(`${input} is unknown`);
    this.input = input;
  }
}

export class VerdictValue {
  readonly verdict: LimitVerdict;
  readonly #sight: Sight;

  constructor(verdict: LimitVerdict, sight: Sight) {
    this.verdict = verdict;
    this.#sight = sight;
  }

  /** Throws MissingInput where nobody can know. */
  equals(text: string): boolean {
    if (this.verdict !== "unknown" || text === "unknown") return this.verdict === text;
    this.#sight.missing.add(input);
    throw new MissingInput(input);
  }
}

export const verdictTypeName = "Verdict";
const input = "group.limit.verdict";

export function verdict<Item>(name: string, doc: string, get: (item: Item, sight: Sight) => LimitVerdict): Field<Item> {
  return { name, celType: verdictTypeName, doc, see: (item, sight) => new VerdictValue(get(item, sight), sight), tell: get };
}
