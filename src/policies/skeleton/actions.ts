/** Value specs for `do:`: one key per known action, made from the catalogue. A parameter is a literal or a CEL expression. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { ActionCatalogue, ActionSpec, ParamSpec } from "../action-spec.js";
import { expression, type ExpressionText } from "./expression-text.js";
import { keys, present, type Found } from "./keys.js";
import { choice, listOf, plainText, truth, wholeNumber } from "./plain-values.js";
import { offsetOf, wrong, type Key, type KeyTable, type ValueSpec } from "./value-spec.js";

export interface Literal {
  readonly kind: "literal";
  readonly value: unknown;
}

export type ParamText = Literal | ExpressionText;

export interface ActionText {
  readonly verb: string;
  readonly offset: number;
  readonly params: Readonly<Record<string, ParamText>>;
}

const maxDeviceKey = 2_147_483_647;
const defaultMaxLength = 256;

export function actionTexts(catalogue: ActionCatalogue): ValueSpec<ActionText> {
  const table: KeyTable = Object.fromEntries(catalogue.map((spec) => [spec.verb, { doc: spec.doc, value: keys(paramTable(spec.params), spec.doc), example: exampleOf(spec) }]));
  const all = keys(table, "The action to ask for; exactly one.");
  return {
    words: "a mapping with exactly one of its keys", table,
    // With maxProperties of its own, editors offer no key: the one that is being written counts already.
    schema: { ...all.schema, minProperties: 1, dependencies: Object.fromEntries(catalogue.map(({ verb }) => [verb, { maxProperties: 1 }])) },
    read: (node, name, reading) => {
      const read = all.read(node, name, reading);
      if (read === undefined) return undefined;
      if (read[present].size === 0) {
        if (isMap(node) && node.items.length === 0) reading.report(offsetOf(node), `${name} is empty; allowed: exactly one of ${catalogue.map((spec) => spec.verb).join(", ")}`);
        return undefined;
      }
      const chosen = Object.entries(read).filter((entry): entry is [string, Found<Readonly<Record<string, Found<ParamText> | undefined>>>] => entry[1] !== undefined);
      const [first] = chosen;
      if (first === undefined) return undefined;
      if (chosen.length > 1) {
        reading.report(offsetOf(node), `${name} has ${chosen.length} actions; allowed: exactly one of ${catalogue.map((spec) => spec.verb).join(", ")}`);
        return undefined;
      }
      const params = Object.entries(first[1].value).flatMap(([param, value]) => (value === undefined ? [] : [[param, value.value] as const]));
      return { verb: first[0], offset: first[1].offset, params: Object.fromEntries(params) };
    },
  };
}

/** JSON is YAML on one line. A text is CEL where no words are given, so it stands in quotes of its own. */
function exampleOfParam({ type, words, example }: ParamSpec): string {
  return JSON.stringify(type === "string" && words === undefined ? JSON.stringify(example) : example);
}

/** The action with what it cannot do without. */
function exampleOf({ params }: ActionSpec): string {
  return `{ ${Object.entries(params).flatMap(([name, spec]) => (spec.required ? [`${name}: ${exampleOfParam(spec)}`] : [])).join(", ")} }`;
}

function paramTable(params: Readonly<Record<string, ParamSpec>>): KeyTable {
  return Object.fromEntries(Object.entries(params).map(([name, spec]): [string, Key<ParamText>] => [name, { doc: spec.doc, required: spec.required, value: param(spec), example: exampleOfParam(spec) }]));
}

/** A CEL text, or a literal of the parameter's type. A text of fixed words may be written as it is: no CEL expression is one bare word of them. */
function param(spec: ParamSpec): ValueSpec<ParamText> {
  if (spec.mustBeTrue === true) return onlyTrue;
  const literal = literalOf(spec);
  const cel = expression(spec.type);
  const isWord = (node: Node | null | undefined): boolean => isScalar(node) && spec.words?.some((word) => word === node.value) === true;
  return {
    words: spec.words === undefined && spec.type === "string" ? "CEL yielding `string`" : `${literal.words ?? ""}, or ${cel.words ?? ""}`,
    schema: spec.words !== undefined ? { anyOf: [{ enum: spec.words }, cel.schema] } : spec.type === "string" ? cel.schema : { anyOf: [literal.schema, cel.schema] },
    read: (node: Node | null | undefined, name, reading) => {
      if (isScalar(node) && typeof node.value === "string" && !isWord(node)) return cel.read(node, name, reading);
      if (spec.type.startsWith("list<") && !isSeq(node)) {
        reading.report(offsetOf(node), wrong(name, node, `a list of ${spec.type === "list<int>" ? "whole numbers" : "texts"}, or a CEL expression that yields one`));
        return undefined;
      }
      const value = literal.read(node, name, reading);
      return value === undefined ? undefined : { kind: "literal", value };
    },
  };
}

function literalOf({ type, words, maxLength = defaultMaxLength }: ParamSpec): ValueSpec<unknown> {
  const text = plainText({ max: maxLength, allowed: "a text" });
  switch (type) {
    case "bool": return truth;
    case "int": return wholeNumber(0, maxDeviceKey);
    case "string": return words === undefined ? text : choice(words);
    case "list<int>": return listOf(wholeNumber(0, maxDeviceKey), 256);
    case "list<string>": return listOf(text, 256);
  }
}

/** What somebody has to have written with their own hand. */
const onlyTrue: ValueSpec<ParamText> = {
  words: "`true`, written out",
  schema: { const: true },
  read: (node, name, reading) => {
    if (isScalar(node) && node.value === true) return { kind: "literal", value: true };
    reading.report(offsetOf(node), wrong(name, node, "true, written out: whoever writes it answers for what is lost"));
    return undefined;
  },
};
