import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAbstract } from "../../../src/lab/wire/abstract-types.js";
import { versionRank } from "../../../src/lab/wire/api-version.js";
import { asAny } from "../../../src/lab/wire/as-any.js";
import { decodeRequest } from "../../../src/lab/wire/decode-request.js";
import { decodeValue } from "../../../src/lab/wire/decode-value.js";
import { encodeAny, encodeField, type EncodeStyle } from "../../../src/lab/wire/encode-value.js";
import { vimSchema, type FieldType, type MethodType } from "../../../src/lab/wire/vim-schema.js";
import { ref, vim, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { parseXml } from "../../../src/lab/wire/xml-element.js";
import { envelope } from "../support/soap-client.js";

const schema = vimSchema();
const types = [...schema.types()];
const managed = types.filter(({ kind }) => kind === "managed").map(({ name }) => name);
const concrete = types.filter(({ kind, name }) => kind === "data" && !isAbstract(name)).map(({ name }) => name);
const methods = types.flatMap((type) => [...type.methods.values()].map((method) => ({ type: type.name, method })));
const version = versionRank([8, 0, 3, 0]);
const place = { doing: "testing" };

const styles: fc.Arbitrary<EncodeStyle> = fc.record({
  version: fc.constant(version), xsi: fc.constantFrom("xsi", "_XMLSchema-instance"), typeLast: fc.boolean(), rawControls: fc.constant(false),
});

/** Any text that XML 1.0 can hold; a carriage return comes back as it was sent. */
const texts = fc.string({ unit: fc.constantFrom("a", "Z", " ", "<", ">", "&", '"', "'", "\n", "\t", "\r", "ä", "語", "😀", "]]>", "%2f") });

const scalars: Readonly<Record<string, fc.Arbitrary<VimValue>>> = {
  boolean: fc.boolean(),
  byte: fc.integer({ min: -128, max: 127 }),
  short: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer(),
  long: fc.maxSafeInteger(),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (Object.is(each, -0) ? 0 : each)),
  dateTime: fc.date({ min: new Date(0), max: new Date(Date.UTC(2200, 0)), noInvalidDate: true }).map((each) => each.toISOString()),
  base64Binary: fc.base64String(),
};

const subtypes = new Map<string, readonly string[]>();

/** Concrete types that may stand where `type` is declared. */
function allowed(type: string): readonly string[] {
  let known = subtypes.get(type);
  if (known === undefined) subtypes.set(type, (known = concrete.filter((each) => schema.isA(each, type))));
  return known;
}

/** A value where `type` is declared, `depth` levels deep at most; undefined when there is none. */
function valueOf(type: string, depth: number): fc.Arbitrary<VimValue> {
  if (type === "anyType") return anyValue(depth);
  if (type === "ManagedObject") return reference(managed);
  const kind = schema.type(type)?.kind;
  if (kind === "managed") return reference(managed.filter((each) => schema.isA(each, type)));
  if (kind === "enum") return fc.constantFrom(...schema.type(type)!.values);
  if (kind === "data") return depth <= 0 || allowed(type).length === 0 ? fc.constant(undefined) : fc.constantFrom(...allowed(type)).chain((each) => objectOf(each, depth));
  return scalars[type] ?? texts;
}

function reference(from: readonly string[]): fc.Arbitrary<VimValue> {
  return fc.tuple(fc.constantFrom(...from), fc.stringMatching(/^[a-z]{1,8}-[0-9]{1,4}$/)).map(([type, id]) => ref(type, id));
}

function anyValue(depth: number): fc.Arbitrary<VimValue> {
  return fc.constantFrom("string", "int", "long", "boolean", "dateTime", "VirtualMachinePowerState", "ManagedObject", "OptionValue", "VirtualDisk")
    .chain((type) => fc.boolean().chain((array) => fieldValue({ type, array }, depth).map((value) => asAny({ type, array }, value ?? (array ? [] : undefined)) ?? "nothing")));
}

