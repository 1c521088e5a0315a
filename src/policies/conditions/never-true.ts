/**
 * Finds conditions that no object can ever meet: parts joined by `&&` of which one is false without looking at anything, or of which two
 * ask the same field for different things. It says so only where it is certain; most such mistakes it cannot see.
 */
import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import type { Mistake } from "./mistake.js";
import { partsOf } from "./parts-of.js";

const plain = new Environment();

/** `source` must have compiled. */
export function neverTrue(source: string): Mistake | undefined {
  const parts = conjuncts(plain.parse(source).ast);
  for (const part of parts) {
    if (isConstant(part) && valueOf(part) === false) return { offset: part.range.start, message: "this part is always false (to switch a policy off, write mode: off)" };
  }
  const asked = parts.flatMap((part) => questionsOf(part));
  for (const [index, one] of asked.entries()) {
    for (const other of asked.slice(0, index)) {
      if (one.field === other.field && contradict(one, other)) return { offset: one.offset, message: `${other.text} and ${one.text} exclude each other` };
    }
  }
  return undefined;
}

function conjuncts(node: ASTNode): readonly ASTNode[] {
  return node.op === "&&" ? node.args.flatMap(conjuncts) : [node];
}

/** Literals and operators alone. */
function isConstant(node: ASTNode): boolean {
  return node.op !== "id" && node.op !== "call" && node.op !== "rcall" && partsOf(node).every(isConstant);
}

function valueOf(node: ASTNode): unknown {
  try {
    return plain.evaluate(textOf(node)) as unknown;
  } catch (error) {
    if (error instanceof Error) return undefined; // an error is no answer
    throw error;
  }
}

/** "the field is this", or a bound of numbers. */
interface Question {
  readonly field: string;
  readonly text: string;
  readonly offset: number;
  readonly op: "==" | "<" | "<=" | ">" | ">=";
  readonly value: string | number | boolean;
}

const mirrored = { "==": "==", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function questionsOf(node: ASTNode): readonly Question[] {
  switch (node.op) {
    case "==": case "<": case "<=": case ">": case ">=": {
      const [left, right] = node.args;
      const about = (field: ASTNode, literal: ASTNode, op: Question["op"]): readonly Question[] => {
        const path = pathOf(field);
        const value = literal.op !== "value" ? undefined : typeof literal.args === "bigint" ? Number(literal.args) : literal.args;
        if (path === undefined || (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")) return [];
        return [{ field: path, op, value, offset: node.range.start, text: textOf(node) }];
      };
      return [...about(left, right, node.op), ...about(right, left, mirrored[node.op])];
    }
    case ".": case "!_": {
      const path = pathOf(node.op === "!_" ? node.args : node);
      return path === undefined ? [] : [{ field: path, op: "==", value: node.op === ".", offset: node.range.start, text: textOf(node) }];
    }
    default: return [];
  }
}

/** "vm.group.hostSpan": a field reached over fields alone. */
function pathOf(node: ASTNode): string | undefined {
  if (node.op === "id") return node.args;
  const owner = node.op === "." ? pathOf(node.args[0]) : undefined;
  return node.op === "." && owner !== undefined ? `${owner}.${node.args[1]}` : undefined;
}

function contradict(a: Question, b: Question): boolean {
  if (a.op === "==" && b.op === "==") return a.value !== b.value;
  if (typeof a.value !== "number" || typeof b.value !== "number") return false;
  const [low, high] = [a, b].map(({ op, value }) => ({ from: op === "<" || op === "<=" ? -Infinity : Number(value), to: op === ">" || op === ">=" ? Infinity : Number(value), open: op === "<" || op === ">" })).sort((x, y) => x.from - y.from || x.to - y.to);
  if (low === undefined || high === undefined) return false;
  return high.from > low.to || (high.from === low.to && (low.open || high.open));
}

/** Outer brackets may be missing from its range, so this is for people and for parts without any. */
function textOf(node: ASTNode): string {
  return node.input.slice(node.range.start, node.range.end);
}
