/**
 * Finds comparisons of a field with a word it never has, such as `vm.powerState == "on"`: they would silently be false for ever.
 * The tree must have been type-checked.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { nearestName } from "../../shared/nearest-name.js";
import { viewTypes } from "../vocabulary/catalogue.js";
import type { Mistake } from "./mistake.js";
import { partsOf } from "./parts-of.js";

export function impossibleComparisons(root: ASTNode): readonly Mistake[] {
  const found: Mistake[] = [];
  const visit = (node: ASTNode): void => {
    if (node.op === "==" || node.op === "!=") {
      const [left, right] = node.args;
      found.push(...mistakesBetween(left, [right]), ...mistakesBetween(right, [left]));
    } else if (node.op === "in") {
      const [left, right] = node.args;
      if (right.op === "list") found.push(...mistakesBetween(left, right.args));
      else found.push(...mistakesBetween(right, [left]));
    }
    for (const part of partsOf(node)) visit(part);
  };
  visit(root);
  return found;
}

function mistakesBetween(field: ASTNode, literals: readonly ASTNode[]): readonly Mistake[] {
  if (field.op !== ".") return [];
  const values = valuesOf(field);
  if (values === undefined) return [];
  return literals.flatMap((literal): Mistake[] => {
    if (literal.op !== "value" || typeof literal.args !== "string" || values.includes(literal.args)) return [];
    return [{ offset: literal.range.start, message: `"${field.args[1]}" is never "${literal.args}"; allowed: ${values.join(", ")}${nearestName(literal.args, values)}` }];
  });
}

/** The words that the field may have; undefined where any text may stand. */
function valuesOf(field: ASTNode & { op: "." }): readonly string[] | undefined {
  const owner = (field.args[0] as ASTNode & { readonly checkedType?: { readonly name?: string } }).checkedType?.name;
  return viewTypes.find((type) => type.name === owner)?.fields.find(({ name }) => name === field.args[1])?.values;
}
