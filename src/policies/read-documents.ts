/**
 * The YAML documents of one policy file. It accepts plain YAML 1.2 without aliases and tags, so that no file grows beyond its text,
 * and turns every complaint of the parser into a problem with a place.
 */
import { isDocument, isNode, parseAllDocuments, visit, type Node } from "yaml";
import type { Problem } from "./problem.js";
import { Reading } from "./skeleton/reading.js";

export interface PolicyFile {
  /** As an operator would type it. */
  readonly path: string;
  readonly text: string;
}

export interface PolicyDocument {
  readonly node: Node;
  readonly reading: Reading;
}

export const maxFileLength = 1_048_576;
export const maxDocuments = 1_000;
/** Brackets, braces and block levels; policies need five. */
const maxYamlDepth = 50;

/** Documents that can be read further; those with a complaint are left out, empty ones too. */
export function readDocuments(file: PolicyFile, problems: Problem[]): readonly PolicyDocument[] {
  const reading = new Reading(file.path, file.text, problems);
  if (file.text.length > maxFileLength) {
    reading.report(0, `the file has ${file.text.length} characters; allowed: ${maxFileLength}`);
    return [];
  }
  const deep = tooDeepAt(file.text);
  if (deep !== undefined) {
    reading.report(deep, `the file is nested more than ${maxYamlDepth} levels deep`);
    return [];
  }
  const parsed = parseAllDocuments(file.text, { version: "1.2", schema: "core", uniqueKeys: false, merge: false, prettyErrors: false, logLevel: "silent" });
  if (!Array.isArray(parsed)) return [];
  if (parsed.length > maxDocuments) {
    reading.report(0, `the file has ${parsed.length} documents; allowed: ${maxDocuments}`);
    return [];
  }
  return parsed.flatMap((document): PolicyDocument[] => {
    if (!isDocument(document)) return [];
    // The parser complains once of each bracket that is open at the end.
    const complaints = [...new Map([...document.errors, ...document.warnings].map((complaint) => [`${complaint.pos[0]} ${complaint.message}`, complaint])).values()];
    for (const complaint of complaints) reading.report(complaint.pos[0], `not readable as YAML: ${complaint.message}`);
    const node = document.contents;
    if (document.directives.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
      reading.report(document.range[0], `the document asks for YAML ${document.directives.yaml.version}; allowed: 1.2`);
      return [];
    }
    if (complaints.length > 0 || !isNode(node)) return [];
    return usesAliases(node, reading) || isEmpty(node) ? [] : [{ node, reading }];
  });
}

function usesAliases(node: Node, reading: Reading): boolean {
  let found = false;
  visit(node, {
    Alias: (_key, alias) => {
      found = true;
      reading.report(alias.range?.[0] ?? 0, `aliases are not allowed: "*${alias.source}"; write the value out`);
    },
    Node: (_key, part) => {
      if (part.tag === undefined || part.tag.startsWith("tag:yaml.org,2002:")) return;
      found = true;
      reading.report(part.range?.[0] ?? 0, `tags are not allowed: "${part.tag}"`);
    },
  });
  return found;
}

function isEmpty(node: Node): boolean {
  return "value" in node && node.value === null;
}

/** Offset where brackets or indentation go deeper than the parser should recurse. Strings may be counted too; policies have few. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let dashes = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth = Math.max(0, depth - 1);
    else if (char === "\n") dashes = 0;
    else if ((char === "-" || char === "?") && (text[at + 1] === " " || text[at + 1] === "\t")) dashes++;
    if (depth > maxYamlDepth || dashes > maxYamlDepth) return at;
    if (char === "\n" && leadingBlanks(text, at + 1) > 2_000) return at;
  }
  return undefined;
}

function leadingBlanks(text: string, from: number): number {
  let at = from;
  while (at - from <= 2_000 && text[at] === " ") at++;
  return at - from;
}
