/** What `define:` documents add to the language: lists and conditions by name. Their own correctness is checked where they are read. */
import type { SubjectKind } from "../decision.js";

export interface Names {
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly conditions: ReadonlyMap<string, { readonly each: SubjectKind; readonly source: string }>;
}

export const noNames: Names = { lists: new Map(), conditions: new Map() };

/** The conditions of one kind of object. */
export function conditionsFor(names: Names, kind: SubjectKind): readonly string[] {
  return [...names.conditions].flatMap(([name, { each }]) => (each === kind ? [name] : []));
}

/** The lists that a text names. */
export function listsIn({ lists }: Names, words: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...lists].filter(([name]) => new RegExp(`\\b${name}\\b`).test(words)));
}

/** `source` and the texts of all conditions it uses, directly or not. `uses` are those it uses itself. */
export function wordsOf(names: Names, source: string, uses: readonly string[]): string {
  const seen = new Set<string>();
  const waiting = [...uses];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const text = names.conditions.get(name)?.source;
    if (text === undefined || seen.has(name)) continue;
    seen.add(name);
    for (const candidate of names.conditions.keys()) if (new RegExp(`\\b${candidate}\\b`).test(text)) waiting.push(candidate);
  }
  return [source, ...[...seen].map((name) => names.conditions.get(name)?.source ?? "")].join("\n");
}
