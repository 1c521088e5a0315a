/** docs/vocabulary.md, made from the view types, so that the page, the type checker and the JSON never disagree. */
import { table, typeLink } from "./page.js";
import { subjectKinds } from "./decision.js";
import { roots, viewTypes } from "./vocabulary/catalogue.js";
import type { FieldSpec } from "./vocabulary/field.js";

export function vocabularyPage(): string {
  return `${[
    "# The objects, field by field",
    "This page is generated from the code; edit the specs under `src/policies/vocabulary` instead.",
    "The same objects, field for field, are what conditions of policies see, what `--json` of `tetherd groups` and `tetherd vm` prints, and what an alert carries as `object`. In JSON an unknown field is `null`; in a condition it makes what depends on it unknown ([conditions.md](conditions.md)). In an alert, lists are cut at 1,000 entries, those of an object inside it (a VM's group, say) at 10, and a member `…Omitted` beside them counts the rest.",
    `It begins with ${subjectKinds.map((kind) => `\`${kind}\` (${typeLink(roots[kind].type, "")})`).join(", ")}. *From* names properties of vSphere managed objects, type first; what is worked out by tetherd says from what.`,
    ...[...viewTypes].reverse().flatMap((type) => [`## ${type.name}`, type.doc, table(["field", "type", "unit", "meaning", "unknown while", "from"], type.fields.map(row))]),
  ].join("\n\n")}\n`;
}

function row({ name, celType, unit, values, doc, source }: FieldSpec): readonly string[] {
  const listed = values?.filter((value) => !doc.includes(`\`${value}\``)) ?? [];
  const meaning = listed.length === 0 ? doc : `${doc} One of ${(values ?? []).map((value) => `\`${value}\``).join(", ")}.`;
  return [`\`${name}\``, typeLink(celType, ""), unit ?? "", meaning, source.unknownWhile ?? "never", source.from];
}
