import { describe, expect, it } from "vitest";
import { readPolicyDirectory } from "../../src/settings/policy-directory.js";
import { runTrials, type TrialsReport } from "../../src/trials/run-trials.js";

const policy = `
policy: many
mode: enforce
each: group
when: group.memberCount >= 4
for: 5m
alert:
  severity: warning
  raise: [{ to: critical, when: group.memberCount >= 5 }]
  summary: '"group " + group.name + " has " + string(group.memberCount)'
---
policy: spared
mode: shadow
each: vm
when: vm.group.name == "vm0"
alert: { severity: info }
`;
const estate = `
estate:
  datacenters:
    - vms:
        - { name: gold, disks: [{ size: 1 GiB }], snapshots: [v1] }
        - { name: "c{1..2}", from: gold@v1 }
        - { name: lonely, disks: [{ size: 1 GiB }] }`;

async function run(test: string, policies = policy): Promise<TrialsReport> {
  return runTrials([{ path: "p/many.yaml", text: policies }], [{ path: "p/many.test.yaml", text: test }]);
}

/** A test of the policy "many" with these steps. */
function stepped(steps: string, more = "policies: many"): string {
  return `test: it\n${more}${estate}\nsteps:\n${steps}`;
}

async function failuresOf(test: string): Promise<readonly { readonly line: number; readonly message: string; readonly why: number }[]> {
  const { results, problems } = await run(test);
  expect(problems).toEqual([]);
  return results.flatMap(({ failures }) => failures.map(({ place, message, why }) => ({ line: place.line, message, why: why.length })));
}

const grow = "  - do: clone gold c3 v1\n";

