/**
 * Arguments of a call as JSON, made into what a decoded request holds: the schema says which text is a name of a thing and which type an object has.
 * It refuses what the schema does not know, but not a wrong order, for JSON has none.
 */
import type { Args } from "../wire/read-args.js";
import { vimSchema, type FieldType } from "../wire/vim-schema.js";
import { vim, type VimValue } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { findRef } from "./find-named.js";
import { refuse, refuseUnknown } from "./refuse.js";

const scalars: Readonly<Record<string, "string" | "number" | "boolean">> = {
  string: "string", dateTime: "string", base64Binary: "string", anyURI: "string", int: "number", long: "number", short: "number", byte: "number", double: "number", float: "number", boolean: "boolean",
};

/** Fields by name; `where` names the method or type in refusals. Mandatory ones must be there. */
export function argsOfJson(world: World, fields: Iterable<FieldType>, given: unknown, where: string): Args {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw refuse(`the arguments of ${where} are ${JSON.stringify(given)}; allowed: an object`);
  const known = new Map([...fields].map((field) => [field.name, field]));
  for (const name of Object.keys(given)) if (name !== "$type" && !known.has(name)) throw refuseUnknown(`argument of ${where}`, name, known.keys());
  const args: Record<string, VimValue> = {};
  for (const [name, field] of known) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined || value === null) {
      if (!field.optional && !field.array) throw refuse(`${where} needs ${name} (${field.type})`);
    } else if (field.array) args[name] = (Array.isArray(value) ? value : [value]).map((each) => valueOfJson(world, field, each, `${where}.${name}`));
    else args[name] = valueOfJson(world, field, value, `${where}.${name}`);
  }
  return args;
}

function valueOfJson(world: World, { type }: FieldType, value: unknown, where: string): VimValue {
  const scalar = scalars[type];
  if (scalar !== undefined) {
    if (typeof value === scalar) return value as VimValue;
    throw refuse(`${where} is ${JSON.stringify(value)}; allowed: a ${scalar} (${type})`);
  }
  const kind = vimSchema().type(type)?.kind;
  if (kind === "managed" || type === "ManagedObjectReference") return refOfJson(world, kind === undefined ? "ManagedEntity" : type, value, where);
  if (kind === "enum" && typeof value === "string") return value;
  if (kind !== "data") {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    throw refuse(`${where} is ${JSON.stringify(value)}; allowed: a text, number or boolean (${type})`);
  }
  const named = (value as { $type?: unknown } | null)?.$type;
  const own = typeof named === "string" ? named : type;
  if (!vimSchema().isA(own, type)) throw refuse(`${where} has the type ${own}; allowed: ${type} or a type below it`);
  return vim(own, argsOfJson(world, vimSchema().fieldsOf(own).values(), value, own));
}

/** A name, id or path; or { type, value } as it is. */
function refOfJson(world: World, type: string, value: unknown, where: string): VimValue {
  if (typeof value === "string") return findRef(world, type, value);
  const { type: given, value: id } = (typeof value === "object" ? value : {}) as { type?: unknown; value?: unknown };
  if (typeof given === "string" && typeof id === "string") return { type: given, value: id };
  throw refuse(`${where} is ${JSON.stringify(value)}; allowed: the name or id of a ${type}`);
}
