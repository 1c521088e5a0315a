import "../support/property-seed.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLanguage, isExpression } from "../../src/policies/conditions/language.js";
import type { Expression } from "../../src/policies/conditions/expression.js";
import { alwaysWith, neverTrue, neverWith } from "../../src/policies/conditions/never-true.js";
import { sightOf } from "../../src/policies/vocabulary/sight.js";
import { linkedEstate, problemsOf, worldOf } from "./support.js";

const language = createLanguage();

function compiled(source: string): Expression {
  const expression = language.compile(source, "vm", "bool");
  if (!isExpression(expression)) throw new Error(`${source}: ${JSON.stringify(expression)}`);
  return expression;
}

describe("a condition that no object can ever meet", () => {
  it.each([
    ["a count below nothing", "vm.depth < 0", "vm.depth < 0 never holds"],
    ["half a level", "vm.depth == 1.5", "vm.depth == 1.5 never holds"],
    ["nothing between two whole numbers", "vm.depth > 5 && vm.depth < 6", "vm.depth > 5 and vm.depth < 6 exclude each other"],
    ["a probability above one", "vm.group.risk.worst > 1.0", "vm.group.risk.worst > 1.0 never holds"],
    ["a text and its contrary", 'vm.name == "a" && vm.name != "a"', 'vm.name == "a" and vm.name != "a" exclude each other'],
    ["all words of a field left out", 'vm.powerState != "poweredOn" && vm.powerState != "poweredOff" && vm.powerState != "suspended"', 'vm.powerState != "poweredOn", vm.powerState != "poweredOff" and vm.powerState != "suspended" exclude each other'],
    ["a list and a bound", "vm.depth > 5 && vm.depth in [1, 2]", "vm.depth > 5 and vm.depth in [1, 2] exclude each other"],
    ["an empty list", "vm.name in []", "vm.name in [] is always false: the list is empty"],
    ["a negated bound", "!(vm.depth > 3 || vm.template) && vm.depth > 4", "!(vm.depth > 3) and vm.depth > 4 exclude each other"],
    ["the same part both ways", "glob(vm.name, 'a*') && vm.depth > 1 && !glob( vm.name,'a*' )", "glob(vm.name, 'a*') and !glob( vm.name,'a*' ) exclude each other"],
    ["globs that begin differently", 'glob(vm.name, "a*") && glob(vm.name, "b*")', 'glob(vm.name, "a*") and glob(vm.name, "b*") exclude each other'],
    ["a text that a glob does not take", 'vm.name in ["a1", "a2"] && !vm.name.startsWith("a")', /each of its alternatives|exclude each other/],
    ["a text without what a regular expression wants", 're(vm.name, "^vdi-") && vm.name == "b"', 're(vm.name, "^vdi-") and vm.name == "b" exclude each other'],
    ["ages that exclude each other, in a loop", "vm.snapshots.exists(s, age(s.createTime) > days(3) && age(s.createTime) < hours(48))", "age(s.createTime) > days(3) and age(s.createTime) < hours(48) exclude each other"],
    ["a loop that wants the contrary of all", "!vm.disks.all(d, d.depth >= 0)", "!(d.depth >= 0) never holds"],
    ["both ways of an or", "vm.depth < 2 && (vm.depth > 5 || vm.depth > 7)", "each of its alternatives is impossible: vm.depth < 2 and vm.depth > 5 exclude each other; vm.depth < 2 and vm.depth > 7 exclude each other"],
    ["a choice with false on the only way", "1 < 2 ? false : vm.busy", /this part is always false/],
    ["something of what is not known", "!has(vm.group) && vm.group.hostSpan > 3", "!has(vm.group) and vm.group.hostSpan > 3 exclude each other"],
    ["a value that differs from itself", "vm.depth != vm.depth", "vm.depth != vm.depth is always false"],
  ])("%s", (_what, source, expected) => {
    expect(neverTrue(compiled(source))?.message).toMatch(typeof expected === "string" ? new RegExp(`^${expected.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : expected);
  });

  it.each([
    "vm.depth > 5 && vm.depth < 7", "vm.depth > 5 || vm.depth < 3", "vm.disks.exists(d, d.depth > 5) && vm.disks.exists(d, d.depth < 3)", "vm.disks.all(d, d.depth < 0)", 'glob(vm.name, "a*") && glob(vm.name, "*b")',
    'vm.name.startsWith("a") && vm.name.startsWith("ab")', "!has(vm.group) && vm.depth > 1", "vm.ifUnlinked.space.exists(s, s.freeAfterBytes < 0)", "vm.depth - 3 < 0", "vm.depth > vm.unneededLevels && vm.depth < 3", "vm.snapshots.exists(s, age(s.createTime) > days(3)) && vm.snapshots.exists(s, age(s.createTime) < days(1))",
    "vm.disks.exists(vm, vm.depth > 3) && vm.depth < 2", "1 / 0 == 1", "vm.ownBytes > GiB(1) && vm.ownBytes < TiB(1)", "true",
  ])("is not seen in %s", (source) => {
    expect(neverTrue(compiled(source))).toBeUndefined();
  });

  it("is never one that holds for some VM, whatever it is put together from", () => {
    const sight = sightOf(worldOf(linkedEstate(4)));
    const number = fc.integer({ min: -1, max: 4 });
    const comparison = fc.tuple(fc.constantFrom("vm.depth", "vm.disks.size()", "vm.group.hostSpan", "2 * vm.depth"), fc.constantFrom("==", "!=", "<", "<=", ">", ">="), number);
    const atom = fc.oneof(
      comparison.map(([value, op, literal]) => `${value} ${op} ${literal}`), comparison.map(([value, op, literal]) => `${literal} ${op} ${value}`),
      fc.tuple(fc.constantFrom("exists", "all", "exists_one"), fc.constantFrom("<", ">", "==", "!="), number, fc.boolean()).map(([loop, op, literal, both]) => `vm.disks.${loop}(d, d.depth ${op} ${literal}${both ? " && d.depth < 3" : ""})`),
      fc.array(number, { maxLength: 3 }).map((list) => `vm.depth in [${list.join(", ")}]`), fc.constantFrom("base", "clone-1", "clone-2", "x").map((name) => `vm.name == "${name}"`),
      fc.tuple(fc.constantFrom("glob(vm.name, ", "re(vm.name, ", "vm.name.startsWith(", "vm.name.endsWith(", "vm.name.contains("), fc.constantFrom("clone", "c", "-1", "base", "clone-1")).map(([call, text]) => `${call}"${text}")`),
      fc.constantFrom("c*", "*1", "clone-?", "*", "b*e").map((pattern) => `glob(vm.name, "${pattern}")`), fc.constantFrom("vm.template", "vm.busy", "has(vm.group)", "has(vm.powerState)", "true", "1 > 2", 'vm.powerState != "poweredOn"'),
    );
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof({ maxDepth: 4, depthSize: "small" }, atom, fc.tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition")).map(([a, op, b]) => `(${a} ${op} ${b})`), tie("condition").map((a) => `!(${a})`), fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`)),
    }));
    let never = 0;
    fc.assert(fc.property(condition, (source) => {
      const expression = compiled(source);
      if (neverTrue(expression) === undefined) return;
      never++;
      for (const id of ["vm-1", "vm-2", "vm-3", "vm-4"]) expect(expression.evaluate(sight, { kind: "vm", id })).not.toMatchObject({ value: true });
    }), { numRuns: process.env["TETHERD_TEST_LONG"] === "1" ? 20_000 : 1_000 });
    expect(never).toBeGreaterThan(20);
  }, 600_000);
});

