/**
 * The language of conditions: CEL with the typed vocabulary, own functions and bounds. Compiling finds every mistake it can
 * and gives its offset; evaluating is three-valued and never throws.
 */
import { Environment, EvaluationError, ParseError, TypeError as CelTypeError, type ParseResult } from "@marcbachmann/cel-js";
import type { SubjectKind } from "../decision.js";
import { roots, variablesOf, viewTypes } from "../vocabulary/catalogue.js";
import { MissingInput, VerdictValue, verdictTypeName } from "../vocabulary/limit-verdict.js";
import { explain } from "./explain.js";
import type { Expression, Outcome, Yields } from "./expression.js";
import type { FunctionSpec } from "./function-spec.js";
import { globFunction } from "./glob.js";
import { checkerMistake } from "./checker-mistake.js";
import type { Mistake } from "./mistake.js";
import { reFunction } from "./re.js";
import { walk } from "./walk.js";

export const maxExpressionLength = 4_096;
export const structuralLimits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 } as const;

/** Stands in for `has` (same length, so that offsets stay) where the argument is type-checked. */
const hasStandIn = "h_s";

export interface Language {
  readonly functions: readonly FunctionSpec[];
  /** The expression for policies over `kind`, or everything wrong with it. */
  readonly compile: (source: string, kind: SubjectKind, yields: Yields) => Expression | readonly Mistake[];
}

export function isExpression(compiled: Expression | readonly Mistake[]): compiled is Expression {
  return !Array.isArray(compiled);
}

export function createLanguage(): Language {
  const functions = [globFunction, reFunction()];
  const environments = new Map<SubjectKind, Environment>();
  const environmentOf = (kind: SubjectKind): Environment => {
    const environment = environments.get(kind) ?? environmentFor(kind, functions);
    environments.set(kind, environment);
    return environment;
  };
  return {
    functions,
    compile: (source, kind, yields) => {
      const environment = environmentOf(kind);
      if (source.length > maxExpressionLength) return [{ offset: 0, message: `the expression has ${source.length} characters; allowed: ${maxExpressionLength}` }];
      const parsed = parse(environment, source);
      if (!("ast" in parsed)) return [parsed];
      const { mistakes, hasCalls } = walk(parsed.ast, [kind], functions);
      const found = [...mistakes, ...typeMistakes(environment, source, hasCalls, yields, mistakes.length > 0)];
      return found.length > 0 ? found : { source, evaluate: evaluator(parsed), explain: explainer(environment, parsed) };
    },
  };
}

function environmentFor(kind: SubjectKind, functions: readonly FunctionSpec[]): Environment {
  const environment = new Environment({ limits: structuralLimits });
  environment.registerType(verdictTypeName, { ctor: VerdictValue, fields: {} });
  environment.registerOperator(`${verdictTypeName} == string`, (value: VerdictValue, text: string) => value.equals(text));
  environment.registerOperator(`string + ${verdictTypeName}: string`, (text: string, value: VerdictValue) => text + value.verdict);
  environment.registerOperator(`${verdictTypeName} + string: string`, (value: VerdictValue, text: string) => value.verdict + text);
  environment.registerFunction(`string(${verdictTypeName}): string`, (value: VerdictValue) => value.verdict);
  for (const type of viewTypes) {
    environment.registerType(type.name, { ctor: type.view, fields: Object.fromEntries(type.fields.map((field) => [field.name, field.celType])) });
  }
  for (const spec of functions) environment.registerFunction(spec.signature, { handler: spec.call, async: false });
  environment.registerFunction(`${hasStandIn}(dyn): bool`, { handler: () => true, async: false });
  return environment.registerVariable(kind, roots[kind].type);
}

function parse(environment: Environment, source: string): ParseResult | Mistake {
  try {
    return environment.parse(source);
  } catch (error) {
    if (error instanceof ParseError) return checkerMistake(error, source);
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
  return [checkerMistake(error, source)];
}

/** A part that cannot stand alone, which none should be, is told as such. */
function explainer(environment: Environment, parsed: ParseResult): Expression["explain"] {
  return (sight, subject) => explain(parsed.ast, (source) => {
    const part = parse(environment, source);
    return "ast" in part ? evaluator(part)(sight, subject) : { kind: "unknown", missing: [part.message] };
  });
}

function evaluator(parsed: ParseResult): Expression["evaluate"] {
  return (sight, subject): Outcome => {
    sight.reset();
    try {
      return { kind: "known", value: parsed(variablesOf(sight, subject)) as unknown };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error instanceof MissingInput) return { kind: "unknown", missing: [...new Set([error.input, ...sight.missing])] };
      if (error instanceof EvaluationError && error.code === "unknown_variable") return { kind: "unknown", missing: [subject.kind] };
      if (error instanceof EvaluationError && error.code === "no_such_key" && sight.missing.size > 0) return { kind: "unknown", missing: [...sight.missing] };
      return { kind: "unknown", missing: [`the evaluation failed: ${error instanceof EvaluationError ? error.summary : error.message}`] };
    }
  };
}
