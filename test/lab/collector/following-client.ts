/** A client as a careful person would write it: it follows update sets and holds what it was told, filter by filter. It never asks for anything. */
import { isTypedValue, isVimObject, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { listOf } from "./collector-client.js";

/** By managed object id; `undefined` never stands for a property: one that is unset is not there. */
export type Picture = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

type Open = Record<string, unknown>;

/** Every object as it is after the update set, by filter id. What was held before stays as it was. `listed`: the paths that a filter's spec lists. */
export function followed(before: ReadonlyMap<string, Picture>, updateSet: VimObject, listed: (filter: string) => readonly string[]): ReadonlyMap<string, Picture> {
  const after = new Map(before);
  for (const filterSet of listOf(updateSet, "filterSet")) {
    const id = (filterSet["filter"] as Ref).value;
    const objects = new Map(after.get(id));
    for (const update of listOf(filterSet, "objectSet")) {
      const { value } = update["obj"] as Ref;
      if (update["kind"] === "leave") {
        objects.delete(value);
        continue;
      }
      const properties = update["kind"] === "enter" ? {} : structuredClone(objects.get(value) ?? {});
      for (const change of listOf(update, "changeSet")) apply(properties, change, listed(id));
      objects.set(value, properties);
    }
    after.set(id, objects);
  }
  return after;
}

/** Values without the marks of anyType, elements of keyed arrays by key: clients need not care for their order. */
export function bare(value: VimValue): unknown {
  if (isTypedValue(value)) return bare(value.value);
  if (Array.isArray(value)) {
    const elements = (value as readonly VimValue[]).map(bare);
    return elements.length > 0 && elements.every(hasKey) ? elements.sort((left, right) => left.key - right.key) : elements;
  }
  if (!isVimObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).map(([name, each]) => [name, bare(each)]));
}

/** A change of a listed path, or of something below one: of a field, or of the element of a keyed array. Where paths overlap it is one of both. */
function apply(properties: Open, change: VimObject, listed: readonly string[]): void {
  const name = change["name"] as string;
  const value = bare(change["val"]);
  for (const path of listed) {
    if (path === name) set(properties, name, value);
    else if (name.startsWith(`${path}.`) || name.startsWith(`${path}[`)) applyBelow(properties, path, name, value);
  }
}

function applyBelow(properties: Open, path: string, name: string, value: unknown): void {
  const steps = [path, ...[...name.slice(path.length).matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, field, key]) => field ?? Number(key))];
  const last = steps.pop()!;
  let around: unknown = properties;
  for (const step of steps) around = typeof step === "number" ? (around as Keyed[] | undefined)?.find(({ key }) => key === step) : (around as Open | undefined)?.[step];
  // What is around it was told to be unset.
  if (around === undefined) return;
  if (typeof last === "number") replaceElement(around as Keyed[], last, value as Keyed | undefined);
  else set(around as Open, last, value);
}

function set(properties: Open, name: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(properties, name);
  else properties[name] = value;
}

interface Keyed {
  readonly key: number;
}

function replaceElement(array: Keyed[], key: number, element: Keyed | undefined): void {
  const index = array.findIndex((each) => each.key === key);
  if (index >= 0) array.splice(index, 1);
  if (element !== undefined) array.push(element);
  array.sort((left, right) => left.key - right.key);
}

function hasKey(value: unknown): value is Keyed {
  return typeof value === "object" && value !== null && "key" in value && typeof value.key === "number";
}
