/** Pieces of the pages that are made from the vocabulary: tables, and links to types. */
import { typeWords } from "./conditions/function-spec.js";
import { viewTypes } from "./vocabulary/catalogue.js";

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A CEL type as text; a type of the vocabulary as a link to its table. `page` is "" within docs/vocabulary.md itself. */
export function typeLink(celType: string, page = "vocabulary.md"): string {
  const type = viewTypes.find((candidate) => celType === candidate.name || celType === `list<${candidate.name}>`);
  if (type === undefined) return `\`${typeWords(celType)}\``;
  const link = `[${type.name}](${page}#${type.name.toLowerCase()})`;
  return celType === type.name ? link : `list of ${link}`;
}
