import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { decide } from "../../src/policies/decide.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { formatProblem } from "../../src/policies/problem.js";
import { chain, cluster, datastore, disk, host, vm } from "../inventory/estate.js";
import { answer, evaluated, linkedEstate, loaded, onePolicy, problemsOf, worldOf } from "./support.js";

const good = "policy: a\nmode: enforce\neach: vm\nwhen: vm.template\nalert: { severity: info }\n";
const small = worldOf(linkedEstate(2));
const clear = { kind: "vm", id: "vm-1" } as const;

describe("Y1: files that are no policies are refused whole", () => {
  it.each<[string, string, RegExp]>([
    ["invalid YAML", "policy: [a", /^1:11: not readable as YAML/],
    ["a duplicate key", `${good}mode: off\n`, /^6:1: duplicate key "mode"/],
    ["an unknown field", `${good}colour: red\n`, /^6:1: unknown key "colour"/],
    ["an alias bomb", `a: &a [x, x, x, x, x, x, x, x, x, x]\n${"bcdefgh".split("").map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdefg".charAt(index)}`).join(", ")}]`).join("\n")}\n`, /aliases are not allowed/],
    ["a merge key", "base: &b { mode: off }\npolicy: a\n<<: *b\n", /aliases are not allowed/],
  ])("%s", (_what, text, expected) => {
    const { policies, problems } = loadPolicies([{ path: "good.yaml", text: good.replace("policy: a", "policy: good") }, { path: "bad.yaml", text }], actionCatalogue);
    expect(policies).toBeUndefined();
    expect(problems.map((problem) => formatProblem(problem).replace("bad.yaml:", ""))).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});

it("Y2: a type error in a condition is refused with its line and column inside the expression", () => {
  expect(problemsOf("policy: a\nmode: enforce\neach: vm\nwhen: >-\n  vm.template &&\n    vm.depth > vm.name\nalert: { severity: info }")).toEqual(['6:5: when: ">" does not take int and string']);
});

it("Y3: an evaluation that fails is unknown, names what it failed on, and is no answer", () => {
  const policy = onePolicy("policy: a\nmode: enforce\neach: vm\nwhen: vm.disks[7].depth > 0\nalert: { severity: info }");
  expect(decide(policy, small, clear)).toMatchObject({ verdict: "unknown", missing: [expect.stringContaining("index out of bounds")] });
});

