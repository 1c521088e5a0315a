/**
 * Walks a value of the lab against the vSphere schema and tells everything that a client could not decode: mandatory fields that are unset, unknown fields,
 * values of another type, words an enum does not have. It knows nothing of what the values mean.
 */
import { vimSchema, type FieldType, type VimSchema } from "../../../src/lab/wire/vim-schema.js";
import { isRef, isTypedValue, isVimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";

const texts = new Set(["string", "anyURI", "base64Binary", "TypeName", "MethodName", "PropertyPath"]);
const integers = new Map<string, number>([["byte", 2 ** 7], ["short", 2 ** 15], ["int", 2 ** 31], ["long", 2 ** 53]]);
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** One sentence per mistake, with the path to it; empty for a value that fits. `type` is a wire type name, `array` whether it is an array of them. */
export function mistakesIn(value: VimValue, type: string, array = false, path = type, schema: VimSchema = vimSchema()): string[] {
  if (array) {
    if (!Array.isArray(value)) return [`${path} must be an array of ${type}: ${show(value)}`];
    return (value as readonly VimValue[]).flatMap((each, index) => mistakesIn(each, type, false, `${path}[${index}]`, schema));
  }
  if (value === undefined) return [`${path} is unset`];
  if (type === "anyType") return mistakesInAny(value, path, schema);
  const known = schema.type(type);
  if (known?.kind === "enum") return typeof value === "string" && known.values.includes(value) ? [] : [`${path} is no ${type}: ${show(value)}`];
  if (known?.kind === "managed" || type === "ManagedObject") return isRef(value) && schema.isA(value.type, type) ? [] : [`${path} is no reference to a ${type}: ${show(value)}`];
  if (known?.kind === "data" || type === "DynamicData") return mistakesInObject(value, type, path, schema);
  return fitsScalar(value, type) ? [] : [`${path} is no ${type}: ${show(value)}`];
}

/** The mistakes of one property or field: unset is one only where it is mandatory. */
export function mistakesInField(value: VimValue, field: FieldType, path: string, schema: VimSchema = vimSchema()): string[] {
  if (value === undefined) return field.optional ? [] : [`${path} is mandatory and unset`];
  return mistakesIn(value, field.type, field.array, path, schema);
}

function mistakesInObject(value: VimValue, type: string, path: string, schema: VimSchema): string[] {
  if (!isVimObject(value)) return [`${path} is no ${type}: ${show(value)}`];
  if (!schema.isA(value.$type, type)) return [`${path} is a ${value.$type} where a ${type} is due`];
  const fields = schema.fieldsOf(value.$type);
  const unknown = Object.keys(value).filter((name) => name !== "$type" && !fields.has(name)).map((name) => `${path}.${name} is no field of ${value.$type}`);
  return [...unknown, ...[...fields.values()].flatMap((field) => mistakesInField(value[field.name], field, `${path}.${field.name}`, schema))];
}

function mistakesInAny(value: VimValue, path: string, schema: VimSchema): string[] {
  if (isTypedValue(value)) {
    const element = /^ArrayOf(\w+)$/.exec(value.$as)?.[1];
    if (element === undefined) return mistakesIn(value.value, value.$as, false, path, schema);
    return mistakesIn(value.value, /^(String|Int|Long|Boolean|Short|Byte|AnyType)$/.test(element) ? element.charAt(0).toLowerCase() + element.slice(1) : element, true, path, schema);
  }
  if (isVimObject(value)) return mistakesInObject(value, value.$type, path, schema);
  if (isRef(value)) return mistakesIn(value, "ManagedObject", false, path, schema);
  if (typeof value === "number") return fitsScalar(value, "int") ? [] : [`${path} is a number that must be typed: ${value}`];
  return typeof value === "object" ? [`${path} is an array that must be typed`] : [];
}

function fitsScalar(value: VimValue, type: string): boolean {
  if (texts.has(type)) return typeof value === "string";
  if (type === "dateTime") return typeof value === "string" && instant.test(value);
  if (type === "boolean") return typeof value === "boolean";
  if (type === "float" || type === "double") return typeof value === "number";
  const bound = integers.get(type);
  return bound !== undefined && Number.isInteger(value) && (value as number) < bound && (value as number) >= -bound;
}

function show(value: VimValue): string {
  return value === undefined ? "unset" : JSON.stringify(value);
}
