/**
 * What must be so for a condition to hold, as alternatives of claims about single values: `a > 3 && (b || c)` claims a > 3 and b, or a > 3 and c.
 * It takes an expression apart without looking at any object; what it does not understand claims nothing but itself.
 */
import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import { literalOf, type Literal } from "./literal-of.js";
import { partsOf } from "./parts-of.js";
import { textClaim, type TextTest } from "./text-claim.js";
import { domainOf, type Domain } from "./value-domain.js";

export type Test =
  | { readonly kind: "is" | "not"; readonly value: Literal }
  | { readonly kind: "bound"; readonly from: number; readonly to: number; readonly open: boolean }
  | TextTest
  /** Some entry of a list must meet one of these. */
  | { readonly kind: "entry"; readonly alternatives: Alternatives }
  /** `why` is a sentence without its full stop. */
  | { readonly kind: "never"; readonly why: string };

export interface Claim {
  /** The value it is about, as it is written, blanks left out. */
  readonly about: string;
  readonly test: Test;
  readonly domain: Domain | undefined;
  /** For people. */
  readonly text: string;
  /** Where it stands in the expression; for what a definition says, where its name stands. */
  readonly offset: number;
}

export type Alternatives = readonly (readonly Claim[])[];

/** What the names of definitions stand for; undefined for other words. */
export interface Meanings {
  readonly condition: (name: string) => ASTNode | undefined;
  readonly list: (name: string) => readonly string[] | undefined;
}

/** Beyond so many alternatives some claims are forgotten, which makes it blind, not wrong. */
const mostAlternatives = 64;
/** Definitions that lead back to themselves are somebody else's complaint. */
const deepestDefinition = 8;
const plain = new Environment();
const mirrored = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
type Comparison = keyof typeof mirrored;
const contrary = { "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

/** What must be so for it to be true, or with `wanted` false, for it to be false. The tree must have been type-checked. */
export function claimsOf(node: ASTNode, wanted: boolean, meanings: Meanings, at?: number, depth = 0): Alternatives {
  const go = (part: ASTNode, whether = wanted): Alternatives => claimsOf(part, whether, meanings, at, depth);
  const one = (about: ASTNode, test: Test): Alternatives => [[{ about: keyOf(about), test, domain: domainOf(about), text: wanted ? textOf(node) : negated(node), offset: at ?? node.range.start }]];
  const itself = (): Alternatives => one(node, { kind: "is", value: wanted });
  if (isConstant(node)) {
    const value = valueOf(node);
    if (value === wanted) return [[]];
    return typeof value === "boolean" ? one(node, { kind: "never", why: `${node.op === "value" ? "this part" : textOf(node)} is always ${String(value)}` }) : itself();
  }
  switch (node.op) {
    case "&&": case "||": return (node.op === "&&") === wanted ? all(node.args.map((part) => go(part))) : node.args.flatMap((part) => go(part));
    case "!_": return claimsOf(node.args, !wanted, meanings, at ?? (isJoined(node.args) ? undefined : node.range.start), depth);
    case "?:": return [...all([go(node.args[0], true), go(node.args[1])]), ...all([go(node.args[0], false), go(node.args[2])])];
    case "id": {
      const definition = depth === deepestDefinition ? undefined : meanings.condition(node.args);
      return definition === undefined ? itself() : claimsOf(definition, wanted, meanings, at ?? node.range.start, depth + 1);
    }
    case "in": {
      const [value, list] = node.args;
      const literals = list.op === "list" ? list.args.map(literalOf) : list.op === "id" ? meanings.list(list.args) : undefined;
      if (literals?.every((literal) => literal !== undefined) !== true) return itself();
      if (literals.length === 0) return wanted ? one(node, { kind: "never", why: `${textOf(node)} is always false: the list is empty` }) : [[]];
      const claims = literals.map((literal) => one(value, { kind: wanted ? "is" : "not", value: literal }));
      return wanted ? claims.flat() : all(claims);
    }
    case "==": case "!=": case "<": case "<=": case ">": case ">=": {
      const [left, right] = node.args;
      const op = wanted ? node.op : contrary[node.op];
      if (keyOf(left) === keyOf(right)) return op === "!=" || op === "<" || op === ">" ? one(node, { kind: "never", why: `${textOf(node)} is always ${wanted ? "false" : "true"}` }) : itself();
      const mirror = literalOf(left) !== undefined;
      const [value, literal] = mirror ? [right, literalOf(left)] : [left, literalOf(right)];
      const test = literal === undefined ? undefined : testOf(mirror ? mirrored[op] : op, literal);
      return test === undefined || (!wanted && keyOf(value).includes("/")) ? itself() : one(value, test); // what is divided may be no number, of which no comparison holds
    }
    case "rcall": {
      const [name, list, [variable, body]] = node.args;
      if ((name === "exists" || name === "exists_one" || name === "all") && variable?.op === "id" && body !== undefined && wanted === (name !== "all")) {
        const inner: Meanings = { ...meanings, condition: (word) => (word === variable.args ? undefined : meanings.condition(word)) };
        return [[{ about: keyOf(list), test: { kind: "entry", alternatives: claimsOf(body, wanted, inner, at, depth) }, domain: undefined, text: textOf(node), offset: at ?? node.range.start }]];
      }
      return fromText(node) ?? itself();
    }
    case "call": return fromText(node) ?? itself();
    default: return itself();
  }

  function fromText(call: ASTNode & { op: "call" | "rcall" }): Alternatives | undefined {
    const claim = textClaim(call, keyOf(call), wanted, meanings.list);
    return claim === undefined ? undefined : one(claim.about, claim.test);
  }
}

function isJoined({ op }: ASTNode): boolean {
  return op === "&&" || op === "||" || op === "?:";
}

function all(parts: readonly Alternatives[]): Alternatives {
  return parts.reduce<Alternatives>((sofar, part) => (sofar.length * part.length > mostAlternatives ? sofar : sofar.flatMap((left) => part.map((right) => [...left, ...right]))), [[]]);
}

function testOf(op: Comparison, value: Literal): Test | undefined {
  if (op === "==" || op === "!=") return { kind: op === "==" ? "is" : "not", value };
  if (typeof value !== "number") return undefined;
  return { kind: "bound", from: op === ">" || op === ">=" ? value : -Infinity, to: op === "<" || op === "<=" ? value : Infinity, open: op === "<" || op === ">" };
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

/** The same text for the same value, however it is laid out. */
function keyOf({ input, range }: ASTNode): string {
  return input.slice(range.start, range.end).replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s+/g, (_blank, quoted: string | undefined) => quoted ?? "");
}

function negated(node: ASTNode): string {
  const text = textOf(node);
  return node.op === "id" || node.op === "." || node.op === "call" || node.op === "rcall" ? `!${text}` : `!(${text})`;
}

/** Outer brackets may be missing from a node's range; they are put back. */
function textOf({ input, range }: ASTNode): string {
  const text = input.slice(range.start, range.end).replace(/\s+/g, " ").trim();
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  const [opened, closed] = ["(", ")"].map((bracket) => bare.split(bracket).length - 1) as [number, number];
  return `${"(".repeat(Math.max(0, closed - opened))}${text}${")".repeat(Math.max(0, opened - closed))}`;
}
