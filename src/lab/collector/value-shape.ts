/**
 * What a collector with partialUpdates remembers of a value: enough to say which field or which element of a keyed array changed (vim-facts 3.5).
 * It holds fingerprints, never the value.
 */
import type { FieldType } from "../wire/vim-schema.js";
import { vimSchema } from "../wire/vim-schema.js";
import { isTypedValue, isVimObject, type VimObject, type VimValue } from "../wire/vim-value.js";
import { fingerprint, unset } from "./fingerprint.js";

export type Shape = number | { readonly type: string; readonly fields: ReadonlyMap<string, Shape> } | { readonly elements: ReadonlyMap<string, number> };

/** A change at `path`, which goes on from the watched path with field names and element keys. */
export interface NarrowChange {
  readonly path: string;
  readonly field: FieldType;
  readonly op: "add" | "remove" | "assign";
}

export function shapeOf(value: VimValue): Shape {
  const plain = isTypedValue(value) ? value.value : value;
  if (plain === undefined) return unset;
  const keyed = keyedElements(plain);
  if (keyed !== undefined) return { elements: new Map([...keyed].map(([key, element]) => [key, print(element)])) };
  if (!isVimObject(plain)) return print(plain);
  return { type: plain.$type, fields: new Map(fieldNames(plain).map((name) => [name, shapeOf(plain[name])])) };
}

/** The narrowest changes that lead from one shape to the other; empty when they cannot be told (then the whole is the change). */
export function narrowChanges(before: Shape, after: Shape, path: string, field: FieldType): readonly NarrowChange[] {
  if (typeof before === "object" && typeof after === "object") {
    if ("fields" in before && "fields" in after && before.type === after.type) return changedFields(before.fields, after.fields, path, after.type);
    if ("elements" in before && "elements" in after) return changedElements(before.elements, after.elements, path, { ...field, array: false });
  }
  return [];
}

function changedFields(before: ReadonlyMap<string, Shape>, after: ReadonlyMap<string, Shape>, path: string, type: string): readonly NarrowChange[] {
  const changes: NarrowChange[] = [];
  for (const field of vimSchema().fieldsOf(type).values()) {
    const was = before.get(field.name) ?? unset;
    const is = after.get(field.name) ?? unset;
    if (isSame(was, is)) continue;
    const below = `${path}.${field.name}`;
    const inside = narrowChanges(was, is, below, field);
    if (inside.length > 0) changes.push(...inside);
    else changes.push({ path: below, field, op: "assign" });
  }
  return changes;
}

function changedElements(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, path: string, field: FieldType): readonly NarrowChange[] {
  const changes: NarrowChange[] = [];
  const at = (key: string) => `${path}[${key}]`;
  for (const key of before.keys()) if (!after.has(key)) changes.push({ path: at(key), field, op: "remove" });
  for (const [key, is] of after) {
    const was = before.get(key);
    if (was !== is) changes.push({ path: at(key), field, op: was === undefined ? "add" : "assign" });
  }
  return changes;
}

function isSame(left: Shape, right: Shape): boolean {
  if (typeof left === "number" || typeof right === "number") return left === right;
  if ("elements" in left) return "elements" in right && [...left.elements.keys()].join() === [...right.elements.keys()].join() && changedElements(left.elements, right.elements, "", anyField).length === 0;
  return "fields" in right && left.type === right.type && [...new Set([...left.fields.keys(), ...right.fields.keys()])].every((name) => isSame(left.fields.get(name) ?? unset, right.fields.get(name) ?? unset));
}

const anyField: FieldType = { name: "", type: "anyType", array: false, optional: true, since: undefined };

/** The elements of an array of objects that all have a key, as they are named in paths; undefined for any other value. */
function keyedElements(value: VimValue): ReadonlyMap<string, VimObject> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const elements = new Map<string, VimObject>();
  for (const each of value as readonly VimValue[]) {
    const key = isVimObject(each) ? each["key"] : undefined;
    if (!isVimObject(each) || (typeof key !== "number" && typeof key !== "string")) return undefined;
    elements.set(typeof key === "number" ? String(key) : JSON.stringify(key), each);
  }
  return elements.size === value.length ? elements : undefined;
}

function fieldNames(value: VimObject): readonly string[] {
  return Object.keys(value).filter((name) => name !== "$type" && value[name] !== undefined);
}

function print(value: VimValue): number {
  return fingerprint({ found: true, value });
}
