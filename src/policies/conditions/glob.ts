/**
 * Globs: `*` stands for any run of characters (slashes too), `?` for one character, everything else for itself; case counts.
 * Matching is linear in practice and never worse than text times pattern.
 */
import type { FunctionSpec } from "./function-spec.js";

export const maxGlobLength = 256;

export function globMatches(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === "*") [star, retry, p] = [p, t, p + 1];
    else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, retry, t] = [star + 1, retry + 1, retry + 1];
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

export const globFunction: FunctionSpec = {
  name: "glob",
  params: [{ name: "text", types: ["string"] }, { name: "pattern", types: ["string", "list<string>"] }],
  returns: "bool",
  doc: "The whole text matches the pattern, or one of a list; `*` is any run of characters, `?` is one. Patterns are literals, or a defined list.",
  literal: { argument: 1, check: (pattern) => (pattern.length > maxGlobLength ? `a glob may have ${maxGlobLength} characters, this one has ${pattern.length}` : undefined) },
  call: (sight, text: string, patterns: string | readonly string[]) => {
    const list = typeof patterns === "string" ? [patterns] : patterns;
    sight.count(list.length + ((text.length * list.length) >> 4));
    return list.some((pattern) => globMatches(pattern, text));
  },
  examples: [['glob("prod-web-01", "prod-*")', true], ['glob("/DC0/vm/legacy/a", ["*/legacy/*", "*/old/*"])', true], ['glob("prod", "pro")', false], ['glob("vm1", "vm?")', true]],
};
