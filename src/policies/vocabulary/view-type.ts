/**
 * The kinds of object that conditions see: one spec per kind, from which the CEL type, the JSON and the documentation are made.
 * A view reads its fields only when they are asked for; a field without a value is missing, which makes what depends on it unknown.
 */
import { capped, type Field, type FieldSpec, type Get } from "./field.js";
import type { Json, JsonObject } from "./json.js";
import type { Sight } from "./sight.js";
import type { Source } from "./source.js";

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
export type AnyViewType = Pick<ViewType<never>, "name" | "doc" | "view"> & { readonly fields: readonly FieldSpec[] };

export function viewType<Item>(name: string, doc: string, fields: readonly Field<Item>[]): ViewType<Item> {
  return {
    name, doc, fields,
    view: viewClass(fields),
    json: (item, sight) => {
      const told: Record<string, Json> = {};
      for (const field of fields) told[field.name] = field.tell(item, sight);
      return told;
    },
  };
}

export function one<Item, Part>(name: string, doc: string, source: Source, type: ViewType<Part>, get: Get<Item, Part>): Field<Item> {
  return {
    name, celType: type.name, doc, source,
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

export function many<Item, Part>(name: string, doc: string, source: Source, type: ViewType<Part>, get: Get<Item, readonly Part[]>): Field<Item> {
  return {
    name, celType: `list<${type.name}>`, doc, source,
    see: (item, sight, path) => capped(get(item, sight))?.map((part) => new type.view(part, sight, `${path}.${name}`)),
    tell: (item, sight) => capped(get(item, sight))?.map((part) => type.json(part, sight)) ?? null,
  };
}

/** Where a view keeps what it shows; no condition can name a symbol. */
const shown = Symbol("shown");

/** The item that a view was made from. */
export function behindView(view: object): unknown {
  return (view as { readonly [shown]?: unknown })[shown];
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

    get [shown](): unknown {
      return this.#item;
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
