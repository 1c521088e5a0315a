/**
 * Words for what the CEL library complains about: what was found, what is allowed, the nearest known name.
 * It only reads the library's errors; whether something is wrong is the library's judgement.
 */
import type { Environment, ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import { allowedNames } from "../../shared/nearest-name.js";
import { viewTypes } from "../vocabulary/catalogue.js";
import { refusals } from "./built-ins.js";
import { typeWords } from "./function-spec.js";
import type { Mistake } from "./mistake.js";
import { syntaxMistake } from "./syntax-mistake.js";

export function checkerMistake(error: ParseError | CelTypeError, source: string, environment: Environment): Mistake {
  const offset = Math.min(error.range?.start ?? 0, source.length);
  if (error.name === "ParseError" && error.code !== "limit_exceeded") return syntaxMistake(error, offset, source);
  return { offset, message: typeWords(messageFor(error, environment)) };
}

function messageFor(error: ParseError | CelTypeError, environment: Environment): string {
  if (error.code === "no_such_key") return unknownField(error);
  if (error.code === "limit_exceeded") return `the expression is too large: ${lowerFirst(error.summary)}`;
  const call = /^found no matching overload for '(.*)'$/s.exec(error.summary)?.[1];
  if (error.code === "no_matching_overload" && call !== undefined) return wrongArguments(call, environment);
  if (error.code === "invalid_index_type" && property(error.node, "op") === ".") return "a list has no field; go through it with exists, all, filter or map, or ask for its size(…)";
  const operands = /^no such overload: (.+) (\S+) (.+)$/.exec(error.summary);
  if (operands !== null) return wrongOperands(operands[1] ?? "", operands[2] ?? "", operands[3] ?? "");
  const operand = /^no such overload: ([!-])(\S+)$/.exec(error.summary);
  if (operand !== null) return `"${operand[1] ?? ""}" does not take ${operand[2] ?? ""}`;
  return lowerFirst(error.summary);
}

function unknownField(error: ParseError | CelTypeError): string {
  const key = /^No such key: (.*)$/s.exec(error.summary)?.[1] ?? "";
  const owner = ownerType(error.node);
  const fields = viewTypes.find((type) => type.name === owner)?.fields.map((field) => field.name) ?? [];
  return `unknown field "${key}" of ${owner ?? "this object"}${key === "tags" ? `; ${refusals["hasTag"] ?? ""}` : ""}${allowedNames(key, fields)}`;
}

/** `call` is "glob(string, int)" or "int.contains(string)". */
function wrongArguments(call: string, environment: Environment): string {
  const [, receiver, name = "", args = ""] = /^(?:(.*)\.)?([A-Za-z_]+)\((.*)\)$/s.exec(call) ?? [];
  const signatures = environment.getDefinitions().functions.filter((known) => known.name === name && (known.receiverType === null) === (receiver === undefined)).map((known) => known.signature);
  const allowed = signatures.length === 0 ? "" : `; allowed: ${signatures.join(", ")}`;
  return receiver === undefined ? `${name} does not take (${args})${allowed}` : `${name} is not for ${receiver} with (${args})${allowed}`;
}

function wrongOperands(left: string, operator: string, right: string): string {
  return `"${operator}" does not take ${left} and ${right}${operandAdvice(operator, new Set([left, right]))}`;
}

function operandAdvice(operator: string, types: ReadonlySet<string>): string {
  if (operator === "+" && types.has("string")) return "; use string(…) to make a text of a number";
  if (types.has("null")) return "; whether a value is known is asked by has(…), such as has(vm.group)";
  if (types.has("Age")) return "; compare an age with days(3), hours(12) or minutes(30)";
  if (types.has("google.protobuf.Timestamp")) return "; ask for its age, such as age(s.createTime) > days(3)";
  return types.has("int") && types.has("double") ? "; make both doubles, with double(…) or 1.0" : "";
}

/** The checked type of what a field was asked of, as the checker noted it on the tree. */
function ownerType(node: unknown): string | undefined {
  const args = property(node, "args");
  const name = property(property(Array.isArray(args) ? (args as readonly unknown[])[0] : undefined, "checkedType"), "name");
  return typeof name === "string" ? name : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
