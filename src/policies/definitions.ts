/**
 * The `define:` documents of all files: their names, lists and conditions, checked at their own place, so that a policy which uses a
 * broken one is not blamed for it. A name that leads back to itself is refused; one that nobody uses is a warning.
 */
import { createLanguage, isExpression, type Language } from "./conditions/language.js";
import type { Names } from "./conditions/names.js";
import type { SubjectKind } from "./decision.js";
import { definitionSpec, type DefinitionText } from "./skeleton/definition-keys.js";
import type { ExpressionText } from "./skeleton/expression-text.js";
import type { Found } from "./skeleton/keys.js";
import { offsetOf } from "./skeleton/value-spec.js";
import type { PolicyDocument } from "./read-documents.js";
import type { Reading } from "./skeleton/reading.js";

export interface Definitions {
  readonly names: Names;
  readonly language: Language;
  /** To be called with the names that policies use, once all of them are compiled. */
  readonly warnUnused: (used: ReadonlySet<string>) => void;
}

interface Definition {
  readonly name: Found<string>;
  readonly text: DefinitionText;
  readonly reading: Reading;
}

export function readDefinitions(documents: readonly PolicyDocument[]): Definitions {
  const definitions = new Map<string, Definition>();
  for (const document of documents) {
    const definition = readOne(document);
    if (definition === undefined) continue;
    const earlier = definitions.get(definition.name.value);
    if (earlier === undefined) definitions.set(definition.name.value, definition);
    else definition.reading.report(definition.name.offset, `duplicate definition "${definition.name.value}"; it is taken at ${earlier.reading.path}:${earlier.reading.lineAt(earlier.name.offset)}`);
  }
  const names: Names = {
    lists: new Map([...definitions].flatMap(([name, { text }]) => (text.list === undefined ? [] : [[name, text.list.value]]))),
    conditions: new Map([...definitions].flatMap(([name, { text }]) => (!isCondition(text) ? [] : [[name, { each: text.each.value, source: text.condition.value.text }]]))),
  };
  const language = createLanguage(names);
  const uses = new Map<string, readonly string[]>();
  for (const [name, { text, reading }] of definitions) {
    if (isCondition(text)) uses.set(name, compile(name, text.condition.value, text.each.value, language, reading));
  }
  for (const [name, { name: found, reading }] of definitions) {
    const circle = circleFrom(name, uses);
    if (circle !== undefined) reading.report(found.valueOffset, `the definition "${name}" leads back to itself: ${circle.join(" → ")}`);
  }
  return {
    names, language,
    warnUnused: (used) => {
      const reached = reachable(used, uses);
      for (const [name, { name: found, reading }] of definitions) {
        if (!reached.has(name)) reading.report(found.valueOffset, `no policy uses the definition "${name}"`, "warning");
      }
    },
  };
}

type ConditionText = DefinitionText & { readonly condition: NonNullable<DefinitionText["condition"]>; readonly each: NonNullable<DefinitionText["each"]> };

function isCondition(text: DefinitionText): text is ConditionText {
  return text.list === undefined && text.condition !== undefined && text.each !== undefined;
}

function readOne({ node, reading }: PolicyDocument): Definition | undefined {
  const text = definitionSpec.read(node, "the definition", reading);
  if (text?.define === undefined) return undefined;
  const start = offsetOf(node);
  if ((text.list === undefined) === (text.condition === undefined)) reading.report(start, `the definition "${text.define.value}" has ${text.list === undefined ? "neither list: nor condition:" : "list: and condition:"}; allowed: exactly one of them`);
  else if (text.condition !== undefined && text.each === undefined) reading.report(text.condition.offset, "a condition needs each:, so that it is known what it is about");
  else if (text.list !== undefined && text.each !== undefined) reading.report(text.each.offset, "each: is for conditions; a list is for every kind of object");
  return { name: text.define, text, reading };
}

/** The names that the condition uses. */
function compile(name: string, text: ExpressionText, kind: SubjectKind, language: Language, reading: Reading): readonly string[] {
  const compiled = language.compile(text.text, kind, text.yields, name);
  if (isExpression(compiled)) return compiled.uses;
  for (const mistake of compiled) reading.report(text.offsetAt(mistake.offset), `condition: ${mistake.message}`);
  return [];
}

/** The shortest way from a name back to itself. */
function circleFrom(start: string, uses: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of uses.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return [...way, next];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

function reachable(from: ReadonlySet<string>, uses: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(from);
  for (const name of reached) for (const next of uses.get(name) ?? []) reached.add(next);
  return reached;
}
