/**
 * CEL over the labels of an alert, for choosing who is told: texts, comparisons, `in`, globs and RE2; no loops, so its cost is that of its text. A label that
 * is not there is the empty text, as in silences. It knows nothing of objects and of time.
 */
import { Environment, EvaluationError, ParseError, TypeError as CelTypeError, type ASTNode } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { nearestName } from "../../shared/nearest-name.js";
import { checkerMistake } from "./checker-mistake.js";
import { globFunction, globMatches } from "./glob.js";
import { maxExpressionLength } from "./language.js";
import type { Mistake } from "./mistake.js";
import { partsOf } from "./parts-of.js";
import { reFunction } from "./re.js";

export interface LabelExpression {
  readonly source: string;
  /** Names of the labels it looks at, sorted. */
  readonly labels: readonly string[];
  /** Undefined when it cannot be told: the evaluation failed. */
  readonly matches: (labels: Readonly<Record<string, string>>) => boolean | undefined;
}

const methods = ["contains", "startsWith", "endsWith", "lowerAscii", "upperAscii", "trim"] as const;
const functions = ["glob", "re"] as const;
const literals = { glob: globFunction.literal, re: reFunction().literal } as const;

/** The expression, or everything wrong with it. */
export function compileLabels(source: string): LabelExpression | readonly Mistake[] {
  if (source.length > maxExpressionLength) return [{ offset: 0, message: `the expression has ${source.length} characters; allowed: ${maxExpressionLength}` }];
  const environment = labelEnvironment();
  try {
    const parsed = environment.parse(source);
    const { mistakes, labels } = walkLabels(parsed.ast);
    if (mistakes.length > 0) return mistakes;
    const checked = environment.check(source);
    if (!checked.valid) return checked.error instanceof CelTypeError || checked.error instanceof ParseError ? [checkerMistake(checked.error, source, environment)] : [{ offset: 0, message: "the expression cannot be checked" }];
    if (checked.type !== "bool") return [{ offset: 0, message: `the expression yields ${checked.type ?? "nothing"}; allowed: bool` }];
    return {
      source, labels,
      matches: (given) => {
        try {
          return parsed({ labels: new Map(labels.map((name) => [name, Object.hasOwn(given, name) ? (given[name] ?? "") : ""])) }) === true;
        } catch (error) {
          if (error instanceof EvaluationError) return undefined;
          throw error;
        }
      },
    };
  } catch (error) {
    if (error instanceof ParseError) return [checkerMistake(error, source, environment)];
    if (error instanceof RangeError) return [{ offset: 0, message: "the expression is nested too deeply" }];
    throw error;
  }
}

function labelEnvironment(): Environment {
  const compiled = new Map<string, RE2JS>();
  const environment = new Environment({ limits: { maxAstNodes: 200, maxDepth: 16, maxListElements: 100, maxMapEntries: 1, maxCallArguments: 2 } });
  environment.registerVariable("labels", "map<string, string>");
  environment.registerFunction("glob(string, string): bool", (text: string, pattern: string) => globMatches(pattern, text));
  environment.registerFunction("glob(string, list<string>): bool", (text: string, patterns: readonly string[]) => patterns.some((pattern) => globMatches(pattern, text)));
  environment.registerFunction("re(string, string): bool", (text: string, pattern: string) => {
    const regex = compiled.get(pattern) ?? RE2JS.compile(pattern);
    compiled.set(pattern, regex);
    return regex.matcher(text).find();
  });
  return environment;
}

/** What the type checker does not find: words that are not allowed, labels that are not named outright, patterns that are not literals. */
function walkLabels(root: ASTNode): { readonly mistakes: readonly Mistake[]; readonly labels: readonly string[] } {
  const mistakes: Mistake[] = [];
  const labels = new Set<string>();
  const complain = (node: ASTNode, message: string): void => { mistakes.push({ offset: node.range.start, message }); };
  const visit = (node: ASTNode): void => {
    const name = labelIn(node);
    if (name !== undefined) {
      labels.add(name);
      return;
    }
    if (node.op === "id") complain(node, node.args === "labels" ? 'a label is asked for by its name; allowed: labels.team or labels["team"]' : `unknown variable "${node.args}"; allowed: labels`);
    else if (node.op === "call") visitCall(node, node.args[0], node.args[1]);
    else {
      if (node.op === "rcall" && !methods.some((method) => method === node.args[0])) complain(node, `unknown function "${node.args[0]}"; allowed: ${methods.join(", ")}${nearestName(node.args[0], methods)}`);
      if (node.op === "rcall") visit(node.args[1]);
      for (const part of node.op === "rcall" ? node.args[2] : partsOf(node)) visit(part);
    }
  };
  const visitCall = (node: ASTNode, name: string, args: readonly ASTNode[]): void => {
    if (name === "has") {
      complain(node, 'the function "has" is not allowed: a label that is not there is the empty text; write labels.team != ""');
      return;
    }
    const known = functions.find((candidate) => candidate === name);
    if (known === undefined) complain(node, `unknown function "${name}"; allowed: ${functions.join(", ")}${name === "matches" ? '; use re(text, "pattern")' : nearestName(name, functions)}`);
    else if (args[1] !== undefined) checkPattern(known, args[1]);
    for (const arg of args) visit(arg);
  };
  const checkPattern = (name: (typeof functions)[number], pattern: ASTNode): void => {
    if (pattern.op === "list") for (const entry of pattern.args) checkPattern(name, entry);
    else if (pattern.op !== "value" || typeof pattern.args !== "string") complain(pattern, `the pattern of ${name} must be a text literal, so that it is checked at load`);
    else {
      const complaint = literals[name]?.check(pattern.args);
      if (complaint !== undefined) complain(pattern, complaint);
    }
  };
  visit(root);
  return { mistakes, labels: [...labels].sort() };
}

/** The label that `labels.team` or `labels["team"]` names. */
function labelIn(node: ASTNode): string | undefined {
  if (node.op === "." && isLabels(node.args[0])) return node.args[1];
  if (node.op !== "[]" || !isLabels(node.args[0])) return undefined;
  const [, index] = node.args;
  return index.op === "value" && typeof index.args === "string" ? index.args : undefined;
}

function isLabels(node: ASTNode): boolean {
  return node.op === "id" && node.args === "labels";
}
