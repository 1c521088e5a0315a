/** Whether a value is one that a parameter of an action may have, whoever computed or typed it. It never mends one. */
import type { ParamSpec } from "./action-spec.js";

/** What would be allowed instead; undefined when the value fits. */
export function mistakeIn(spec: ParamSpec, value: unknown): string | undefined {
  const { type, words, maxLength = 256 } = spec;
  const isText = (one: unknown): boolean => typeof one === "string" && one.length > 0 && one.length <= maxLength;
  const isKey = (one: unknown): boolean => typeof one === "number" && Number.isInteger(one) && one >= 0 && one <= 2_147_483_647;
  if (spec.mustBeTrue === true) return value === true ? undefined : "true, written out";
  switch (type) {
    case "bool": return typeof value === "boolean" ? undefined : "true or false";
    case "int": return isKey(value) ? undefined : "a whole number";
    case "string":
      if (words !== undefined) return words.some((word) => word === value) ? undefined : words.join(", ");
      return isText(value) ? undefined : `a text of 1 to ${maxLength} characters`;
    default: {
      const fits = type === "list<int>" ? isKey : isText;
      if (!Array.isArray(value) || !value.every(fits)) return type === "list<int>" ? "a list of whole numbers" : "a list of texts";
      return value.length === 0 && spec.refuseEmpty !== undefined ? `not an empty list, for ${spec.refuseEmpty}` : undefined;
    }
  }
}
