/** Names of arrays inside anyType: ArrayOfX, and what their elements are called (vim-facts 1.4). It knows names only, no values. */
import { isScalar, xsdName } from "./scalar-types.js";
import { vimSchema } from "./vim-schema.js";

/** "string" → "ArrayOfString", "HostSystem" → "ArrayOfManagedObjectReference", "VirtualDevice" → "ArrayOfVirtualDevice". */
export function arrayName(elementType: string): string {
  const name = isReference(elementType) ? "ManagedObjectReference" : (xsdName(elementType) ?? elementType);
  return `ArrayOf${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** "ArrayOfInt" → "int", which is both the type and the tag of its elements; undefined for what is no array of a known type. */
export function arrayElementType(name: string): string | undefined {
  if (!name.startsWith("ArrayOf")) return undefined;
  const element = name.slice("ArrayOf".length);
  const scalar = element.charAt(0).toLowerCase() + element.slice(1);
  if (isScalar(scalar) || scalar === "anyType") return scalar;
  const kind = vimSchema().type(element)?.kind;
  return element === "ManagedObjectReference" || kind === "data" || kind === "enum" ? element : undefined;
}

/** True when values of the declared type are managed object references. */
export function isReference(type: string): boolean {
  return type === "ManagedObject" || type === "ManagedObjectReference" || vimSchema().type(type)?.kind === "managed";
}
