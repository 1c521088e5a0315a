/**
 * Value spec for what `where:` chooses by: globs, and names of lists that a `define:` document holds. It never looks a name up;
 * that comes when every document has been read.
 */
import { isMap } from "yaml";
import { maxGlobLength } from "../conditions/glob.js";
import { definitionName } from "./definition-name.js";
import { keys } from "./keys.js";
import { oneOrMore, plainText } from "./plain-values.js";
import type { ValueSpec } from "./value-spec.js";

/** `{ list: prodClusters }`: all globs of a defined list. */
export interface ListReference {
  readonly list: string;
  /** Where its name stands. */
  readonly offset: number;
}

const glob = plainText({ max: maxGlobLength, allowed: `a glob of at most ${maxGlobLength} characters, such as "prod-*"` });
const reference = keys({ list: { doc: "Name of a list that a define: document holds.", value: definitionName, required: true, example: "prodClusters" } }, "All globs of a defined list.");

const globOrList: ValueSpec<string | ListReference> = {
  words: `${glob.words ?? "a glob"}, or \`{ list: NAME }\` for a defined list`,
  schema: { anyOf: [glob.schema, reference.schema] },
  read: (node, name, reading) => {
    if (!isMap(node)) return glob.read(node, name, reading);
    const list = reference.read(node, name, reading)?.list;
    return list === undefined ? undefined : { list: list.value, offset: list.valueOffset };
  },
};

export const globs = oneOrMore(globOrList, 100);
export const plainGlobs = oneOrMore(glob, 100);
