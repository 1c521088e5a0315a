/** Value specs for `do:`: one key per known action, made from the catalogue. A parameter is a literal or a CEL expression. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { ActionCatalogue, ParamSpec } from "../action-spec.js";
import { expression, type ExpressionText } from "./expression-text.js";
import { keys, type Key, type KeyTable, present, type Found } from "./keys.js";
import { listOf, plainText, truth, wholeNumber } from "./plain-values.js";
import { offsetOf, wrong, type ValueSpec } from "./value-spec.js";

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

export function actionTexts(catalogue: ActionCatalogue): ValueSpec<ActionText> {
  const table: KeyTable = Object.fromEntries(catalogue.map((spec) => [spec.verb, { doc: spec.doc, value: keys(paramTable(spec.params), spec.doc) }]));
  const all = keys(table, "The action to ask for; exactly one.");
  return {
    schema: { ...all.schema, minProperties: 1, maxProperties: 1 },
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

function paramTable(params: Readonly<Record<string, ParamSpec>>): KeyTable {
  return Object.fromEntries(Object.entries(params).map(([name, spec]): [string, Key<ParamText>] => [name, { doc: spec.doc, required: spec.required, value: param(spec) }]));
}

/** A CEL text, or a literal of the parameter's type. */
function param(spec: ParamSpec): ValueSpec<ParamText> {
  const literal: ValueSpec<unknown> = { bool: truth, int: wholeNumber(0, maxDeviceKey), string: plainText({ max: 256, allowed: "a text" }), "list<int>": listOf(wholeNumber(0, maxDeviceKey), 256) }[spec.type];
  const cel = expression(spec.type);
  return {
    schema: spec.type === "string" ? cel.schema : { anyOf: [literal.schema, cel.schema] },
    read: (node: Node | null | undefined, name, reading) => {
      if (isScalar(node) && typeof node.value === "string") return cel.read(node, name, reading);
      if (spec.type === "list<int>" && !isSeq(node)) {
        reading.report(offsetOf(node), wrong(name, node, "a list of whole numbers, or a CEL expression that yields one"));
        return undefined;
      }
      const value = literal.read(node, name, reading);
      return value === undefined ? undefined : { kind: "literal", value };
    },
  };
}
