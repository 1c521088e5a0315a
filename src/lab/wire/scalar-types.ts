/**
 * The scalar types of the vSphere schema: how their text is checked and read. It never converts a dateTime: the text is the value.
 */
import type { VimValue } from "./vim-value.js";

interface ScalarType {
  /** Name in XML Schema, as in xsi:type="xsd:long". */
  readonly xsd: string;
  /** Undefined when the text is not of this type. */
  read(text: string): string | number | boolean | undefined;
}

const asText = (text: string) => text;
const floating = (text: string) => (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : { NaN, INF: Infinity, "-INF": -Infinity }[text.trim()]);
const text: ScalarType = { xsd: "string", read: asText };

const scalars: Readonly<Record<string, ScalarType>> = {
  string: text,
  // Names of types, methods and properties are strings on the wire.
  TypeName: text,
  MethodName: text,
  PropertyPath: text,
  anyURI: { xsd: "anyURI", read: asText },
  boolean: { xsd: "boolean", read: (each) => ({ true: true, "1": true, false: false, "0": false })[each.trim()] },
  byte: { xsd: "byte", read: integer(-128n, 127n) },
  short: { xsd: "short", read: integer(-32_768n, 32_767n) },
  int: { xsd: "int", read: integer(-2_147_483_648n, 2_147_483_647n) },
  long: { xsd: "long", read: integer(-(2n ** 63n), 2n ** 63n - 1n) },
  float: { xsd: "float", read: floating },
  double: { xsd: "double", read: floating },
  dateTime: { xsd: "dateTime", read: readDateTime },
  base64Binary: { xsd: "base64Binary", read: (each) => (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(each) ? each : undefined) },
};

/** What lies between the two ends of a range in XML Schema; a value that says it is narrower fits a wider type. */
const narrower: Readonly<Record<string, readonly string[]>> = { long: ["int", "short", "byte"], int: ["short", "byte"], short: ["byte"], double: ["float"], string: ["anyURI"], anyURI: ["string"] };

export function isScalar(type: string): boolean {
  return Object.hasOwn(scalars, type);
}

/** The name in XML Schema, e.g. "string" for TypeName; undefined when it is no scalar. */
export function xsdName(type: string): string | undefined {
  return Object.hasOwn(scalars, type) ? scalars[type]?.xsd : undefined;
}

/** The value of `text` read as the scalar `type`; undefined when it does not fit. */
export function readScalar(type: string, value: string): VimValue {
  return scalars[type]?.read(value);
}

/** True when a value marked xsi:type="xsd:<marked>" may stand where `declared` is expected. */
export function scalarFits(marked: string, declared: string): boolean {
  const wanted = xsdName(declared);
  return wanted !== undefined && (marked === wanted || (narrower[wanted]?.includes(marked) ?? false));
}

function integer(lowest: bigint, highest: bigint): (text: string) => number | undefined {
  return (text) => {
    const digits = text.trim();
    if (!/^[+-]?\d{1,20}$/.test(digits)) return undefined;
    const value = BigInt(digits.replace("+", ""));
    return value < lowest || value > highest ? undefined : Number(value);
  };
}

/** As it was sent; the zone may be left out, the fraction has up to nine digits (vim-facts 1.4). */
function readDateTime(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.test(trimmed)) return undefined;
  return Number.isNaN(Date.parse(trimmed)) ? undefined : trimmed;
}
