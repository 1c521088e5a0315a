/**
 * What a domain function of conditions must say about itself: typed parameters, documentation, examples that run as tests. From it come
 * the type check, the words of mistakes and the reference page.
 */
import type { Sight } from "../vocabulary/sight.js";

export interface Param {
  readonly name: string;
  /** As CEL calls them; several where several are taken. */
  readonly types: readonly string[];
}

export interface FunctionSpec {
  readonly name: string;
  readonly params: readonly Param[];
  readonly returns: string;
  readonly doc: string;
  /** The argument that must be a text literal (or a list of them), and a complaint about a literal, or undefined when it is fine. */
  readonly literal?: { readonly argument: number; readonly check: (literal: string) => string | undefined };
  /** Pure, but for what the sight is told: missing inputs, steps, the moment at which the answer changes. */
  readonly call: (sight: Sight, ...args: readonly never[]) => unknown;
  /** Expression and the value it has at noon of 15 January 2026 (UTC), in the estate of the tests. */
  readonly examples: readonly (readonly [expression: string, value: boolean | number | string])[];
}

/** One signature per combination of types, as the library declares them: "glob(string, string): bool". */
export function signaturesOf({ name, params, returns }: FunctionSpec): readonly string[] {
  const lists = params.reduce<readonly (readonly string[])[]>((found, { types }) => found.flatMap((list) => types.map((type) => [...list, type])), [[]]);
  return lists.map((types) => `${name}(${types.join(", ")}): ${returns}`);
}

/** How people write it: "glob(text: string, pattern: string or list<string>): bool". */
export function usageOf({ name, params, returns }: FunctionSpec): string {
  return `${name}(${params.map((param) => `${param.name}: ${param.types.map(typeWords).join(" or ")}`).join(", ")}): ${typeWords(returns)}`;
}

/** The library's name of a type, for people. */
export function typeWords(type: string): string {
  return type.replaceAll("google.protobuf.Timestamp", "timestamp").replaceAll("google.protobuf.Duration", "duration");
}
