/**
 * Reads the value of one element as the schema declares it, as strictly as vCenter reads requests (vim-facts 1.3, 1.4, 10.5).
 * Every refusal is an InvalidRequest; nothing is guessed or left out in silence.
 */
import { isAbstract } from "./abstract-types.js";
import { arrayElementType, isReference } from "./array-names.js";
import { invalidRequest, type ParsePlace } from "./parse-fault.js";
import { isScalar, readScalar, scalarFits } from "./scalar-types.js";
import { vimSchema, type FieldType } from "./vim-schema.js";
import { ref, typed, vim, type Ref, type VimValue } from "./vim-value.js";
import { versionRank } from "./api-version.js";
import { xsdNamespace, type XmlElement } from "./xml-element.js";

export const vimNamespace = "urn:vim25";

/** How a value is read: the rank of the asked API version (newer fields are unknown then), and what is around it. */
export interface DecodeContext {
  readonly version: number;
  readonly place: ParsePlace;
}

/** The value of `element` where the schema declares `declared`, which is not an array. */
export function decodeValue(element: XmlElement, declared: string, context: DecodeContext): VimValue {
  if (declared === "anyType") return decodeAny(element, context);
  if (isReference(declared)) return decodeReference(element, declared, context);
  if (vimSchema().type(declared)?.kind === "data") return decodeObject(element, actualType(element, declared, context), context);
  checkSimpleMark(element, declared, context);
  return decodeSimple(element, declared, context);
}

/** Fields of a data object or parameters of a method, which must come in the order of the schema. */
export function decodeFields(children: readonly XmlElement[], fields: Iterable<FieldType>, missing: (name: string) => string, context: DecodeContext): Record<string, VimValue> {
  const values: Record<string, VimValue> = {};
  let next = 0;
  for (const field of fields) {
    if (field.since !== undefined && versionRank(field.since) > context.version) continue;
    const inside = { version: context.version, place: { doing: `parsing property "${field.name}" of static type ${field.type}`, within: context.place } };
    const found: VimValue[] = [];
    for (let child = children[next]; child?.name === field.name && child.namespace === vimNamespace; child = children[next]) {
      if (found.length > 0 && !field.array) break;
      found.push(decodeValue(child, field.type, inside));
      next++;
    }
    if (found.length > 0) values[field.name] = field.array ? found : found[0];
    // An empty array and an absent one look the same on the wire, so a mandatory array may be absent.
    else if (!field.optional && !field.array) throw invalidRequest(missing(field.name), context.place);
  }
  const left = children[next];
  if (left !== undefined) throw invalidRequest(`Unexpected element tag "${left.tag}" seen`, context.place);
  return values;
}

function decodeObject(element: XmlElement, type: string, context: DecodeContext): VimValue {
  const place = { doing: `parsing serialized DataObject of type ${type}`, at: element, within: context.place };
  refuseText(element, place);
  return vim(type, decodeFields(element.children, vimSchema().fieldsOf(type).values(), (name) => `Required property ${name} is missing from data object of type ${type}`, { ...context, place }));
}

/** The data type that an element has: what xsi:type says, else the declared one; neither may be abstract. */
function actualType(element: XmlElement, declared: string, context: DecodeContext): string {
  const marked = element.xsiType;
  const place = { doing: `parsing serialized DataObject of type ${declared}`, at: element, within: context.place };
  if (marked !== undefined && (marked.namespace !== vimNamespace || vimSchema().type(marked.name)?.kind !== "data")) {
    throw invalidRequest(`Unable to resolve WSDL type name ${marked.name} for namespace name ${marked.namespace}`, place);
  }
  const type = marked?.name ?? declared;
  if (!vimSchema().isA(type, declared)) throw invalidRequest(`Type ${type} is not a subtype of the expected type ${declared}`, place);
  if (isAbstract(type)) throw invalidRequest(marked === undefined ? `Missing xsi:type: the declared type ${declared} is abstract` : `Cannot create an object of the abstract type ${type}`, place);
  return type;
}

