import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { decide } from "../../src/policies/decide.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { formatProblem } from "../../src/policies/problem.js";
import { linkedEstate, loaded, worldOf } from "./support.js";

const policy = (when: string, rest = ""): string => `policy: p\nmode: enforce\neach: vm\nwhen: ${when}\nalert: { severity: info }\n${rest}`;
const list = 'define: prod\nlist: ["prod-*", edge]\n';
const condition = "define: deep\neach: vm\ncondition: vm.depth > 1\n";
const world = worldOf(linkedEstate(3), { now: 0 });

function problemsIn(...texts: readonly string[]): readonly string[] {
  return loadPolicies(texts.map((text, index) => ({ path: `${index}.yaml`, text })), actionCatalogue).problems.map(formatProblem);
}

function verdictOf(id: string, ...texts: readonly string[]): string | undefined {
  const [only] = loaded(...texts).policies;
  return only === undefined ? undefined : decide(only, world, { kind: "vm", id }).verdict;
}

describe("definitions", () => {
  it("a list chooses in where: from any file, beside plain globs", () => {
    expect(loaded(list, policy("vm.template", "where: { cluster: [{ list: prod }, other], notName: { list: prod } }")).policies[0]?.where).toEqual({ only: { cluster: ["prod-*", "edge", "other"] }, not: { name: ["prod-*", "edge"] } });
  });

  it("a list is a list of texts in conditions, for glob and for in", () => {
    expect(verdictOf("vm-1", list, policy('glob(vm.cluster, prod) && !("prod-a" in prod)'))).toBe("true");
    expect(verdictOf("vm-1", list, policy("glob(vm.name, prod)"))).toBe("false");
  });

  it("a condition stands for its value, inside loops and inside other conditions too", () => {
    expect(verdictOf("vm-1", condition, policy("deep"))).toBe("true");
    expect(verdictOf("vm-1", condition, "define: both\neach: vm\ncondition: deep && !vm.template\n", policy("vm.disks.exists(d, both)"))).toBe("true");
    expect(verdictOf("vm-1", condition, policy("'!deep'"))).toBe("false");
  });

  it("a condition whose input is missing is unknown, and absorbed like any other part", () => {
    const blind = "define: blind\neach: vm\ncondition: vm.instanceUuid == 'x' || vm.ownBytes > 0\n";
    const [only] = loaded(blind, policy("blind")).policies;
    expect(only === undefined ? undefined : decide(only, world, { kind: "vm", id: "vm-1" })).toMatchObject({ verdict: "unknown", missing: ["vm.ownBytes"] });
    expect(verdictOf("vm-1", blind, policy("blind || vm.depth > 1"))).toBe("true");
  });

  it("what a condition looks at wakes the policies that use it", () => {
    expect(loaded(policy("vm.depth > 1")).wakes.byBytes).toBe(false);
    expect(loaded("define: big\neach: vm\ncondition: vm.ownBytes > GiB(1)\n", "define: odd\neach: vm\ncondition: big\n", policy("odd")).wakes.byBytes).toBe(true);
  });

  it.each<[string, readonly string[], readonly (string | RegExp)[]]>([
    ["a mistake in a condition is told at its own place, and the policies that use it are not blamed", ["define: deep\neach: vm\ncondition: vm.dpth > 1\n", policy("deep")], [/^0.yaml:3:15: condition: unknown field "dpth" of Vm/]],
    ["an unknown list", [list, policy("vm.template", "where: { cluster: { list: prd } }"), policy("glob(vm.name, prod)").replace("policy: p", "policy: q")], ['1.yaml:6:27: where.cluster: unknown list "prd"; allowed: prod; did you mean "prod"?']],
    ["a list where there is none", [policy("vm.template", "where: { cluster: { list: prd } }")], ['0.yaml:6:27: where.cluster: unknown list "prd"; no define: document holds a list']],
    ["an unknown name in a condition", [condition, policy("dep || deep")], ['1.yaml:4:7: when: unknown variable "dep"; allowed: vm, deep; did you mean "deep"?']],
    ["a condition about another kind of object", ["define: wide\neach: group\ncondition: group.hostSpan > 4\n", policy("wide")], ['1.yaml:4:7: when: the condition "wide" is about each: group; this one is about each: vm']],
    ["two definitions of one name", [list, list, policy("glob(vm.name, prod)")], ['1.yaml:1:1: duplicate definition "prod"; it is taken at 0.yaml:1']],
    ["a circle", ["define: a\neach: vm\ncondition: b\n", "define: b\neach: vm\ncondition: vm.template || a\n", policy("a")], ['0.yaml:1:9: the definition "a" leads back to itself: a → b → a', '1.yaml:1:9: the definition "b" leads back to itself: b → a → b']],
    ["a definition that nobody uses is a warning", [list, policy("vm.template")], ['0.yaml:1:9: warning: no policy uses the definition "prod"']],
    ["one that only an unused one uses is a warning too", [condition, "define: both\neach: vm\ncondition: deep\n", policy("vm.template")], ['0.yaml:1:9: warning: no policy uses the definition "deep"', '1.yaml:1:9: warning: no policy uses the definition "both"']],
    ["neither a list nor a condition", ["define: a\n"], ['0.yaml:1:1: the definition "a" has neither list: nor condition:; allowed: exactly one of them']],
    ["a list and a condition", ["define: a\nlist: [x]\ncondition: 'true'\neach: vm\n"], ['0.yaml:1:1: the definition "a" has list: and condition:; allowed: exactly one of them']],
    ["a condition about nothing", ["define: a\ncondition: 'true'\n"], ["0.yaml:2:1: a condition needs each:, so that it is known what it is about"]],
    ["a list for one kind of object", ["define: a\nlist: [x]\neach: vm\n"], ["0.yaml:3:1: each: is for conditions; a list is for every kind of object"]],
    ["a name that conditions use already", ["define: size\nlist: [x]\n"], [/^0.yaml:1:9: define cannot be "size", which conditions use already; allowed: /]],
    ["a name that is no word", ["define: prod-clusters\nlist: [x]\n"], [/^0.yaml:1:9: define is the text "prod-clusters"; allowed: a word of letters and digits/]],
    ["a misspelt key", ["define: a\nlst: [x]\n"], [/^0.yaml:1:1: the definition "a" has neither/, /^0.yaml:2:1: unknown key "lst" in the definition; allowed: define, description, list, each, condition; did you mean "list"\?$/]],
    ["a condition that yields no truth value", ["define: a\neach: vm\ncondition: vm.name\n", policy("a")], ["0.yaml:3:12: condition: the expression yields string; allowed: bool"]],
    ["a list whose entries are too long for globs", [`define: a\nlist: ["${"x".repeat(300)}"]\n`, policy("glob(vm.name, a)")], [/^0.yaml:2:8: list\[0\] is the text "x+…"; allowed: a glob of at most 256 characters/]],
  ])("%s", (_what, texts, expected) => {
    const problems = problemsIn(...texts);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((wanted, index) => { expect(problems[index]).toMatch(typeof wanted === "string" ? new RegExp(`^${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : wanted); });
  });
});
