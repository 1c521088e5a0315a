import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { formatProblem, type Problem } from "../../src/policies/problem.js";
import { readTrials } from "../../src/trials/read-trials.js";

const { policies } = loadPolicies([{ path: "p/a.yaml", text: "policy: a\nmode: enforce\neach: vm\nwhen: vm.busy\nalert: { severity: info }\n---\npolicy: b\nmode: enforce\neach: vm\nwhen: vm.busy\nalert: { severity: info }" }], actionCatalogue);

async function read(text: string, path = "p/a.test.yaml"): Promise<{ readonly problems: readonly string[]; readonly names: readonly (readonly string[])[] }> {
  const problems: Problem[] = [];
  const trials = await readTrials({ path, text }, policies!, problems);
  return { problems: problems.map(formatProblem), names: trials.map((trial) => trial.policies) };
}

const whole = "test: it\nestate: vdi-pool\nsteps:\n  - do: migrate desk-07 esx07\n    via: host\n  - after: 10m\n    expect: { alerts: [{ on: desk-*, count: 2 }] }\n";

describe("reading policy tests", () => {
  it("takes the policies of the file with the same name unless others are named", async () => {
    expect(await read(whole)).toEqual({ problems: [], names: [["a", "b"]] });
    expect(await read(`policies: b\n${whole}`)).toEqual({ problems: [], names: [["b"]] });
    expect((await read(whole, "p/other.test.yaml")).problems).toEqual([expect.stringContaining('there is no policy file "p/other.yaml" beside it; allowed: policies: with one or more of a, b')]);
  });

  it.each([
    ["an unknown key", whole.replace("via:", "vai:"), /^p\/a\.test\.yaml:5:5: unknown key "vai" in steps\[0\].*did you mean "via"\?/],
    ["an unknown policy", `policies: [a, bb]\n${whole}`, /:1:1: policies: there is no policy "bb"; allowed: a, b/],
    ["an unknown verb", whole.replace("migrate desk-07", "migrat desk-07"), /:4:5: do: there is no verb "migrat"; did you mean "migrate"\?/],
    ["too few words", whole.replace(" esx07", ""), /:4:5: do: migrate has 1 argument; allowed: migrate VM HOST/],
    ["time as a deed", whole.replace("migrate desk-07 esx07", "advance 5m"), /time is moved by at: and after:/],
    ["an unknown estate", whole.replace("vdi-pool", "vdi-pol"), /:2:9: estate: Cannot read the estate: "p\/vdi-pol".*did you mean "vdi-pool"\?/],
    ["a mistake inside an estate", whole.replace("vdi-pool", "{ datacenters: [{ vms: [{ name: x, from: nobody }] }] }"), /:2:\d+: estate: .*nobody/],
    ["a wrong duration", whole.replace("10m", "ten minutes"), /:6:12: steps\[1\]\.after is the text "ten minutes"; allowed: a duration/],
    ["both at and after", whole.replace("after: 10m", "after: 10m\n    at: 10m"), /a step has at: and after:; allowed: one of them/],
    ["a step without anything", whole.replace("steps:", "steps:\n  - after: 1m"), /:4:5: a step has neither do: nor expect:/],
    ["via without a deed", whole.replace("after: 10m", "via: host"), /via: is for do:/],
    ["no expectation at all", "test: it\nsteps: [{ do: destroy vm0 }]\n", /:2:1: the test expects nothing/],
    ["an expectation of another policy", whole.replace("on: desk-*", "policy: c"), /"c" is none of the policies under test; allowed: a, b/],
    ["no name", whole.replace("test: it\n", ""), /the test has no "test"/],
    ["something that is no YAML", "test: [", /not readable as YAML/],
  ])("tells %s with its place", async (_what, text, message) => {
    const { problems, names } = await read(text);
    expect(problems.join("\n")).toMatch(message);
    expect(names).toEqual([]);
  });

  it("tells every mistake of a file at once and keeps the tests that are whole", async () => {
    const { problems, names } = await read(`${whole}---\n${whole.replace("via", "vai").replace("count", "cuont")}---\n${whole}`);
    expect(problems).toHaveLength(2);
    expect(names).toHaveLength(2);
  });

  it("never crashes on what is cut, doubled or scribbled over, and always has a place", async () => {
    const runs = process.env["TETHERD_TEST_LONG"] === "1" ? 5_000 : 150;
    const scribble = fc.record({ at: fc.nat(whole.length), cut: fc.nat(30), put: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("{", "]", "- ", "\n", ": ", "&a ", "*a", "!!x ", "\t", "0", "null")) });
    await fc.assert(fc.asyncProperty(fc.array(scribble, { minLength: 1, maxLength: 4 }), async (scribbles) => {
      const text = scribbles.reduce((before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut), whole);
      for (const problem of (await read(text)).problems) expect(problem).toMatch(/^p\/a\.test\.yaml:\d+:\d+: \S/);
    }), { numRuns: runs, seed: 7 });
  });
});
