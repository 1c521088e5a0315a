/**
 * An expression taken apart: each part as it is written, with the value it has for one subject. Parts are evaluated one by one in the
 * same language, so that what is shown is what counts; it costs many evaluations and is for people, not for judging.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import type { Explained, Outcome } from "./expression.js";
import { comprehensions } from "./built-ins.js";

/** Evaluates a part in the context of the whole. */
type Evaluate = (source: string) => Outcome;
/** Puts a part under the variables that the whole binds around it. */
type Bind = (source: string) => string;

/** Entries of a list that are taken apart. */
const entriesShown = 3;
/** Entries looked at to find those that decide. */
const entriesTried = 200;
/** Parts of one expression; more than this nobody reads. */
const mostParts = 300;

export function explain(root: ASTNode, evaluate: Evaluate): Explained {
  let left = mostParts;
  const outcomeOf = (node: ASTNode, bind: Bind): Outcome => evaluate(bind(textOf(node)));
  const visit = (node: ASTNode, bind: Bind): Explained => {
    left--;
    const plain = { source: shown(node), outcome: outcomeOf(node, bind) };
    if (left <= 0) return { ...plain, parts: [] };
    if (node.op === "rcall" && comprehensions.has(node.args[0])) return { ...plain, ...entries(node, bind) };
    return { ...plain, parts: partsOf(node).flatMap(({ part, bound }) => (isPlain(part) ? [] : [visit(part, bound === undefined ? bind : (source) => bind(bound(source)))])) };
  };
  const entries = (node: ASTNode & { op: "rcall" }, bind: Bind): Pick<Explained, "parts" | "omitted"> => {
    const [name, list, [variable, body]] = node.args;
    const found = outcomeOf(list, bind);
    if (variable?.op !== "id" || body === undefined || found.kind === "unknown" || !Array.isArray(found.value)) return { parts: isPlain(list) ? [] : [visit(list, bind)] };
    const inside = (index: number): Bind => (source) => bind(`cel.bind(${variable.args}, (${textOf(list)})[${index}], ${source})`);
    const tried = found.value.slice(0, entriesTried).map((_entry, index) => ({ index, rank: rankOf(name, outcomeOf(body, inside(index))) }));
    const chosen = tried.sort((a, b) => a.rank - b.rank || a.index - b.index).slice(0, entriesShown);
    const parts = chosen.map(({ index }) => {
      const { source, ...rest } = visit(body, inside(index));
      return { source: `${shown(list)}[${index}]: ${source}`, ...rest };
    });
    return { parts, ...(found.value.length > parts.length ? { omitted: found.value.length - parts.length } : {}) };
  };
  return visit(root, (source) => source);
}

/** Entries that decide come first: what makes `exists` true, what makes `all` false, then what is unknown. */
function rankOf(name: string, outcome: Outcome): number {
  if (outcome.kind === "unknown") return 1;
  return (outcome.value === true) === (name !== "all") ? 0 : 2;
}

interface Part {
  readonly part: ASTNode;
  /** Variables around it that the whole does not have. */
  readonly bound?: Bind;
}

function partsOf(node: ASTNode): readonly Part[] {
  switch (node.op) {
    case "&&": case "||": return node.args.flatMap((part) => (part.op === node.op ? partsOf(part) : [{ part }]));
    case "value": case "id": case ".": case ".?": return [];
    case "call": return node.args[1].map((part) => ({ part }));
    case "rcall": return methodParts(node);
    case "list": return node.args.map((part) => ({ part }));
    case "map": return node.args.flat().map((part) => ({ part }));
    case "!_": case "-_": return [{ part: node.args }];
    default: return node.args.map((part) => ({ part }));
  }
}

function methodParts(node: ASTNode & { op: "rcall" }): readonly Part[] {
  const [name, receiver, args] = node.args;
  const [variable, value, body] = args;
  if (name === "bind" && variable?.op === "id" && value !== undefined && body !== undefined) {
    return [{ part: value }, { part: body, bound: (source) => `cel.bind(${variable.args}, ${textOf(value)}, ${source})` }];
  }
  return [receiver, ...args].map((part) => ({ part }));
}

/** A literal, or a bare variable, says nothing by having a value. */
function isPlain(node: ASTNode): boolean {
  return node.op === "value" || node.op === "id" || ((node.op === "-_" || node.op === "list") && partsOf(node).every(({ part }) => isPlain(part)));
}

function textOf({ input, range }: ASTNode): string {
  return input.slice(range.start, range.end);
}

function shown(node: ASTNode): string {
  return textOf(node).replace(/\s+/g, " ").trim();
}
