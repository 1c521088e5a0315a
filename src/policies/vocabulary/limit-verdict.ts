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

  constructor(verdict: LimitVerdict) {
    this.verdict = verdict;
  }
}

export const verdictTypeName = "Verdict";

const values: Readonly<Record<LimitVerdict, VerdictValue>> = {
  applies: new VerdictValue("applies"), lifted: new VerdictValue("lifted"), unknown: new VerdictValue("unknown"),
};

export function verdictEquals(value: VerdictValue, text: string): boolean {
  if (value.verdict === "unknown" && text !== "unknown") throw new MissingInput("group.limit.verdict");
  return value.verdict === text;
}

export function verdict<Item>(name: string, doc: string, get: (item: Item, sight: Sight) => LimitVerdict): Field<Item> {
  return { name, celType: verdictTypeName, doc, see: (item, sight) => values[get(item, sight)], tell: get };
}
