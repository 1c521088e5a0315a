/**
 * Regular expressions, only through RE2: its time grows with the text, never explodes. CEL's own `matches` is refused because
 * the library runs it on JavaScript's backtracking engine.
 */
import { RE2JS, RE2JSException } from "re2js";
import type { FunctionSpec } from "./function-spec.js";

const maxPatternLength = 256;

/** Compiled patterns that are remembered; policies have far fewer. */
const maxCompiled = 2_000;

export function reFunction(): FunctionSpec {
  const compiled = new Map<string, RE2JS>();
  const compile = (pattern: string): RE2JS => {
    const known = compiled.get(pattern);
    if (known !== undefined) return known;
    const made = RE2JS.compile(pattern);
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(pattern, made);
    return made;
  };
  return {
    name: "re",
    params: [{ name: "text", types: ["string"] }, { name: "pattern", types: ["string"] }],
    returns: "bool",
    doc: "The RE2 regular expression is found somewhere in the text; anchor it with `^` and `$`. The pattern is a literal.",
    literal: {
      argument: 1,
      check: (pattern) => {
        if (pattern.length > maxPatternLength) return `a regular expression may have ${maxPatternLength} characters, this one has ${pattern.length}`;
        try {
          compile(pattern);
          return undefined;
        } catch (error) {
          if (!(error instanceof RE2JSException)) throw error;
          return `not a regular expression that RE2 knows: ${error.message}`;
        }
      },
    },
    call: (sight, text: string, pattern: string) => {
      sight.count(1 + text.length);
      return compile(pattern).matcher(text).find();
    },
    examples: [['re("vdi-0042", "^vdi-[0-9]+$")', true], ['re("build-agent", "agent")', true], ['re("vdi-x", "^vdi-[0-9]+$")', false]],
  };
}