describe("two conditions that stand together", () => {
  it("exclude each other, or one follows from the other, or neither is certain", () => {
    expect(neverWith(compiled("vm.depth > 16"), compiled("vm.depth < 10"))).toBe("vm.depth > 16 and vm.depth < 10 exclude each other");
    expect(neverWith(compiled("vm.depth > 16"), compiled("vm.depth > 24"))).toBeUndefined();
    expect([alwaysWith(compiled("vm.depth > 16"), compiled("vm.depth > 10")), alwaysWith(compiled("vm.depth > 16"), compiled("vm.depth > 24"))]).toEqual([true, false]);
  });
});

describe("a policy with something that can never be", () => {
  const policy = (when: string, rest: string): string => `policy: a\nmode: shadow\neach: vm\nwhen: ${when}\n${rest}`;
  it.each([
    ["a step that its condition excludes", policy("vm.depth > 16", "alert: { severity: info, raise: [{ to: error, when: vm.depth < 10 }] }"), ["5:53: alert.raise[0].when: no alert can ever be raised to error: vm.depth > 16 and vm.depth < 10 exclude each other"]],
    ["a step that no object meets", policy("vm.depth > 16", "alert: { severity: info, raise: [{ to: error, when: vm.template && vm.depth < 0 }] }"), ["5:68: alert.raise[0].when: no alert can ever be raised to error: vm.depth < 0 never holds"]],
    ["a step that every alert meets", policy("vm.depth > 16", "alert: { severity: info, raise: [{ to: error, when: vm.depth > 10 }] }"), ["5:53: warning: alert.raise[0].when holds whenever when: holds, so the alert is never info but always error or worse"]],
    ["something to verify that cannot come", policy("vm.depth > 16", "do: { promote: { unlink: false } }\nverify: { within: 45m, that: vm.depth < 0 }"), ["6:30: verify.that: no action can ever be verified: vm.depth < 0 never holds"]],
    ["false by itself", policy("false", "alert: { severity: info }"), ["4:7: when: the policy can never match: this part is always false; to switch it off, write mode: off"]],
    ["a definition that its condition excludes", `define: quiet\neach: vm\ncondition: "!vm.busy"\n---\n${policy("vm.busy && quiet", "alert: { severity: info }")}`, ["8:18: when: the policy can never match: vm.busy and !vm.busy exclude each other"]],
  ])("is refused, or warned of, where it stands: %s", (_what, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
