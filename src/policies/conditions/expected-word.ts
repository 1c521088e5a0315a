/** What somebody meant who wrote a field or a word of a field as if it were a variable: `depth` for `vm.depth`, `poweredOn` for `"poweredOn"`. It guesses nothing else. */
import type { SubjectKind } from "../decision.js";
import { roots, viewTypes } from "../vocabulary/catalogue.js";

/** A phrase such as `did you mean vm.depth?`, or undefined. */
export function expectedWord(name: string, kind: SubjectKind): string | undefined {
  const fields = viewTypes.find((type) => type.name === roots[kind].type)?.fields ?? [];
  if (fields.some((field) => field.name === name)) return `did you mean ${kind}.${name}?`;
  const isWord = viewTypes.some((type) => type.fields.some(({ values }) => values?.includes(name) === true));
  return isWord ? `did you mean the text "${name}"?` : undefined;
}
