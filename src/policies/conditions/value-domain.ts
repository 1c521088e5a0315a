/** What values a part of a condition can have at all, from its type and, for a field, from what the vocabulary says of it. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { viewTypes } from "../vocabulary/catalogue.js";

export interface Domain {
  readonly from: number;
  readonly to: number;
  /** Whole numbers alone. */
  readonly whole: boolean;
  /** Of a text that is one of a few. */
  readonly words: readonly string[] | undefined;
}

/** Units of what is counted: never less than none. */
const counts: ReadonlySet<string> = new Set(["VMs", "files", "groups", "hosts", "levels", "snapshots"]);

/** The tree must have been type-checked. Undefined: anything. */
export function domainOf(node: ASTNode): Domain | undefined {
  if ((node.op === "rcall" || node.op === "call") && node.args[0] === "size") return { from: 0, to: Infinity, whole: true, words: undefined };
  const field = node.op === "." ? viewTypes.find(({ name }) => name === typeOf(node.args[0]))?.fields.find(({ name }) => name === node.args[1]) : undefined;
  if (field?.values !== undefined) return { from: -Infinity, to: Infinity, whole: false, words: field.values };
  if (field?.unit === "probability") return { from: 0, to: 1, whole: false, words: undefined };
  if (typeOf(node) !== "int") return undefined;
  return { from: field?.unit !== undefined && counts.has(field.unit) ? 0 : -Infinity, to: Infinity, whole: true, words: undefined };
}

/** As the type checker noted it on the tree. */
function typeOf(node: ASTNode): string | undefined {
  return (node as ASTNode & { readonly checkedType?: { readonly name?: string } }).checkedType?.name;
}
