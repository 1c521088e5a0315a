/**
 * The settings file as a YAML document that remembers where everything stands, so that a mistake can be told with line and column.
 * It does not judge values.
 */
import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import { SettingsError } from "./errors.js";

export interface SettingsFile {
  readonly path?: string;
  readonly document?: Document;
  readonly lines: LineCounter;
  readonly problems: readonly string[];
}

/** Throws SETTINGS_FILE_UNREADABLE; YAML mistakes are returned as problems with their place. */
export async function readSettingsFile(path: string | undefined): Promise<SettingsFile> {
  const lines = new LineCounter();
  if (path === undefined) return { lines, problems: [] };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new SettingsError("SETTINGS_FILE_UNREADABLE", `Cannot read the settings file: "${path}" (${(error as NodeJS.ErrnoException).code ?? "unreadable"})`, {
      hint: "Check the path given with --config and its permissions", cause: error,
    });
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return `${path}:${line}:${col}: ${error.message}`;
  });
  const content: unknown = problems.length === 0 ? document.toJS() : null;
  if (content !== null && (typeof content !== "object" || Array.isArray(content))) problems.push(`${path}:1:1: must be a mapping of settings`);
  return { path, document, lines, problems };
}

/** "file:line:column: " of a dotted key, or of the nearest thing around it; "" without a file. */
export function placeInFile(file: SettingsFile, key: string): string {
  if (file.document === undefined || file.path === undefined) return "";
  const path = key.split(/[.[\]]+/).filter((part) => part !== "").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (let length = path.length; length > 0; length--) {
    const node = file.document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range === undefined) continue;
    const { line, col } = file.lines.linePos(node.range[0]);
    return `${file.path}:${line}:${col}: `;
  }
  return `${file.path}: `;
}
