import fc from "fast-check";
import { isScalar, parseDocument, stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { scalarOffsets } from "../../src/policies/skeleton/scalar-offsets.js";

type Style = "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE" | "BLOCK_FOLDED" | "BLOCK_LITERAL";
const styles: readonly Style[] = ["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_FOLDED", "BLOCK_LITERAL"];
const words = fc.array(fc.constantFrom("vm", ".disks", "&&", "'a'", '"b c"', "\\d", "(", "ü", "😀", "#", ": ", " ", "  ", "\n", "\n  ", "\n\n"), { minLength: 1, maxLength: 30 }).map((parts) => parts.join(""));

function offsetsIn(file: string): { value: string; at: (index: number) => number } {
  const node = parseDocument(file).get("when", true);
  if (!isScalar(node) || typeof node.value !== "string") throw new Error(`no text in ${file}`);
  return { value: node.value, at: scalarOffsets(node, node.value, file) };
}

describe("the way back from an expression's text to the file", () => {
  it("finds every character that is not white space, in every way of writing it", () => {
    fc.assert(fc.property(words, fc.constantFrom(...styles), fc.nat({ max: 3 }), (text, style, lines) => {
      const file = `${"# x\n".repeat(lines)}${stringify({ when: text }, { defaultStringType: style, lineWidth: 30 })}for: 1m\n`;
      const { value, at } = offsetsIn(file);
      fc.pre(value === text); // the writer changes a few texts of nothing but white space
      for (let index = 0; index < value.length; index++) {
        const char = value.charAt(index);
        if (/\s/.test(char)) continue;
        const there = file.charAt(at(index));
        if (there !== "\\") expect(there).toBe(char);
      }
      expect(at(value.length)).toBeLessThanOrEqual(file.length);
    }), { numRuns: 500 });
  });

  it.each([
    ["plain", "when: ab + cd", 5, 11],
    ["plain over lines", "when: ab +\n  cd", 5, 13],
    ["single quotes with a quote", "when: 'a''b + c'", 4, 12],
    ["double quotes with escapes", 'when: "\\"a\\" + \\u0062"', 6, 15],
    ["folded", "when: >-\n    ab +\n    cd", 5, 22],
    ["literal", "when: |\n  ab +\n  cd\n", 5, 17],
  ])("%s", (_style, file, index, offset) => {
    expect(offsetsIn(file).at(index)).toBe(offset);
  });
});