describe("a policy test", () => {
  it("passes when alerts are pending, firing and resolved at their moments, and takes no real time for it", async () => {
    const steps = `${grow}  - at: 4m\n    expect: { alerts: [{ on: gold, state: pending }] }\n  - at: 6m\n    expect: { alerts: [{ on: gold, severity: warning, summary: group gold has 4 }] }\n  - do: destroy c3\n    expect: { resolved: [{ on: gold }] }\n`;
    expect(await failuresOf(stepped(steps))).toEqual([]);
  });

  it("fails where an alert is expected that is not there, with its place and why the policy does not say it", async () => {
    const [failure, ...more] = await failuresOf(stepped("  - at: 10m\n    expect:\n      alerts:\n        - on: gold\n"));
    expect(failure).toEqual({ line: 13, message: "expected firing alert on gold, found none", why: 1 });
    expect(more).toEqual([]);
  });

  it("fails where something is there that nobody expected, unless others are allowed", async () => {
    expect(await failuresOf(stepped(`${grow}  - at: 6m\n    expect: {}\n`))).toMatchObject([{ message: 'expected no alert but those listed, found many on gold firing, warning: "group gold has 4"' }]);
    expect(await failuresOf(stepped(`${grow}  - at: 6m\n    expect: { others: allowed }\n`))).toEqual([]);
  });

  it("says what differs where an alert is there but is another than expected", async () => {
    const steps = `${grow}  - at: 6m\n    expect: { alerts: [{ on: gold, severity: critical, labels: { team: x } }] }\n`;
    expect(await failuresOf(stepped(steps))).toMatchObject([{ message: expect.stringMatching(/severity is warning, not critical; label team is not there, not "x"/) as string }]);
  });

  it("knows storms: which place, how many, how bad; one that is not expected is told", async () => {
    const off = 'policy: many\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOn"\nalert: { severity: error, storm: { above: 1, within: 1m } }\n';
    const steps = (expected: string): string => `  - do: power-on c1\n  - do: power-on c2\n  - after: 10s\n    expect:\n      alerts: [{ count: 2 }]\n      ${expected}\n`;
    const messages = async (expected: string): Promise<readonly string[]> => (await run(stepped(steps(expected)), off)).results.flatMap(({ failures }) => failures.map(({ message }) => message));
    expect(await messages("storms: [{ on: gold, severity: error, members: 2 }]")).toEqual([]);
    expect(await messages("storms: [{ on: gold, members: 3 }]")).toEqual([expect.stringMatching(/expected storm of 3 on gold, found .*it has 2 members, not 3/)]);
    expect(await messages("resolved: []")).toEqual([expect.stringMatching(/expected no storm but those listed, found many on gold error storm of 2/)]);
  });

  it("fails when its policy never matched", async () => {
    expect(await failuresOf(stepped("  - at: 1h\n    expect: {}\n"))).toMatchObject([{ line: 1, message: expect.stringContaining('"many" never matched') as string }]);
  });

  it("tells unknown verdicts with what is missing, and shadow alerts as such", async () => {
    const steps = "  - expect:\n      unknown: [{ policy: spared, on: lonely, missing: vm.group }]\n  - do: promote c1\n    expect: { others: allowed }\n";
    const { results } = await run(stepped(steps, "policies: spared"), policy.replace('vm.group.name == "vm0"', 'vm.group.name == "gold"'));
    expect(results[0]?.failures.map(({ message }) => message)).toEqual([expect.stringContaining("found spared on ")].concat(Array(2).fill(expect.stringContaining("shadow, info"))));
  });

  it("stops at a deed that vCenter refuses, and passes where it must", async () => {
    expect(await failuresOf(stepped("  - do: power-off c1\n    expect: {}\n"))).toMatchObject([{ message: expect.stringMatching(/vCenter refused "power-off c1": .*InvalidPowerState/) as string }]);
    const steps = `  - do: power-off c1\n    fails: InvalidPowerState\n${grow}    expect: { alerts: [{ state: pending }] }\n`;
    expect(await failuresOf(stepped(steps))).toEqual([]);
  });

  it("says that a name in a deed is not there, and that a moment is past", async () => {
    expect(await failuresOf(stepped("  - do: destroy golf\n    expect: {}\n"))).toMatchObject([{ message: expect.stringMatching(/there is no VM "golf"; did you mean "gold"\?/) as string }]);
    expect(await failuresOf(stepped("  - at: 5m\n    expect: {}\n  - at: 4m\n    expect: {}\n"))).toMatchObject([{ line: 12, message: expect.stringContaining("took until 5m") as string }]);
  });

  it("sees what a guest writes, which no vCenter announces", async () => {
    const large = 'policy: large\nmode: enforce\neach: vm\nwhen: vm.ownBytes > GiB(3)\nalert: { severity: info }\n';
    const steps = "  - do: write c1 2GiB\n  - at: 10m\n    expect: {}\n  - do: write c1 2GiB\n  - at: 20m\n    expect: { alerts: [{ on: c1 }] }\n";
    expect((await run(stepped(steps), large)).results.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it("goes on over a restart of vCenter and a lost session, with timers that stand still while nothing is seen", async () => {
    const steps = `${grow}  - do: expire-sessions\n  - do: restart 1m\n  - at: 4m\n    expect: { alerts: [{ state: pending }] }\n  - at: 5m30s\n    expect: { alerts: [{ state: pending }] }\n  - at: 7m\n    expect: { alerts: [{ on: gold }] }\n`;
    expect(await failuresOf(stepped(steps))).toEqual([]);
  });

  it("judges in another mode where the test says so", async () => {
    const steps = `${grow}  - at: 6m\n    expect: { alerts: [{ on: gold, state: shadow }] }\n  - do: destroy c3\n    expect: { resolved: [{ on: gold, reason: condition ended }] }\n`;
    expect(await failuresOf(stepped(steps, "policies: many\nmode: shadow"))).toEqual([]);
  });

  it("counts what the tests reach of each policy, and names a policy without any", async () => {
    const { coverage } = await run(stepped(`${grow}  - at: 6m\n    expect: { others: allowed }\n`));
    expect(coverage.map(({ policy: name, tests, branches }) => [name, tests, branches.filter(({ reached }) => !reached).map(({ branch }) => branch)]))
      .toEqual([["many", 1, ["raise[0] to critical"]], ["spared", 0, ["when", "severity info"]]]);
  });
});

describe.each(["config/policies", "config/library"])("the tests beside the shipped policies (%s)", (folder) => {
  it("pass, and reach every branch", { timeout: 60_000 }, async () => {
    const report = await runTrials(await readPolicyDirectory(folder), await readPolicyDirectory(folder, "tests"));
    expect(report.problems.filter(({ severity }) => severity !== "warning")).toEqual([]);
    expect(report.results.flatMap(({ trial, failures }) => failures.map(({ place, message }) => `${trial.name}: ${place.path}:${place.line} ${message}`))).toEqual([]);
    expect(report.coverage.flatMap(({ policy: name, branches }) => branches.filter(({ reached }) => !reached).map(({ branch }) => `${name}: ${branch}`))).toEqual([]);
  });
});
