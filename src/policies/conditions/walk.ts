/**
 * Goes through a parsed expression and finds what the type checker does not: functions that are not allowed, every unknown name
 * instead of the first, loops nested too deeply, patterns that are not literals. It never evaluates anything.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { allowedNames } from "../../shared/nearest-name.js";
import type { SubjectKind } from "../decision.js";
import { comprehensions, globalFunctions, methods, otherWords, refusals, variableRefusals } from "./built-ins.js";
import { expectedWord } from "./expected-word.js";
import type { FunctionSpec } from "./function-spec.js";
import type { Mistake } from "./mistake.js";
import { conditionsFor, type Names } from "./names.js";
import { partsOf } from "./parts-of.js";

/** A loop inside a loop is enough for pairs; three would let one condition take minutes. */
export const maxNesting = 2;

export interface Walked {
  readonly mistakes: readonly Mistake[];
  /** Offsets of `has` calls, whose argument the library leaves unchecked. */
  readonly hasCalls: readonly number[];
  /** Names of definitions that stand in it. */
  readonly uses: readonly string[];
}

export function walk(root: ASTNode, kind: SubjectKind, names: Names, functions: readonly FunctionSpec[]): Walked {
  const mistakes: Mistake[] = [];
  const hasCalls: number[] = [];
  const uses = new Set<string>();
  const own = [...names.lists.keys(), ...conditionsFor(names, kind)];
  const known = new Map(functions.map((spec) => [spec.name, spec]));
  const globals = [...Object.keys(globalFunctions), ...known.keys()];

  const visit = (node: ASTNode, scope: readonly string[], nesting: number): void => {
    if (node.op === "id") {
      if (scope.includes(node.args)) return;
      if (own.includes(node.args)) uses.add(node.args);
      else mistakes.push({ offset: node.range.start, message: unknownVariable(node.args, [...scope, ...own], kind, names) });
      return;
    }
    if (node.op === "call") { visitCall(node.args[0], node.args[1], node, scope, nesting); return; }
    if (node.op === "rcall") { visitMethod(node, scope, nesting); return; }
    for (const child of partsOf(node)) visit(child, scope, nesting);
  };

  const visitCall = (name: string, args: readonly ASTNode[], node: ASTNode, scope: readonly string[], nesting: number): void => {
    const offset = node.range.start;
    const spec = known.get(name);
    if (spec === undefined && !Object.hasOwn(globalFunctions, name)) {
      mistakes.push({ offset, message: unknownFunction(name, globals, Object.hasOwn(methods, name) ? `; it is called as value.${name}(…)` : undefined) });
      return;
    }
    if (name === "has") {
      hasCalls.push(offset);
      if (args[0]?.op !== ".") mistakes.push({ offset: args[0]?.range.start ?? offset, message: "has(…) takes a field, such as has(vm.group)" });
    }
    if (spec?.literal !== undefined) checkLiteral(spec.name, spec.literal, args[spec.literal.argument]);
    for (const arg of args) visit(arg, scope, nesting);
  };

  const visitMethod = (node: ASTNode & { op: "rcall" }, scope: readonly string[], nesting: number): void => {
    const [name, receiver, args] = node.args;
    const offset = node.input.indexOf(name, receiver.range.end);
    if (receiver.op === "id" && receiver.args === "cel" && name === "bind" && args[0]?.op === "id" && args[1] !== undefined && args[2] !== undefined) {
      visit(args[1], scope, nesting);
      visit(args[2], [...scope, args[0].args], nesting);
      return;
    }
    visit(receiver, scope, nesting);
    if (!Object.hasOwn(methods, name) || name === "bind") {
      const hint = known.has(name) || Object.hasOwn(globalFunctions, name) ? `; it is called as ${name}(…)` : undefined;
      mistakes.push({ offset, message: unknownFunction(name, Object.keys(methods), hint) });
      return;
    }
    const [variable, ...bodies] = args;
    if (!comprehensions.has(name)) {
      for (const arg of args) visit(arg, scope, nesting);
    } else if (variable?.op !== "id" || bodies.length < 1 || bodies.length > (name === "map" ? 2 : 1)) {
      mistakes.push({ offset, message: `"${name}" takes a variable and ${name === "map" ? "a value" : "a condition"}, such as list.${name}(x, …)` });
    } else {
      if (nesting + 1 > maxNesting) mistakes.push({ offset, message: `"${name}" is nested too deeply; allowed: loops of depth ${maxNesting}` });
      for (const body of bodies) visit(body, [...scope, variable.args], nesting + 1);
    }
  };

  const checkLiteral = (name: string, literal: NonNullable<FunctionSpec["literal"]>, arg: ASTNode | undefined): void => {
    if (arg === undefined || (arg.op === "id" && names.lists.has(arg.args))) return;
    if (arg.op === "list") {
      for (const entry of arg.args) checkLiteral(name, literal, entry);
    } else if (arg.op !== "value" || typeof arg.args !== "string") {
      mistakes.push({ offset: arg.range.start, message: `the ${known.get(name)?.params[literal.argument]?.name ?? "argument"} of ${name} must be a text literal, so that it is checked at load` });
    } else {
      const complaint = literal.check(arg.args);
      if (complaint !== undefined) mistakes.push({ offset: arg.range.start, message: complaint });
    }
  };

  visit(root, [kind], 0);
  return { mistakes, hasCalls, uses: [...uses] };
}

function unknownVariable(name: string, known: readonly string[], kind: SubjectKind, names: Names): string {
  const elsewhere = names.conditions.get(name)?.each;
  if (elsewhere !== undefined) return `the condition "${name}" is about each: ${elsewhere}; this one is about each: ${kind}`;
  const refusal = Object.hasOwn(variableRefusals, name) ? variableRefusals[name] : undefined;
  const meant = expectedWord(name, kind);
  if (meant !== undefined) return `unknown variable "${name}"; ${meant} allowed: ${known.join(", ")}`;
  return `unknown variable "${name}"${refusal === undefined ? allowedNames(name, known) : `; ${refusal}`}`;
}

function unknownFunction(name: string, known: readonly string[], hint: string | undefined): string {
  const refusal = Object.hasOwn(refusals, name) ? refusals[name] : undefined;
  if (refusal !== undefined) return `the function "${name}" is not allowed: ${refusal}`;
  const other = Object.hasOwn(otherWords, name) ? otherWords[name] : undefined;
  if (other !== undefined) return `unknown function "${name}"; did you mean ${other}? allowed: ${known.join(", ")}`;
  return `unknown function "${name}"${hint === undefined ? allowedNames(name, known) : `; allowed: ${known.join(", ")}${hint}`}`;
}
