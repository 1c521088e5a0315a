/**
 * A kind of value in a policy file: how it is read, and how the published JSON Schema says the same. Both live in one spec, so that
 * the loader and the editor never disagree.
 */
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Reading } from "./reading.js";

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ValueSpec<Value> {
  readonly schema: JsonSchema;
  /** Type and bounds for people, e.g. "a whole number from 1 to 1000"; CEL types in backquotes. */
  readonly words?: string;
  /** For mappings with known keys, also where a list of them may stand: the keys. */
  readonly table?: KeyTable;
  /** The value, or undefined after having reported what is wrong. `name` is the key's path, e.g. "alert.severity". */
  readonly read: (node: Node | null | undefined, name: string, reading: Reading) => Value | undefined;
}

export interface Key<Value> {
  readonly doc: string;
  readonly value: ValueSpec<Value>;
  readonly required?: boolean;
  /** A value as an operator would write it, in YAML on one line. */
  readonly example?: string;
  /** What holds when the key is absent, for people. */
  readonly default?: string;
}

export type KeyTable = Readonly<Record<string, Key<unknown>>>;

export function offsetOf(node: Node | null | undefined, fallback = 0): number {
  return node?.range?.[0] ?? fallback;
}

/** What stands there, in words. */
export function found(node: Node | null | undefined): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (isAlias(node)) return "an alias";
  if (!isScalar(node) || node.value === null) return "nothing";
  const { value } = node;
  if (typeof value === "string") return `the text "${shortened(value)}"`;
  if (typeof value === "number" || typeof value === "bigint") return `the number ${node.source ?? String(value)}`;
  return typeof value === "boolean" ? `the truth value ${String(value)}` : "a value of another kind";
}

/** "allowed" last, so that it reads as an answer. */
export function wrong(name: string, node: Node | null | undefined, allowed: string): string {
  return `${name} is ${found(node)}; allowed: ${allowed}`;
}

export function shortened(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length > 60 ? `${flat.slice(0, 57)}…` : flat;
}
