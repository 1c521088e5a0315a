import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { createLanguage, isExpression } from "../../src/policies/conditions/language.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { linkedEstate, worldOf } from "./support.js";

/** The whole of it takes an hour; a share of it always runs. */
const long = process.env["TETHERD_TEST_LONG"] === "1";

const samples = ["clone-group-ha-span", "promote-after-snapshot-removal"].map((name) => readFileSync(`config/policies/${name}.yaml`, "utf8")).concat('define: prod\nlist: ["prod-*"]\n---\ndefine: deep\neach: vm\ncondition: vm.depth > 1 && glob(vm.name, prod)\n---\npolicy: d\nmode: shadow\neach: vm\nwhere: { cluster: [{ list: prod }] }\nwhen: deep && vm.snapshots.exists(s, age(s.createTime) > days(3))\nalert: { severity: info }\n');
const snippets = ["---\n", "\n", "\t", "  ", ": ", "- ", "[", "]", "{", "}", "'", '"', "|", ">-", "&a", "*a", "!!set", "!x", "<<: ", "%YAML 1.1\n", "? ", "null", "~", "true", "0x1F", "1e999", "\u0000", "\uFEFF", "😀", "#", "on: ", "when: ", "policy: ", "define: ", "list: ", "condition: ", "deep", "{ list: prod }", "__proto__: ", "constructor: ", "vm.", "(", ")", "&&", "matches(", "exists(d, ", "{{", "..."];

/** Cuts, doubles, moves and inserts pieces. */
const edits = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.integer({ min: 0, max: 20 }), insert: fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 8, unit: "binary" })) }), { minLength: 1, maxLength: 6 });
const mutated = fc.record({ base: fc.constantFrom(...samples), edits }).map(({ base, edits: list }) => list.reduce((text, { at, cut, insert }) => {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + insert + text.slice(place + cut);
}, base));

describe("policy files that are broken at random", () => {
  it("never crash the loader, always yield a place inside the file, and never half a set", () => {
    fc.assert(fc.property(fc.array(mutated, { minLength: 1, maxLength: 3 }), (texts) => {
      const { policies, problems } = loadPolicies(texts.map((text, index) => ({ path: `${index}.yaml`, text })), actionCatalogue);
      expect(policies === undefined).toBe(problems.some((problem) => problem.severity !== "warning"));
      for (const { path, line, column, message } of problems) {
        const lines = (texts[Number(path.split(".")[0])] ?? "").split("\n");
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        expect(message).not.toBe("");
      }
    }), { numRuns: long ? 20_000 : 100 });
  }, long ? 7_200_000 : 60_000);
});

const tokens = ["vm", ".name", ".disks", ".depth", ".group", ".limit.verdict", ".exists(d, ", ".all(x, ", ".map(m, ", ".filter(f, ", "has(", "size(", "string(", "glob(", "re(", "age(", "days(", "inWindow(", "GiB(", "percent(", ".snapshots", ".createTime", "cel.bind(a, ", ")", "(", "[", "]", "{", "}", ", ", "&&", "||", "!", "==", "<", "+", "-", "/", "in", "? ", ": ", "true", "1", "0", "1.5", '"a"', "'x'", "d", "x", "m", "f", "a", " ", ".constructor", ".__proto__", "b'x'", "0u", "null", "\\"];

describe("expressions put together at random", () => {
  const language = createLanguage();
  const sight = sightOf(worldOf(linkedEstate(3)));

  it("are refused with an offset inside them, or evaluate to something or unknown, and never throw", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 25 }).map((parts) => parts.join("")), (source) => {
      for (const yields of ["bool", "string"] as const) {
        const compiled = language.compile(source, "vm", yields);
        if (isExpression(compiled)) {
          const outcome = compiled.evaluate(sight, { kind: "vm", id: "vm-1" });
          if (outcome.kind === "known") expect(typeof outcome.value).toBe(yields === "bool" ? "boolean" : "string");
          else expect(outcome.missing.length).toBeGreaterThan(0);
        } else {
          for (const { offset } of compiled) {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(offset).toBeLessThanOrEqual(source.length);
          }
        }
      }
    }), { numRuns: long ? 100_000 : 1_500 });
  }, long ? 7_200_000 : 60_000);
});
