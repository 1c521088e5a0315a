/**
 * VimValues as XML text, fields in the order of the schema and xsi:type exactly where the declared type does not say it (vim-facts 1.3, 1.4).
 * It checks nothing: a field the schema does not know is left out. Forty thousand VMs pass through here, so what the schema says is worked out once per type.
 */
import { arrayElementType, isReference } from "./array-names.js";
import { escapeText } from "./escape-text.js";
import { isScalar, xsdName } from "./scalar-types.js";
import { foreignTypes } from "./foreign-types.js";
import { vimSchema, type FieldType } from "./vim-schema.js";
import { isTypedValue, type Ref, type VimObject, type VimValue } from "./vim-value.js";
import { versionRank } from "./api-version.js";

/** How one answer is written. */
export interface EncodeStyle {
  /** versionRank of the answer's API version; newer fields are left out. */
  readonly version: number;
  /** Prefix of http://www.w3.org/2001/XMLSchema-instance, "xsi" with vCenter. */
  readonly xsi: string;
  /** vCenter writes `type` before `xsi:type` on a reference in anyType; true turns that round. */
  readonly typeLast: boolean;
  /** Lets characters through that XML 1.0 does not allow. */
  readonly rawControls: boolean;
}

type Kind = "simple" | "reference" | "object" | "any";

interface FieldPlan {
  readonly name: string;
  readonly type: string;
  readonly kind: Kind;
  readonly array: boolean;
  readonly since: number;
}

const plans = new Map<string, readonly FieldPlan[]>();

/** `<tag …>…</tag>` of a value declared as `field` says, once per element of an array; "" when it is unset. */
export function encodeField(tag: string, field: Pick<FieldType, "type" | "array">, value: VimValue, style: EncodeStyle): string {
  return encodePlanned(tag, planOf({ name: tag, ...field, optional: true, since: undefined }), value, style);
}

/** A value where anyType is declared. */
export function encodeAny(tag: string, value: VimValue, style: EncodeStyle): string {
  return value === undefined ? "" : encodeOne(tag, "any", "anyType", value, style);
}

function encodePlanned(tag: string, plan: FieldPlan, value: VimValue, style: EncodeStyle): string {
  if (value === undefined) return "";
  if (!plan.array) return encodeOne(tag, plan.kind, plan.type, value, style);
  const values = isTypedValue(value) ? value.value : value;
  if (!Array.isArray(values)) throw new TypeError(`${tag} is declared as an array of ${plan.type} and holds something else`);
  let text = "";
  for (const each of values as readonly VimValue[]) if (each !== undefined) text += encodeOne(tag, plan.kind, plan.type, each, style);
  return text;
}

function encodeOne(tag: string, kind: Kind, declared: string, value: Exclude<VimValue, undefined>, style: EncodeStyle): string {
  if (typeof value === "object") {
    if ("$as" in value) return kind === "any" ? encodeTyped(tag, value as { $as: string; value: VimValue }, style) : encodeOne(tag, kind, declared, value.value as Exclude<VimValue, undefined>, style);
    if ("$type" in value) return encodeObject(tag, declared, value, style);
    if (Array.isArray(value)) throw new TypeError(`${tag} is declared as one ${declared} and holds an array; in anyType, name the type of the array`);
    return encodeReference(tag, kind === "any", value as Ref, style);
  }
  if (kind === "reference" || kind === "object") throw new TypeError(`${tag} is declared as ${declared} and holds ${JSON.stringify(value)}`);
  const mark = kind === "any" ? ` ${style.xsi}:type="xsd:${typeof value === "number" ? "int" : typeof value}"` : "";
  return `<${tag}${mark}>${simpleText(value, style)}</${tag}>`;
}

function encodeObject(tag: string, declared: string, value: VimObject, style: EncodeStyle): string {
  const mark = value.$type === declared ? "" : ` ${style.xsi}:type="${value.$type}"`;
  let inside = "";
  for (const plan of plansOf(value.$type)) {
    const field = value[plan.name];
    if (field !== undefined && plan.since <= style.version) inside += encodePlanned(plan.name, plan, field, style);
  }
  return inside === "" ? `<${tag}${mark}/>` : `<${tag}${mark}>${inside}</${tag}>`;
}

function encodeReference(tag: string, inAny: boolean, value: Ref, style: EncodeStyle): string {
  const type = `type="${value.type}"`;
  const mark = `${style.xsi}:type="ManagedObjectReference"`;
  const attributes = !inAny ? type : style.typeLast ? `${mark} ${type}` : `${type} ${mark}`;
  return `<${tag} ${attributes}>${escapeText(value.value, false)}</${tag}>`;
}

/** A scalar, enum or array of a named type in anyType. Objects and references in such an array carry their type, as vCenter writes them. */
function encodeTyped(tag: string, { $as: type, value }: { $as: string; value: VimValue }, style: EncodeStyle): string {
  if (value === undefined) return "";
  const element = arrayElementType(type);
  if (element === undefined) {
    if (typeof value === "object") return encodeOne(tag, "any", "anyType", value, style);
    const name = xsdName(type);
    return `<${tag} ${style.xsi}:type="${name === undefined ? type : `xsd:${name}`}">${simpleText(value, style)}</${tag}>`;
  }
  if (!Array.isArray(value)) throw new TypeError(`${type} holds something that is no array`);
  const kind: Kind = kindOf(element) === "simple" ? "simple" : "any";
  let inside = "";
  for (const each of value as readonly VimValue[]) if (each !== undefined) inside += encodeOne(element, kind, kind === "any" ? "anyType" : element, each, style);
  const mark = `${style.xsi}:type="${type}"`;
  return inside === "" ? `<${tag} ${mark}/>` : `<${tag} ${mark}>${inside}</${tag}>`;
}

function simpleText(value: string | number | boolean, style: EncodeStyle): string {
  return typeof value === "string" ? escapeText(value, style.rawControls) : String(value);
}

function plansOf(type: string): readonly FieldPlan[] {
  let known = plans.get(type);
  if (known === undefined) {
    const foreign = foreignTypes.get(type);
    const base = foreign?.base ?? type;
    if (vimSchema().type(base)?.kind !== "data") throw new TypeError(`the schema has no data type ${type}`);
    known = [...vimSchema().fieldsOf(base).values()].map(planOf);
    if (foreign !== undefined) known = [...known, planOf({ name: foreign.field, type: "string", array: false, optional: true, since: undefined })];
    plans.set(type, known);
  }
  return known;
}

function planOf(field: Omit<FieldType, "privilege">): FieldPlan {
  return { name: field.name, type: field.type, kind: kindOf(field.type), array: field.array, since: versionRank(field.since ?? []) };
}

function kindOf(type: string): Kind {
  if (type === "anyType") return "any";
  if (isReference(type)) return "reference";
  return isScalar(type) || vimSchema().type(type)?.kind !== "data" ? "simple" : "object";
}
