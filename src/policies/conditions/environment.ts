/**
 * The CEL environment of one kind of object: the vocabulary's types, the functions of tetherd, the operators between them, the names of
 * definitions. What of it conditions may really use is `walk.ts`'s business.
 */
import { Environment } from "@marcbachmann/cel-js";
import type { SubjectKind } from "../decision.js";
import { roots, viewTypes } from "../vocabulary/catalogue.js";
import { VerdictValue, verdictTypeName } from "../vocabulary/limit-verdict.js";
import type { Sight } from "../vocabulary/sight.js";
import { figureFunctions } from "./figures.js";
import { signaturesOf, type FunctionSpec } from "./function-spec.js";
import { globFunction } from "./glob.js";
import { sightInHand } from "./in-hand.js";
import { conditionsFor, type Names } from "./names.js";
import { reFunction } from "./re.js";
import { riskFunctions } from "./risk.js";
import { Age, ageOperators, Span, timeFunctions } from "./time.js";

export const structuralLimits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 } as const;

/** Stands in for `has` (same length, so that offsets stay) where the argument is type-checked. */
export const hasStandIn = "h_s";

export const functions: readonly FunctionSpec[] = [globFunction, reFunction(), ...timeFunctions(), ...figureFunctions, ...riskFunctions];

/** Without names; made once, for it costs more than compiling a policy. */
const bare = new Map<SubjectKind, Environment>();

export function environmentFor(kind: SubjectKind, names: Names): Environment {
  const base = bare.get(kind) ?? bareEnvironment(kind);
  bare.set(kind, base);
  const environment = base.clone();
  for (const [name, list] of names.lists) environment.registerConstant(name, "list<string>", [...list]);
  for (const name of conditionsFor(names, kind)) environment.registerVariable(name, "bool");
  return environment;
}

function bareEnvironment(kind: SubjectKind): Environment {
  const environment = new Environment({ limits: structuralLimits });
  environment.registerType(verdictTypeName, { ctor: VerdictValue, fields: {} });
  environment.registerOperator(`${verdictTypeName} == string`, (value: VerdictValue, text: string) => value.equals(text));
  environment.registerOperator(`string + ${verdictTypeName}: string`, (text: string, value: VerdictValue) => text + value.verdict);
  environment.registerOperator(`${verdictTypeName} + string: string`, (value: VerdictValue, text: string) => value.verdict + text);
  environment.registerFunction(`string(${verdictTypeName}): string`, (value: VerdictValue) => value.verdict);
  environment.registerType("Age", { ctor: Age, fields: {} });
  environment.registerType("Span", { ctor: Span, fields: {} });
  for (const [signature, compare] of ageOperators) environment.registerOperator(signature, compare as (left: unknown, right: unknown) => boolean);
  environment.registerFunction("string(Age): string", (age: Age) => age.text);
  environment.registerFunction("string(google.protobuf.Timestamp): string", (time: Date) => time.toISOString());
  environment.registerOperator("int == double", (whole: bigint, real: number) => Number(whole) === real);
  for (const type of viewTypes) {
    environment.registerType(type.name, { ctor: type.view, fields: Object.fromEntries(type.fields.map((field) => [field.name, field.celType])) });
  }
  for (const spec of functions) {
    const call = spec.call as (sight: Sight, ...args: readonly unknown[]) => unknown;
    for (const signature of signaturesOf(spec)) environment.registerFunction(signature, { handler: (...args: readonly unknown[]) => call(sightInHand(), ...args), async: false });
  }
  environment.registerFunction(`${hasStandIn}(dyn): bool`, { handler: () => true, async: false });
  return environment.registerVariable(kind, roots[kind].type);
}
