/** One step of a selection: the objects that one property of one object names. It follows no further. */
import type { Ref, VimValue } from "../wire/vim-value.js";
import { isRef, isTypedValue } from "../wire/vim-value.js";
import { vimSchema } from "../wire/vim-schema.js";
import type { World } from "../world/world.js";
import type { Traversal } from "./filter-spec.js";
import type { Reader } from "./reader.js";

/** A traversal holds for objects of its type and of subtypes (vim-facts 3.3). */
export function applies(traversal: Traversal, ref: Ref): boolean {
  return traversal.type === "ManagedObject" || vimSchema().isA(ref.type, traversal.type);
}

/** Each object once; nothing when the property is unset or the caller may not read it. */
export function objectsAt(reader: Reader, ref: Ref, path: string): ReadonlyMap<string, Ref> {
  const field = vimSchema().fieldsOf(ref.type).get(/^\w+/.exec(path)?.[0] ?? path);
  const found = new Map<string, Ref>();
  if (field === undefined || !reader.mayRead(field.privilege ?? "System.Read")) return found;
  collect(reader.at(ref, path).value, found);
  return found;
}

/** A reference may name its object by a base type; the object's own type decides what is reported of it. */
export function byOwnType(world: World, ref: Ref): Ref {
  return world.get(ref.value)?.ref ?? ref;
}

function collect(value: VimValue, found: Map<string, Ref>): void {
  if (isTypedValue(value)) collect(value.value, found);
  else if (Array.isArray(value)) for (const each of value as readonly VimValue[]) collect(each, found);
  else if (isRef(value)) found.set(value.value, value);
}
