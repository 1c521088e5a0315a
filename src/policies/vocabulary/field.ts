/**
 * The fields of a view, one builder per kind of value: what each is called, what it means, in which unit, and where it comes from.
 * A builder never decides anything about the value; a field without one is unknown.
 */
import type { Json } from "./json.js";
import { maxListItems, type Sight } from "./sight.js";
import type { Source } from "./source.js";

/** One field of a view. `see` gives the value for CEL (integers as bigint), `tell` the same for JSON; undefined and null mean unknown. */
export interface Field<Item> extends FieldSpec {
  readonly see: (item: Item, sight: Sight, path: string) => unknown;
  readonly tell: (item: Item, sight: Sight) => Json;
}

/** What is documented of a field. */
export interface FieldSpec {
  readonly name: string;
  readonly celType: string;
  /** Of numbers: "bytes", "levels", "probability". */
  readonly unit?: string;
  /** Of texts that are one of a few: all that it can be. */
  readonly values?: readonly string[];
  readonly doc: string;
  readonly source: Source;
}

export type Get<Item, Value> = (item: Item, sight: Sight) => Value | undefined;

export function text<Item>(name: string, doc: string, source: Source, get: Get<Item, string>): Field<Item> {
  return { name, celType: "string", doc, source, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

/** A text that is one of a few. */
export function word<Item>(name: string, values: readonly string[], doc: string, source: Source, get: Get<Item, string>): Field<Item> {
  return { ...text(name, doc, source, get), values };
}

export function flag<Item>(name: string, doc: string, source: Source, get: Get<Item, boolean>): Field<Item> {
  return { name, celType: "bool", doc, source, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

/** A whole number; CEL sees a bigint, for the library takes JavaScript numbers for doubles. */
export function int<Item>(name: string, unit: string, doc: string, source: Source, get: Get<Item, number>): Field<Item> {
  const see = (item: Item, sight: Sight): bigint | undefined => {
    const value = get(item, sight);
    return value === undefined ? undefined : BigInt(value);
  };
  return { name, celType: "int", unit, doc, source, see, tell: (item, sight) => get(item, sight) ?? null };
}

export function bytes<Item>(name: string, doc: string, source: Source, get: Get<Item, number>): Field<Item> {
  return int(name, "bytes", doc, source, get);
}

export function real<Item>(name: string, unit: string, doc: string, source: Source, get: Get<Item, number>): Field<Item> {
  return { name, celType: "double", unit, doc, source, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

export function texts<Item>(name: string, doc: string, source: Source, get: Get<Item, readonly string[]>): Field<Item> {
  return { name, celType: "list<string>", doc, source, see: (item, sight) => capped(get(item, sight)), tell: (item, sight) => capped(get(item, sight)) ?? null };
}

/** A moment, from its RFC 3339 spelling; a spelling that is none is unknown. */
export function moment<Item>(name: string, doc: string, source: Source, get: Get<Item, string>): Field<Item> {
  const see = (item: Item, sight: Sight): Date | undefined => {
    const date = new Date(get(item, sight) ?? "");
    return Number.isNaN(date.getTime()) ? undefined : date;
  };
  return { name, celType: "google.protobuf.Timestamp", doc, source, see, tell: (item, sight) => see(item, sight)?.toISOString() ?? null };
}

/** A list that is too long for a condition is unknown, to people as well: they see what conditions see. */
export function capped<Part>(list: readonly Part[] | undefined): readonly Part[] | undefined {
  return list !== undefined && list.length > maxListItems ? undefined : list;
}
