/**
 * Regular expressions, only through RE2: its time grows with the text, never explodes. CEL's own `matches` is refused because
 * the library runs it on JavaScript's backtracking engine.
 */
import { RE2JS, RE2JSException } from "re2js";
import type { FunctionSpec } from "./function-spec.js";

const maxPatternLength = 256;

/** Compiled patterns of one language. Bounded by the number of literals in the policies it has compiled. */
export function reFunction(): FunctionSpec {
  const compiled = new Map<string, RE2JS>();
  const compile = (pattern: string): RE2JS => {
    const known = compiled.get(pattern);
    if (known !== undefined) return known;
    const made = RE2JS.compile(pattern);
    compiled.set(pattern, made);
    return made;
  };
  return {
    name: "re",
    signature: "re(string, string): bool",
    doc: "`re(text, pattern)`: the RE2 regular expression is found somewhere in the text; anchor it with `^` and `$`. The pattern is a literal.",
    literalArgument: 1,
    checkLiteral: (pattern) => {
      if (pattern.length > maxPatternLength) return `a regular expression may have ${maxPatternLength} characters, this one has ${pattern.length}`;
      try {
        compile(pattern);
        return undefined;
      } catch (error) {
        if (!(error instanceof RE2JSException)) throw error;
        return `not a regular expression that RE2 knows: ${error.message}`;
      }
    },
    call: (text = "", pattern = "") => compile(pattern).matcher(text).find(),
    examples: [['re("vdi-0042", "^vdi-[0-9]+$")', true], ['re("build-agent", "agent")', true], ['re("vdi-x", "^vdi-[0-9]+$")', false]],
  };
}
