/** Value spec for CEL: the text with a way back from each of its characters to the file. Compiling comes when `each:` is known. */
import { isScalar } from "yaml";
import { maxExpressionLength } from "../conditions/language.js";
import type { Yields } from "../conditions/expression.js";
import { scalarOffsets } from "./scalar-offsets.js";
import { offsetOf, wrong, type ValueSpec } from "./value-spec.js";

export interface ExpressionText {
  readonly kind: "expression";
  readonly text: string;
  readonly yields: Yields;
  /** The key's path, for messages. */
  readonly name: string;
  /** Offset in the file of a character of the text. */
  readonly offsetAt: (index: number) => number;
}

export function expression(yields: Yields): ValueSpec<ExpressionText> {
  return {
    words: `CEL yielding \`${yields}\``,
    schema: { type: "string", minLength: 1, maxLength: maxExpressionLength },
    read: (node, name, reading) => {
      const text = isScalar(node) && (typeof node.value === "string" || (yields === "bool" && typeof node.value === "boolean")) ? String(node.value) : undefined;
      if (!isScalar(node) || text === undefined || text.trim() === "") {
        reading.report(offsetOf(node), wrong(name, node, `a CEL expression that yields ${yields}`));
        return undefined;
      }
      return { kind: "expression", text, yields, name, offsetAt: scalarOffsets(node, text, reading.text) };
    },
  };
}
