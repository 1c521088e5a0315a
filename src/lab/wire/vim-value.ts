/**
 * vSphere values as the lab holds them between the wire and the world: scalars, references, data objects, and scalars of a named type.
 * The encoder orders fields and names types by the schema, so values may list their fields in any order.
 */

/** A managed object reference; identity is type and value. `type` is the wire type name. */
export interface Ref {
  readonly type: string;
  readonly value: string;
}

/** A data object. `$type` is its wire type; a field that is `undefined` is unset. */
export interface VimObject {
  readonly $type: string;
  readonly [field: string]: VimValue;
}

/** A scalar or an array whose type must be said where the schema only knows `anyType`, e.g. `{ $as: "long", value: 5 }`, `{ $as: "ArrayOfString", value: […] }`. */
export interface TypedValue {
  readonly $as: string;
  readonly value: VimValue;
}

/** dateTime values are ISO 8601 text; long values are numbers below 2^53. */
export type VimValue = string | number | boolean | Ref | VimObject | TypedValue | readonly VimValue[] | undefined;

export function ref(type: string, value: string): Ref {
  return { type, value };
}

/** A data object of `$type`. */
export function vim(type: string, fields: Record<string, VimValue> = {}): VimObject {
  return { ...fields, $type: type };
}

export function typed(as: string, value: VimValue): TypedValue {
  return { $as: as, value };
}

export function isVimObject(value: VimValue): value is VimObject {
  return typeof value === "object" && "$type" in value;
}

export function isTypedValue(value: VimValue): value is TypedValue {
  return typeof value === "object" && "$as" in value;
}

export function isRef(value: VimValue): value is Ref {
  return typeof value === "object" && !Array.isArray(value) && !("$type" in value) && !("$as" in value);
}