function fieldValue({ type, array }: Pick<FieldType, "type" | "array">, depth: number): fc.Arbitrary<VimValue> {
  const value = valueOf(type, depth - 1);
  if (!array) return value;
  return fc.array(value, { maxLength: 3 }).map((all) => all.filter((each) => each !== undefined)).map((all) => (all.length === 0 ? undefined : all));
}

/** Deep enough for what is mandatory, so that nothing mandatory is left out; optional fields come and go. */
function objectOf(type: string, depth: number): fc.Arbitrary<VimObject> {
  const fields = [...schema.fieldsOf(type).values()];
  return fieldsOf(fields, depth).map((values) => vim(type, values));
}

function fieldsOf(fields: readonly FieldType[], depth: number): fc.Arbitrary<Record<string, VimValue>> {
  const parts = fields.map((field) => {
    const value = fieldValue(field, field.optional ? depth : Math.max(depth, 1) + 1);
    return field.optional ? fc.option(value, { nil: undefined, freq: 1 }) : value;
  });
  return fc.tuple(...parts).map((values) => Object.fromEntries(fields.map((field, index) => [field.name, values[index]] as const).filter(([, value]) => value !== undefined)));
}

/** Mandatory objects inside mandatory objects end somewhere; a type where they would not, or whose mandatory type nothing can be, is left out. */
function canBeMade(type: string, seen: readonly string[] = []): boolean {
  if (seen.includes(type)) return false;
  return [...schema.fieldsOf(type).values()].every((field) => field.optional || field.array || schema.type(field.type)?.kind !== "data"
    || (allowed(field.type).length > 0 && allowed(field.type).every((each) => canBeMade(each, [...seen, type]))));
}

const read = (xml: string, style: EncodeStyle, type: string) => {
  const prefixes = `xmlns="urn:vim25" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:${style.xsi}="http://www.w3.org/2001/XMLSchema-instance"`;
  return decodeValue(parseXml(`<r ${prefixes}>${xml}</r>`).children[0]!, type, { version, place });
};

describe("what is written is read as what it was", () => {
  const makeable = concrete.filter((type) => canBeMade(type));

  it("for data objects of nearly every type", () => {
    expect(makeable.length / concrete.length).toBeGreaterThan(0.9);
    fc.assert(fc.property(fc.constantFrom(...makeable).chain((type) => objectOf(type, 2)), styles, (value, style) => {
      expect(read(encodeField("v", { type: value.$type, array: false }, value, style), style, value.$type)).toEqual(value);
    }), { numRuns: 200 });
  });

  it("for a property of any type in anyType", () => {
    const properties = types.filter(({ kind }) => kind === "managed").flatMap(({ fields }) => fields).filter(({ type }) => schema.type(type)?.kind !== "data" || makeable.includes(type));
    fc.assert(fc.property(fc.constantFrom(...properties).chain((field) => fieldValue(field, 2).map((value) => asAny(field, value))), styles, (value, style) => {
      fc.pre(value !== undefined);
      expect(read(encodeAny("val", value, style), style, "anyType")).toEqual(value);
    }), { numRuns: 200 });
  });

  it("for the arguments of every method", () => {
    const owned = methods.filter(({ method }) => method.params.every(({ type }) => schema.type(type)?.kind !== "data" || allowed(type).every((each) => canBeMade(each))));
    const calls = fc.constantFrom(...owned).chain(({ type, method }) => fieldsOf(method.params, 2).map((args) => ({ type, method, args })));
    fc.assert(fc.property(calls, styles, ({ type, method, args }, style) => {
      expect(decodeRequest(call(type, method, args, style), [8, 0, 3, 0])).toEqual({ self: ref(type, "x-1"), method: method.name, args });
    }), { numRuns: 200 });
  });
});

function call(type: string, method: MethodType, args: Record<string, VimValue>, style: EncodeStyle): string {
  const params = method.params.map((field) => encodeField(field.name, field, args[field.name], style)).join("");
  return envelope(`<${method.name} xmlns="urn:vim25" xmlns:${style.xsi}="http://www.w3.org/2001/XMLSchema-instance"><_this type="${type}">x-1</_this>${params}</${method.name}>`);
}
