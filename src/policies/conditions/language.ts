/**
 * The language of conditions: CEL with the typed vocabulary, own functions and bounds. Compiling finds every mistake it can
 * and gives its offset; evaluating is three-valued and never throws.
 */
import { EvaluationError, ParseError, TypeError as CelTypeError, type Environment, type ParseResult } from "@marcbachmann/cel-js";
import type { Subject, SubjectKind } from "../decision.js";
import { variablesOf } from "../vocabulary/catalogue.js";
import { MissingInput } from "../vocabulary/missing-input.js";
import type { Sight } from "../vocabulary/sight.js";
import { checkerMistake } from "./checker-mistake.js";
import { claimsOf, type Meanings } from "./claims.js";
import { environmentFor, functions, hasStandIn } from "./environment.js";
import { explain } from "./explain.js";
import type { Expression, Outcome, Yields } from "./expression.js";
import { impossibleComparisons } from "./impossible.js";
import { withSight } from "./in-hand.js";
import { meter } from "./meter.js";
import type { Mistake } from "./mistake.js";
import { conditionsFor, listsIn, noNames, wordsOf, type Names } from "./names.js";
import { walk } from "./walk.js";

export const maxExpressionLength = 4_096;

export interface Language {
  /** The expression for policies over `kind`, or everything wrong with it. With `as`, it becomes the condition of that name. */
  readonly compile: (source: string, kind: SubjectKind, yields: Yields, as?: string) => Expression | readonly Mistake[];
}

export function isExpression(compiled: Expression | readonly Mistake[]): compiled is Expression {
  return !Array.isArray(compiled);
}

export function createLanguage(names: Names = noNames): Language {
  const environments = new Map<SubjectKind, Environment>();
  /** Per kind; asked for first when all names are there. */
  const ownNames = new Map<SubjectKind, readonly string[]>();
  const conditions = new Map<string, ParseResult>();
  const environmentOf = (kind: SubjectKind): Environment => {
    const environment = environments.get(kind) ?? environmentFor(kind, names);
    environments.set(kind, environment);
    return environment;
  };
  /** The subject under its own name, and each condition of its kind, evaluated where it is asked for. */
  const scopeOf = (sight: Sight, subject: Subject): object => {
    const own = ownNames.get(subject.kind) ?? conditionsFor(names, subject.kind);
    ownNames.set(subject.kind, own);
    const variables = variablesOf(sight, subject);
    if (own.length === 0) return variables;
    const scope: object = Object.create(variables) as object;
    for (const name of own) Object.defineProperty(scope, name, { enumerable: true, get: (): unknown => conditions.get(name)?.(scope) });
    return scope;
  };
  const evaluator = (parsed: ParseResult): Expression["evaluate"] => (sight, subject) => {
    sight.reset();
    return withSight(sight, () => outcomeOf(sight, subject, () => parsed(scopeOf(sight, subject)) as unknown));
  };
  /** A part that cannot stand alone, which none should be, is told as such. */
  const explainer = (environment: Environment, parsed: ParseResult): Expression["explain"] => (sight, subject) => explain(parsed.ast, (source) => {
    const part = parse(environment, source);
    if (!("ast" in part)) return { kind: "unknown", missing: [part.message] };
    part.check();
    meter(part.ast);
    return evaluator(part)(sight, subject);
  });
  /** A condition of another kind is another's business: its name is unknown here. */
  const meanings: Meanings = { condition: (name) => conditions.get(name)?.ast, list: (name) => names.lists.get(name) };
  return {
    compile: (source, kind, yields, as) => {
      const environment = environmentOf(kind);
      if (source.length > maxExpressionLength) return [{ offset: 0, message: `the expression has ${source.length} characters; allowed: ${maxExpressionLength}` }];
      const parsed = parse(environment, source);
      if (!("ast" in parsed)) return [parsed];
      const { mistakes, hasCalls, uses } = walk(parsed.ast, kind, names, functions);
      const found = [...mistakes, ...typeMistakes(environment, source, hasCalls, yields, mistakes.length > 0)];
      if (found.length > 0) return found;
      parsed.check();
      const impossible = impossibleComparisons(parsed.ast);
      if (impossible.length > 0) return impossible;
      meter(parsed.ast);
      if (as !== undefined) conditions.set(as, parsed);
      const words = wordsOf(names, source, uses);
      return { source, uses, words, lists: listsIn(names, words), claims: (wanted) => claimsOf(parsed.ast, wanted, meanings), evaluate: evaluator(parsed), explain: explainer(environment, parsed) };
    },
  };
}

function outcomeOf(sight: Sight, subject: Subject, run: () => unknown): Outcome {
  try {
    const value = run();
    const { until } = sight;
    return until === undefined ? { kind: "known", value } : { kind: "known", value, until };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: "unknown", missing: missingOf(error, sight, subject), ...untilOf(sight) };
  }
}

function missingOf(error: Error, sight: Sight, subject: Subject): readonly string[] {
  if (error instanceof MissingInput) return [...new Set([error.input, ...sight.missing])];
  if (error instanceof EvaluationError && error.code === "unknown_variable") return [subject.kind];
  if (error instanceof EvaluationError && error.code === "no_such_key" && sight.missing.size > 0) return [...sight.missing];
  return [`the evaluation failed: ${error instanceof EvaluationError ? error.summary : error.message}`];
}

function untilOf({ until }: Sight): { readonly until?: number } {
  return until === undefined ? {} : { until };
}

function parse(environment: Environment, source: string): ParseResult | Mistake {
  try {
    return environment.parse(source);
  } catch (error) {
    if (error instanceof ParseError) return checkerMistake(error, source, environment);
    if (error instanceof RangeError) return { offset: 0, message: "the expression is nested too deeply" };
    throw error;
  }
}

/** The checker stops at its first complaint; what the walk has said already is not said twice. */
function typeMistakes(environment: Environment, source: string, hasCalls: readonly number[], yields: Yields, walkComplained: boolean): readonly Mistake[] {
  let checkable = source;
  for (const offset of hasCalls) checkable = checkable.slice(0, offset) + hasStandIn + checkable.slice(offset + hasStandIn.length);
  const checked = environment.check(checkable);
  if (checked.valid) {
    return walkComplained || checked.type === yields ? [] : [{ offset: 0, message: `the expression yields ${checked.type ?? "nothing"}; allowed: ${yields}` }];
  }
  const { error } = checked;
  if (!(error instanceof CelTypeError || error instanceof ParseError)) throw new RangeError("the type checker failed without saying why", { cause: error });
  if (walkComplained && (error.code === "unknown_variable" || error.code === "no_matching_overload")) return [];
  return [checkerMistake(error, source, environment)];
}
