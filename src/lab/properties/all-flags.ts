/** Capability objects are long lists of mandatory booleans; this fills those of a type so that a table only names the ones that matter. */
import { vimSchema } from "../wire/vim-schema.js";

const cache = new Map<string, Readonly<Record<string, boolean>>>();

/** Every mandatory boolean field of the data type, set to `value`. */
export function allFlags(type: string, value: boolean): Readonly<Record<string, boolean>> {
  const key = `${type} ${value}`;
  let flags = cache.get(key);
  if (flags === undefined) {
    const fields = [...vimSchema().fieldsOf(type).values()].filter((field) => field.type === "boolean" && !field.optional && !field.array);
    flags = Object.fromEntries(fields.map((field) => [field.name, value]));
    cache.set(key, flags);
  }
  return flags;
}
