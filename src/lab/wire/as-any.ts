/**
 * How the value of a declared property or field is put where only anyType is declared, as in PropertyChange.val: it gets its type, which the schema knows.
 * It changes no value.
 *
 *   string, TypeName, PropertyPath…   as it is          xsi:type="xsd:string"
 *   int, boolean                      as it is          xsi:type="xsd:int", "xsd:boolean"
 *   long, short, dateTime…            typed("long", n)  xsi:type="xsd:long"
 *   an enum                           typed("VirtualMachinePowerState", "poweredOn")
 *   a reference or a data object      as it is          xsi:type="ManagedObjectReference" or the object's own type
 *   an array of X                     typed("ArrayOfX", […]), references in ArrayOfManagedObjectReference
 */
import { arrayName, isReference } from "./array-names.js";
import { xsdName } from "./scalar-types.js";
import { vimSchema, type FieldType } from "./vim-schema.js";
import { isTypedValue, typed, type VimValue } from "./vim-value.js";

const bare = new Set(["string", "int", "boolean"]);

/** `value` of `field` for a place of anyType; undefined stays undefined, and what is typed already stays as it is. */
export function asAny(field: Pick<FieldType, "type" | "array">, value: VimValue): VimValue {
  if (value === undefined || isTypedValue(value)) return value;
  if (field.array) return typed(arrayName(field.type), value);
  if (field.type === "anyType" || isReference(field.type)) return value;
  const xsd = xsdName(field.type);
  if (xsd !== undefined) return bare.has(xsd) ? value : typed(xsd, value);
  return vimSchema().type(field.type)?.kind === "enum" ? typed(field.type, value) : value;
}
