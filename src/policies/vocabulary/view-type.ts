/**
 * The kinds of object that conditions see: one spec per kind, from which the CEL type, the JSON and the documentation are made.
 * A view reads its fields only when they are asked for; a field without a value is missing, which makes what depends on it unknown.
 */
import type { Json, JsonObject } from "./json.js";
import { maxListItems, type Sight } from "./sight.js";

/** One field of a view. `see` gives the value for CEL (integers as bigint), `tell` the same for JSON; undefined and null mean unknown. */
export interface Field<Item> {
  readonly name: string;
  readonly celType: string;
  readonly doc: string;
  readonly see: (item: Item, sight: Sight, path: string) => unknown;
  readonly tell: (item: Item, sight: Sight) => Json;
}

export interface ViewType<Item> {
  /** As CEL and the documentation call it, e.g. "Disk". */
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field<Item>[];
  /** `path` names the object in messages about missing inputs, e.g. "vm.disks". */
  readonly view: new (item: Item, sight: Sight, path: string) => object;
  readonly json: (item: Item, sight: Sight) => JsonObject;
}

/** A view type without its item, for lists of all of them. */
export type AnyViewType = Pick<ViewType<never>, "name" | "doc" | "view"> & { readonly fields: readonly Pick<Field<never>, "name" | "celType" | "doc">[] };

export function viewType<Item>(name: string, doc: string, fields: readonly Field<Item>[]): ViewType<Item> {
  return {
    name, doc, fields,
    view: viewClass(fields),
    json: (item, sight) => Object.fromEntries(fields.map((field) => [field.name, field.tell(item, sight)])),
  };
}

type Get<Item, Value> = (item: Item, sight: Sight) => Value | undefined;

export function text<Item>(name: string, doc: string, get: Get<Item, string>): Field<Item> {
  return { name, celType: "string", doc, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

export function flag<Item>(name: string, doc: string, get: Get<Item, boolean>): Field<Item> {
  return { name, celType: "bool", doc, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

/** A whole number; CEL sees a bigint, for the library takes JavaScript numbers for doubles. */
export function int<Item>(name: string, doc: string, get: Get<Item, number>): Field<Item> {
  const see = (item: Item, sight: Sight): bigint | undefined => {
    const value = get(item, sight);
    return value === undefined ? undefined : BigInt(value);
  };
  return { name, celType: "int", doc, see, tell: (item, sight) => get(item, sight) ?? null };
}

export function real<Item>(name: string, doc: string, get: Get<Item, number>): Field<Item> {
  return { name, celType: "double", doc, see: get, tell: (item, sight) => get(item, sight) ?? null };
}

export function texts<Item>(name: string, doc: string, get: Get<Item, readonly string[]>): Field<Item> {
  return { name, celType: "list<string>", doc, see: (item, sight) => capped(get(item, sight)), tell: (item, sight) => get(item, sight) ?? null };
}

export function one<Item, Part>(name: string, doc: string, type: ViewType<Part>, get: Get<Item, Part>): Field<Item> {
  return {
    name, celType: type.name, doc,
    see: (item, sight, path) => {
      const part = get(item, sight);
      return part === undefined ? undefined : new type.view(part, sight, `${path}.${name}`);
    },
    tell: (item, sight) => {
      const part = get(item, sight);
      return part === undefined ? null : type.json(part, sight);
    },
  };
}

export function many<Item, Part>(name: string, doc: string, type: ViewType<Part>, get: Get<Item, readonly Part[]>): Field<Item> {
  return {
    name, celType: `list<${type.name}>`, doc,
    see: (item, sight, path) => capped(get(item, sight))?.map((part) => new type.view(part, sight, `${path}.${name}`)),
    tell: (item, sight) => get(item, sight)?.map((part) => type.json(part, sight)) ?? null,
  };
}

function capped<Part>(list: readonly Part[] | undefined): readonly Part[] | undefined {
  return list !== undefined && list.length > maxListItems ? undefined : list;
}

/** The class whose instances CEL sees: a getter per field on the prototype, each value found once. */
function viewClass<Item>(fields: readonly Field<Item>[]): ViewType<Item>["view"] {
  class View {
    readonly #item: Item;
    readonly #sight: Sight;
    readonly #path: string;
    readonly #values: unknown[] = [];

    constructor(item: Item, sight: Sight, path: string) {
      this.#item = item;
      this.#sight = sight;
      this.#path = path;
    }

    static {
      fields.forEach((field, index) => {
        Object.defineProperty(View.prototype, field.name, { get(this: View): unknown { return this.#read(field, index); } });
      });
    }

    #read(field: Field<Item>, index: number): unknown {
      this.#sight.count();
      if (!(index in this.#values)) this.#values[index] = field.see(this.#item, this.#sight, this.#path);
      const value = this.#values[index];
      if (value === undefined) this.#sight.missing.add(`${this.#path}.${field.name}`);
      return value;
    }
  }
  return View;
}
