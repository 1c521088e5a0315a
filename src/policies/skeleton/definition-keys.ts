/**
 * The skeleton of a `define:` document: a list or a condition with a name, for every file of the directory. Like the table of policies
 * it is the one place that loader, JSON Schema and reference page are made from.
 */
import { subjectKinds } from "../decision.js";
import { definitionName } from "./definition-name.js";
import { expression } from "./expression-text.js";
import { plainGlobs } from "./globs.js";
import { keys, type ReadKeys } from "./keys.js";
import { choice, plainText } from "./plain-values.js";

export const definitionKeys = {
  define: { doc: "Name of the definition; unique over all files.", value: definitionName, required: true, example: "prodClusters" },
  description: { doc: "What it stands for, as plain text.", value: plainText({ max: 2_000, allowed: "a text of at most 2000 characters" }), example: "Clusters that carry production." },
  list: { doc: "A list of texts or globs: `{ list: NAME }` in `where:`, the plain name in conditions, a `list<string>`.", value: plainGlobs, example: '["prod-*", "edge-?"]' },
  each: { doc: "Which kind of object the condition is about; policies with the same `each:` may use it.", value: choice(subjectKinds), example: "vm" },
  condition: { doc: "A condition; its plain name stands for its value in conditions.", value: expression("bool"), example: "vm.busy || vm.consolidationNeeded" },
} as const;

export const definitionSpec = keys(definitionKeys, "A list or a condition with a name.");

export type DefinitionText = ReadKeys<typeof definitionKeys>;
