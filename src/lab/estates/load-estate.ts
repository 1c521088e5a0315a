/** Estate files: YAML 1.2 without aliases and tags, so that what a line says stands there. It reads and checks; building is `build-estate.ts`. */
import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument, stringify, visit, type Document, type Node } from "yaml";
import { LabError } from "../errors.js";
import type { Estate } from "./estate.js";
import type { Place } from "./place.js";
import { readEstate } from "./read-estate.js";
import { Mistakes, Reading } from "./reading.js";

/** LAB_ESTATE_UNREADABLE, or LAB_ESTATE_INVALID with every mistake as "file:line:column: what was found; allowed: …". */
export async function loadEstate(path: string): Promise<Estate> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new LabError("LAB_ESTATE_UNREADABLE", `Cannot read the estate: "${path}" (${(error as NodeJS.ErrnoException).code ?? "unreadable"})`, { hint: "Check the path and its permissions", cause: error });
  }
  return parseEstate(text, path);
}

/** As `loadEstate`, of a text; `source` stands for its path in messages. */
export function parseEstate(text: string, source: string): Estate {
  const lines = new LineCounter();
  const mistakes = new Mistakes(source);
  const reading = new Reading(mistakes, lines);
  const document = parseDocument(text, { version: "1.2", schema: "core", lineCounter: lines, prettyErrors: false, merge: false, logLevel: "silent" });
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(pos[0]);
    mistakes.report({ line, column: col }, `not readable as YAML: ${message}`);
  }
  reportAliases(document, reading);
  mistakes.throwIfAny();
  const estate = readEstate(document.contents ?? undefined, reading, source);
  mistakes.throwIfAny();
  return estate;
}

/** An estate that stands inside another YAML file, whose text is `text`; or every mistake with its place there. */
export function estateInside(node: Node, text: string, source: string): { readonly estate: Estate } | { readonly mistakes: readonly { readonly place: Place | undefined; readonly text: string }[] } {
  const lines = new LineCounter();
  for (let at = 0; at >= 0; at = text.indexOf("\n", at) + 1 || -1) lines.addNewLine(at);
  const mistakes = new Mistakes(source);
  const estate = readEstate(node, new Reading(mistakes, lines), source);
  return mistakes.count === 0 ? { estate } : { mistakes: mistakes.all };
}

/** The same keys as plain objects, for tests; places in messages are those of the YAML it would be. */
export function estateOf(value: unknown, source = "estate"): Estate {
  return parseEstate(stringify(value), source);
}

function reportAliases(document: Document, reading: Reading): void {
  visit(document, { Alias: (_key, alias) => { reading.report(alias, `aliases are not allowed: "*${alias.source}"; write the value out`); } });
}
