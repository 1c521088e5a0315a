/**
 * Matchers over an alert's labels, spelled as Alertmanager spells them: `label=value`, `!=`, `=~`, `!~`; the value may stand in double quotes. Regular expressions
 * are RE2 and match the whole value. A label that is not there counts as the empty text. Nothing here knows of silences.
 */
import { RE2JS, RE2JSException } from "re2js";

export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

const longestValue = 1_024;
const shape = /^\s*([A-Za-z_][A-Za-z0-9_]{0,63})\s*(=~|!~|!=|=)(.*)$/su;

/** The matcher, or a sentence saying what is wrong with the text. */
export function parseMatcher(text: string): Matcher | string {
  const [, label, op, raw = ""] = shape.exec(text) ?? [];
  if (label === undefined || op === undefined) return `${JSON.stringify(text.slice(0, 80))} is no matcher; allowed: label=value, label!=value, label=~regex, label!~regex`;
  const given = raw.trim();
  const value = given.startsWith('"') ? unquoted(given) : given;
  if (value === undefined) return `the value of ${label} begins with a double quote and must end with one: ${raw.slice(0, 80)}`;
  if (value.length > longestValue) return `the value of ${label} may have ${longestValue} characters, this one has ${value.length}`;
  const matcher: Matcher = { label, op: op as Matcher["op"], value };
  try {
    matches(matcher)({});
    return matcher;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${JSON.stringify(value)} is no regular expression that RE2 knows: ${error.message}`;
  }
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The test it makes; compile once, ask often. */
export function matches({ label, op, value }: Matcher): (labels: Readonly<Record<string, string>>) => boolean {
  const regex = op === "=~" || op === "!~" ? RE2JS.compile(value) : undefined;
  const wanted = op === "=" || op === "=~";
  return (labels) => {
    const actual = Object.hasOwn(labels, label) ? (labels[label] ?? "") : "";
    return (regex === undefined ? actual === value : regex.matches(actual)) === wanted;
  };
}

export function matcherText({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** True when it also holds for a label that is not there: a silence of such matchers alone would hold everything. */
export function matchesNothing(matcher: Matcher): boolean {
  return matches(matcher)({});
}
