/**
 * Value specs for mappings: with known keys (unknown and double ones are refused), or with free names.
 * A mapping is read to its end whatever is wrong in it, so that every mistake is told at once.
 */
import { isMap, isScalar, parse, type Node, type Pair } from "yaml";
import { allowedNames } from "../../shared/nearest-name.js";
import type { Reading } from "./reading.js";
import { found, offsetOf, wrong, type JsonSchema, type Key, type KeyTable, type ValueSpec } from "./value-spec.js";

/** A value and where it stands. */
export interface Found<Value> {
  readonly value: Value;
  /** Of the key. */
  readonly offset: number;
  readonly valueOffset: number;
}

/** The names of the keys that stand in the file, whether or not their values could be read. */
export const present = Symbol("present");

/** What could be read; the rest has been reported, and is undefined as if it were absent. */
export type ReadKeys<Table extends KeyTable> = { readonly [Name in keyof Table]: Table[Name] extends Key<infer Value> ? Found<Value> | undefined : never } & { readonly [present]: ReadonlySet<string> };

/** A mapping with exactly these keys. With `atLeastOne`, an empty one is a mistake. */
export function keys<Table extends KeyTable>(table: Table, doc: string, { atLeastOne = false } = {}): ValueSpec<ReadKeys<Table>> {
  const names = Object.keys(table);
  return {
    words: `a mapping with ${atLeastOne ? "at least one of its keys" : "the keys below"}`, table,
    schema: { ...schemaOf(table, doc), ...(atLeastOne ? { minProperties: 1 } : {}) },
    read: (node, name, reading) => {
      if (!isMap(node)) {
        reading.report(offsetOf(node), wrong(name, node, `a mapping with the keys ${names.join(", ")}`));
        return undefined;
      }
      const read: Record<string, Found<unknown> | undefined> = Object.fromEntries(names.map((key) => [key, undefined]));
      const pairs = pairsOf(node.items, name, reading, (key, offset) => {
        if (names.includes(key)) return true;
        reading.report(offset, `unknown key "${key}" in ${name}${allowedNames(key, names)}`);
        return false;
      });
      for (const [key, { offset, value }] of pairs) {
        const spec = table[key];
        if (spec === undefined) continue;
        const label = name.startsWith("the ") ? key : `${name}.${key}`;
        const result = spec.value.read(value, label, value === null ? reading.pinnedTo(offset) : reading);
        if (result !== undefined) read[key] = { value: result, offset, valueOffset: offsetOf(value, offset) };
      }
      if (atLeastOne && node.items.length === 0) reading.report(offsetOf(node), `${name} is empty; allowed: at least one of ${names.join(", ")}`);
      for (const [key, spec] of Object.entries(table)) {
        if (spec.required !== true || pairs.has(key)) continue;
        reading.report(offsetOf(node), `${name} has no "${key}": ${spec.doc}`);
      }
      return Object.assign(read, { [present]: new Set(pairs.keys()) }) as unknown as ReadKeys<Table>;
    },
  };
}

/** A mapping with free names, all with the same kind of value. `refused` gives a complaint about a name. */
export function named<Value>(item: ValueSpec<Value>, pattern: string, max: number, doc: string, refused: (name: string) => string | undefined): ValueSpec<Readonly<Record<string, Value>>> {
  const shape = new RegExp(pattern);
  return {
    words: `a mapping of up to ${max} names to ${item.words ?? "values"}`,
    schema: { type: "object", description: doc, propertyNames: { pattern }, additionalProperties: item.schema, maxProperties: max },
    read: (node, name, reading) => {
      if (!isMap(node) || node.items.length > max) {
        reading.report(offsetOf(node), isMap(node) ? `${name} has ${node.items.length} entries; allowed: ${max}` : wrong(name, node, "a mapping of names to texts"));
        return undefined;
      }
      const read = new Map<string, Value>();
      const pairs = pairsOf(node.items, name, reading, (key, offset) => {
        const complaint = shape.test(key) ? refused(key) : `allowed: names like ${pattern}`;
        if (complaint !== undefined) reading.report(offset, `${name} cannot have the name "${key}"; ${complaint}`);
        return complaint === undefined;
      });
      for (const [key, { offset, value }] of pairs) {
        const result = item.read(value, `${name}.${key}`, value === null ? reading.pinnedTo(offset) : reading);
        if (result !== undefined) read.set(key, result);
      }
      return Object.fromEntries(read);
    },
  };
}

/** The pairs by key; keys that are not texts, appear twice or are not accepted are reported and left out. */
function pairsOf(items: readonly Pair[], name: string, reading: Reading, accepted: (key: string, offset: number) => boolean): ReadonlyMap<string, { readonly offset: number; readonly value: Node | null }> {
  const pairs = new Map<string, { offset: number; value: Node | null }>();
  for (const pair of items) {
    const key = pair.key as Node | null;
    const offset = offsetOf(key);
    const text = isScalar(key) && typeof key.value === "string" ? key.value : undefined;
    if (text === undefined) {
      reading.report(offset, `a key of ${name} is ${found(key)}; allowed: a text`);
      continue;
    }
    const earlier = pairs.get(text);
    if (earlier !== undefined) {
      reading.report(offset, `duplicate key "${text}" in ${name}; it stands on line ${reading.lineAt(earlier.offset)} already`);
      continue;
    }
    if (accepted(text, offset)) pairs.set(text, { offset, value: (pair.value as Node | null | undefined) ?? null });
  }
  return pairs;
}

/** As an editor would insert it. */
function exampleValue(example: string): unknown {
  return parse(example, { version: "1.2", schema: "core" });
}

function schemaOf(table: KeyTable, doc: string): JsonSchema {
  const required = Object.entries(table).filter(([, spec]) => spec.required === true).map(([key]) => key);
  const properties = Object.fromEntries(Object.entries(table).map(([key, spec]) => {
    const description = spec.default === undefined ? spec.doc : `${spec.doc} Default: ${spec.default}.`;
    return [key, { description, ...spec.value.schema, ...(spec.example === undefined ? {} : { examples: [exampleValue(spec.example)] }) }];
  }));
  return { type: "object", description: doc, properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
}