function decodeReference(element: XmlElement, declared: string, context: DecodeContext): Ref {
  const place = { doing: `parsing MoRef for ManagedObject of type ${declared}`, at: element, within: context.place };
  if (element.xsiType !== undefined && (element.xsiType.namespace !== vimNamespace || element.xsiType.name !== "ManagedObjectReference")) {
    throw invalidRequest(`Unexpected xsi:type ${element.xsiType.name}, expected ManagedObjectReference`, place);
  }
  const type = element.type;
  if (type === undefined) throw invalidRequest(`Missing attribute "type"`, place);
  if (type !== "ManagedObject" && vimSchema().type(type)?.kind !== "managed") throw invalidRequest(`Unable to resolve WSDL type name ${type} for namespace name ${vimNamespace}`, place);
  const any = declared === "ManagedObject" || declared === "ManagedObjectReference";
  if (!any && !vimSchema().isA(type, declared)) throw invalidRequest(`Unexpected attribute "type" with value "${type}", expected ${declared}`, place);
  const id = simpleText(element, place).trim();
  if (id === "") throw invalidRequest("Missing managed object id", place);
  return ref(type, id);
}

/** Strings, ints, booleans, references and data objects as they are, everything else with its type (see TypedValue). */
function decodeAny(element: XmlElement, context: DecodeContext): VimValue {
  const marked = element.xsiType;
  const place = { doing: "parsing Any", at: element, within: context.place };
  if (marked === undefined) throw invalidRequest("Missing xsi:type: the declared type is anyType", place);
  if (marked.namespace === xsdNamespace && isScalar(marked.name)) {
    const value = decodeSimple(element, marked.name, context);
    return ["string", "int", "boolean"].includes(marked.name) ? value : typed(marked.name, value);
  }
  if (marked.namespace === vimNamespace) {
    if (marked.name === "ManagedObjectReference") return decodeReference(element, marked.name, context);
    const kind = vimSchema().type(marked.name)?.kind;
    if (kind === "enum") return typed(marked.name, decodeSimple(element, marked.name, context));
    if (kind === "data") return decodeObject(element, actualType(element, marked.name, context), context);
    const elementType = arrayElementType(marked.name);
    if (elementType !== undefined) return typed(marked.name, decodeArray(element, marked.name, elementType, { ...context, place }));
  }
  throw invalidRequest(`Unable to resolve WSDL type name ${marked.name} for namespace name ${marked.namespace}`, place);
}

function decodeArray(element: XmlElement, name: string, elementType: string, context: DecodeContext): readonly VimValue[] {
  refuseText(element, context.place);
  return element.children.map((child) => {
    if (child.name !== elementType || child.namespace !== vimNamespace) throw invalidRequest(`Unexpected element tag "${child.tag}" seen, expected ${elementType} in ${name}`, context.place);
    return decodeValue(child, elementType, context);
  });
}

function decodeSimple(element: XmlElement, type: string, context: DecodeContext): VimValue {
  const place = { doing: `parsing a value of type ${type}`, at: element, within: context.place };
  const text = simpleText(element, place);
  const known = vimSchema().type(type);
  const value = known?.kind === "enum" ? known.values.find((each) => each === text.trim()) : readScalar(isScalar(type) ? type : "string", text);
  if (value === undefined) throw invalidRequest(`Invalid value "${text.slice(0, 100)}" for type ${type}`, place);
  return value;
}

/** A scalar or an enum need not say its type; when it does, it must be the declared one or a narrower one. */
function checkSimpleMark(element: XmlElement, declared: string, context: DecodeContext): void {
  const marked = element.xsiType;
  if (marked === undefined) return;
  const isEnum = vimSchema().type(declared)?.kind === "enum";
  const fits = marked.namespace === xsdNamespace ? scalarFits(marked.name, isEnum || !isScalar(declared) ? "string" : declared) : marked.namespace === vimNamespace && marked.name === declared;
  if (!fits) throw invalidRequest(`Unexpected xsi:type ${marked.name}, expected ${declared}`, context.place);
}

function simpleText(element: XmlElement, place: ParsePlace): string {
  const child = element.children[0];
  if (child !== undefined) throw invalidRequest(`Unexpected element tag "${child.tag}" seen`, place);
  return element.text;
}

function refuseText(element: XmlElement, place: ParsePlace): void {
  if (element.text.trim() !== "") throw invalidRequest(`Unexpected text "${element.text.trim().slice(0, 100)}" seen`, place);
}
