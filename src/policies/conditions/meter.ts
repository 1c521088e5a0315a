/**
 * Puts a meter on a checked expression, so that whatever could make it long or large is counted on the sight: lists gone through or
 * compared, texts searched, lists and texts that grow. Counting is all it does; values pass as they are.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Sight } from "../vocabulary/sight.js";
import { sightInHand } from "./in-hand.js";
import { partsOf } from "./parts-of.js";

/** A text or list that an expression itself puts together may be so long. */
export const maxMadeText = 16_384;
export const maxMadeList = 20_000;

/** How the library runs a node; it replaces the method by a quicker one when the node first runs. */
interface Runnable {
  evaluate: (evaluator: unknown, node: unknown, context: unknown) => unknown;
}

/** The tree must have been type-checked. */
export function meter(root: ASTNode): void {
  const visit = (node: ASTNode): void => {
    for (const part of meteredOf(node)) watch(part, (value) => { countValue(value, sightInHand()); });
    for (const part of partsOf(node)) visit(part);
  };
  visit(root);
}

/** What is gone through, searched, compared whole or put together. */
function meteredOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "rcall": return node.args[0] === "bind" ? [] : [node.args[1]];
    case "in": return [node.args[1]];
    case "==": case "!=": return node.args.filter((part) => part.op !== "value" && part.op !== ".");
    case "+": return [node];
    default: return [];
  }
}

function countValue(value: unknown, sight: Sight): void {
  if (typeof value === "string") {
    if (value.length > maxMadeText) throw new RangeError(`it makes a text of more than ${maxMadeText} characters`);
    sight.count(1 + (value.length >> 6));
  } else if (Array.isArray(value)) {
    if (value.length > maxMadeList) throw new RangeError(`it makes a list of more than ${maxMadeList} entries`);
    sight.count(1 + value.length + textsIn(value));
  } else if (sight.exhausted) sight.count();
}

/** Characters of a list of texts, in steps; `join` puts them together. */
function textsIn(list: readonly unknown[]): number {
  if (typeof list[0] !== "string") return 0;
  const length = (list as readonly string[]).reduce((sum, text) => sum + text.length, 0);
  if (length > 64 * maxMadeText) throw new RangeError("it makes texts that are too long");
  return length >> 6;
}

/** Hands every value of the node to `count` before anybody else sees it. */
function watch(node: ASTNode, count: (value: unknown) => void): void {
  const runnable = node as unknown as Runnable;
  let run = runnable.evaluate;
  const watched: Runnable["evaluate"] = (evaluator, self, context) => {
    const value = run.call(node, evaluator, self, context);
    count(value);
    return value;
  };
  Object.defineProperty(node, "evaluate", { configurable: true, get: () => watched, set: (quicker: Runnable["evaluate"]) => { run = quicker; } });
}