describe("S9: no expression takes long or makes anything large", () => {
  const wide = worldOf([datastore("datastore-1"), cluster("domain-c1", ["host-1"]), host("host-1"), ...Array.from({ length: 3_000 }, (_, index) => vm(`vm-${index}`, { name: `n${index}`, disks: [disk(2000, chain(`d${index}/x.vmdk`, "base/base.vmdk"))] }))]);
  const group = { kind: "group", id: [...wide.inventory.groups.keys()][0] ?? "" } as const;
  const doubled = (first: string, times: number): string => `${Array.from({ length: times }, (_, index) => `cel.bind(${"abcdefghijkl".charAt(index)}, ${index === 0 ? first : `${"abcdefghijkl".charAt(index - 1)} + ${"abcdefghijkl".charAt(index - 1)} + ${"abcdefghijkl".charAt(index - 1)} + ${"abcdefghijkl".charAt(index - 1)}`}, `).join("")}${"abcdefghijkl".charAt(times - 1)}${")".repeat(times)}`;

  it.each<[string, string]>([
    ["loops over a list inside a loop over the same list, without reading a field", "group.members.all(a, group.members.all(b, true))"],
    ["the same over lists that the expression makes", "cel.bind(l, group.members.map(m, 1), l.all(a, l.all(b, a == b)))"],
    ["a search through a list for each entry of a list", "cel.bind(l, group.members.map(m, m.name), group.members.all(n, n.name in l))"],
    ["lists compared for each entry of a list", "cel.bind(l, group.members.map(m, 1), cel.bind(k, group.members.map(m, 1), l.all(a, l.all(b, l == k))))"],
    ["a search that goes on whatever it is told", "group.members.exists(a, group.members.exists(b, group.members.exists_one(c, false) || false))".replace("group.members.exists_one(c, false)", "group.members.size() < 0")],
  ])("%s: unknown, and says why", (_what, source) => {
    expect(answer(wide, group, source)).toMatch(/^unknown: .*it takes more than 2000000 steps$/);
  });

  it("texts that double again and again are unknown", () => {
    expect(answer(small, clear, `${doubled('"x"', 12)}.size() > 0`)).toMatch(/it makes a text of more than 16384 characters$/);
  });

  it("lists that double again and again are unknown", () => {
    expect(answer(small, clear, `${doubled("[1, 2, 3]", 12)}.size() > 0`)).toMatch(/it makes a list of more than 20000 entries$/);
  });

  it("texts of a list that grow from loop to loop are unknown", () => {
    const grown = Array.from({ length: 8 }, () => ".map(x, x + x + x + x + x)").join("");
    expect(answer(small, clear, `["abcdefgh"]${grown}.join("").size() > 0`)).toMatch(/it makes a text of more than 16384 characters$/);
  });

  it("what a definition costs is counted with the condition that uses it", () => {
    const set = loaded("define: slow\neach: group\ncondition: group.members.all(a, a.name != '')\n", "policy: p\nmode: enforce\neach: group\nwhen: group.members.all(b, slow)\nalert: { severity: info }");
    const [policy] = set.policies;
    expect(policy === undefined ? undefined : decide(policy, wide, group)).toMatchObject({ verdict: "unknown", missing: [expect.stringContaining("it takes more than 2000000 steps")] });
  });

  it("an ordinary condition over a large group is far from the bound", () => {
    expect(evaluated(wide, group, "group.members.all(m, m.name.startsWith('n') && m.host != 'x' && glob(m.name, 'n*'))")).toEqual({ kind: "known", value: true });
  });

  it.each<[string, string, RegExp]>([
    ["CEL's own regular expressions", 'vm.name.matches("^(a+)+$")', /"matches" is not allowed/],
    ["three loops, one inside the other", "vm.disks.all(a, vm.disks.all(b, vm.disks.all(c, true)))", /nested too deeply/],
    ["a sum of thousands of parts", `1${"+1".repeat(1_900)} == 1`, /the expression is too large/],
    ["hundreds of brackets", `${"(".repeat(1_000)}true${")".repeat(1_000)}`, /the expression is too large/],
    ["thousands of negations", `${"!".repeat(4_000)}true`, /too (large|deeply)/],
    ["a chain of conditions without end", `${"true?".repeat(400)}true${":true".repeat(400)}`, /the expression is too large/],
  ])("%s are refused at load", (_what, source, expected) => {
    expect(problemsOf(good.replace("vm.template", `'${source.replaceAll("'", "''")}'`)).join("\n")).toMatch(expected);
  });
});

describe("S10: the prototypes of objects are out of reach", () => {
  it.each(["vm.constructor", "vm.__proto__", "vm.toString", "vm.disks.constructor", "vm.disks[0].constructor", "vm.name.constructor", "vm.name.length", "vm.disks.length", "constructor", "__proto__", "this", "globalThis", "process"])("%s", (source) => {
    for (const text of [`has(${source})`, `${source} == ${source}`, `string(${source}) == ""`]) {
      const { policies, problems } = loadPolicies([{ path: "p.yaml", text: good.replace("vm.template", `'${text}'`) }], actionCatalogue);
      expect(policies).toBeUndefined();
      expect(problems.map(({ message }) => message).join("\n")).toMatch(/unknown (field|variable)|a list has no field|takes a field|syntax error|cannot|not allowed|no such|reserved/i);
    }
  });
});
