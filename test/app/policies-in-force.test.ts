import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger, type Logger } from "../../src/app/logger.js";
import { PoliciesInForce, type InForceInput } from "../../src/app/reload/policies-in-force.js";
import type { PolicyTester } from "../../src/app/reload/policy-tester.js";
import type { World } from "../../src/policies/decision.js";
import { readPolicyDirectory } from "../../src/settings/policy-directory.js";
import { runTrials } from "../../src/trials/run-trials.js";
import { linkedEstate, worldOf } from "../policies/support.js";

let directory: string;
let told: string[];
let lines: { readonly level: string; readonly msg: string; readonly [field: string]: unknown }[];
const stop = new AbortController();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tetherd-in-force-"));
  [told, lines] = [[], []];
});
afterEach(async () => rm(directory, { recursive: true }));

const policy = (name: string, when: string): string => `policy: ${name}\nmode: enforce\neach: vm\nwhen: ${JSON.stringify(when)}\nalert: { severity: info }\n`;
const write = async (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);

/** As the child process does it, without the process. */
const tester: PolicyTester = async (folder) => {
  const { hash, problems, results } = await runTrials(await readPolicyDirectory(folder), await readPolicyDirectory(folder, "tests"));
  return { hash, tests: results.length, failures: [...problems.map(({ message }) => message), ...results.flatMap(({ trial, failures }) => failures.map(({ place, message }) => `${place.path}:${place.line}: ${trial.name}: ${message}`))] };
};

function recorder(): Logger {
  const log = createLogger("silent", "test");
  const take = (level: string) => (fields: object, msg: string): void => void lines.push({ level, msg, ...fields });
  return Object.assign(log, { info: take("info"), warn: take("warn"), error: take("error"), child: () => log });
}

async function load(more: Partial<InForceInput> = {}): Promise<PoliciesInForce> {
  return PoliciesInForce.load({ directory, tester: undefined, testWithinMs: 20_000, log: recorder(), now: () => 1_000, worlds: () => [], told: (outcome) => told.push(outcome), ...more });
}

describe("reloading policies", () => {
  it("swaps everything at once when everything is right", async () => {
    await write("a.yaml", policy("a", "vm.busy"));
    const policies = await load();
    await write("a.yaml", policy("a2", "vm.busy"));
    await write("b.yaml", policy("b", "vm.linked"));
    expect(await policies.reload(stop.signal)).toBe(true);
    expect([...policies.set.byName.keys()]).toEqual(["a2", "b"]);
    expect(told).toEqual(["swapped"]);
  });

  it("P10: keeps the last good set while a file is half written, tells file and line, and goes on when it is whole", async () => {
    await write("a.yaml", policy("a", "vm.busy"));
    const policies = await load();
    const { hash } = policies.set;
    const whole = policy("b", "vm.linked");
    await write("b.yaml", whole.slice(0, -20));
    expect(await policies.reload(stop.signal)).toBe(false);
    expect(policies.set.hash).toBe(hash);
    expect(policies.rejected).toEqual({ since: 1_000, wrong: [expect.stringMatching(/b\.yaml:\d+:\d+: /)] });
    await write("b.yaml", whole);
    expect(await policies.reload(stop.signal)).toBe(true);
    expect(policies.rejected).toBeUndefined();
  });

  it("Y1: takes nothing of a folder with invalid YAML, double keys, unknown fields or an alias bomb", async () => {
    await write("a.yaml", policy("a", "vm.busy"));
    const policies = await load();
    for (const wrong of ["policy: [", `${policy("b", "vm.busy")}mode: off\n`, policy("b", "vm.bizzy"), "a: &a [x]\nb: [*a, *a]\n"]) {
      await write("a.yaml", policy("a-edited", "vm.busy"));
      await write("b.yaml", wrong);
      expect(await policies.reload(stop.signal), wrong).toBe(false);
      expect([...policies.set.byName.keys()]).toEqual(["a"]);
    }
  });

  it("says nothing when asked quietly about what was tried already, and tries again when asked aloud", async () => {
    await write("a.yaml", policy("a", "vm.bizzy").replace("bizzy", "busy"));
    const policies = await load();
    expect(await policies.reload(stop.signal, { quiet: true })).toBe(false);
    await write("a.yaml", policy("a", "vm.bizzy"));
    await policies.reload(stop.signal, { quiet: true });
    await policies.reload(stop.signal, { quiet: true });
    expect(told).toEqual(["rejected"]);
    await policies.reload(stop.signal);
    expect(told).toEqual(["rejected", "rejected"]);
  });

  it("takes a folder into force only when the tests beside the policies pass", async () => {
    const test = "test: it\nsteps: [{ expect: { alerts: [{ on: vm0, severity: info }], others: allowed } }]\n";
    await write("a.yaml", policy("a", "vm.name == 'vm0'"));
    await write("a.test.yaml", test);
    const policies = await load({ tester });
    await write("a.yaml", policy("a", "vm.name == 'vm1'"));
    expect(await policies.reload(stop.signal)).toBe(false);
    expect(policies.problem).toMatch(/a\.test\.yaml:2: it: expected firing info alert on vm0/);
    await write("a.yaml", policy("a", "vm.name in ['vm0', 'vm1']"));
    expect(await policies.reload(stop.signal)).toBe(true);
    expect(lines.at(-1)).toMatchObject({ msg: "policies are loaded anew", tests: 1 });
  });

  it("does not start with policies that fail their tests, and says which; what a test expects is mended in the file, or left alone with policies.test: false", async () => {
    await write("a.yaml", policy("a", "vm.name == 'vm1'"));
    await write("a.test.yaml", "test: it\nsteps: [{ expect: { alerts: [{ on: vm0, severity: info }], others: allowed } }]\n");
    await expect(load({ tester })).rejects.toMatchObject({ code: "POLICIES_INVALID", message: expect.stringMatching(/tests must pass: one does not\n {2}.*a\.test\.yaml:2: it: expected firing info alert on vm0/) as string });
    expect((await load()).set.policies).toHaveLength(1);
  });

  it("does not wait for tests that never end, nor for ever for files that keep changing", async () => {
    await write("a.yaml", policy("a", "vm.busy"));
    await write("a.test.yaml", "test: it");
    const hangs = await load({ testWithinMs: 1, tester: (_folder, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("cut")))) });
    await hangs.reload(stop.signal);
    expect(hangs.problem).toMatch(/did not end within 1ms \(policies\.testWithin\)/);
    expect(lines).toContainEqual(expect.objectContaining({ level: "warn", msg: expect.stringMatching(/taken untested: .* did not end within 1ms/) as string }));
    const verdict = { hash: undefined as string | undefined, tests: 1, failures: [] };
    const restless = await load({ tester: () => Promise.resolve(verdict) });
    verdict.hash = "another";
    await expect(load({ tester: () => Promise.resolve(verdict) })).rejects.toThrow(/must stay as they are while they are tested/);
    await restless.reload(stop.signal);
    expect(restless.problem).toMatch(/change faster than they can be tested/);
  });

  it("tries one candidate at a time, and the newest last", async () => {
    await write("a.yaml", policy("a", "vm.busy"));
    const policies = await load();
    await write("a.yaml", policy("b", "vm.busy"));
    const first = policies.reload(stop.signal);
    await write("a.yaml", policy("c", "vm.busy"));
    await Promise.all([first, policies.reload(stop.signal), policies.reload(stop.signal)]);
    expect([...policies.set.byName.keys()]).toEqual(["c"]);
  });

  it("logs the warnings of what it takes into force, each with its place", async () => {
    await write("a.yaml", policy("a", "vm.linked"));
    const policies = await load();
    await write("b.yaml", "define: nobody\nlist: [x]\n");
    await policies.reload(stop.signal);
    expect(lines.filter(({ level, msg }) => level === "warn" && /b\.yaml:1:9: warning: no policy uses the definition "nobody"$/.test(msg))).toHaveLength(1);
    await load();
    expect(lines.filter(({ msg }) => msg.includes("warning: no policy uses"))).toHaveLength(2);
  });

  it("warns once of a policy that looks at nothing, as soon as all vCenters can be seen", async () => {
    const seen = new Map<string, World>([["one", worldOf(linkedEstate(2))]]);
    await write("a.yaml", `${policy("a", "vm.linked")}where: { name: "nobody-*" }\n`);
    const policies = await load({ worlds: () => ["one", "two"].map((vcenter) => ({ vcenter, world: () => seen.get(vcenter) })) });
    const warned = (): number => lines.filter(({ level, msg }) => level === "warn" && msg.startsWith('a looks at nothing: where.name takes "nobody-*", and there is base, clone-1')).length;
    policies.lookOver();
    expect(warned()).toBe(0);
    seen.set("two", worldOf([]));
    policies.lookOver();
    policies.lookOver();
    expect(warned()).toBe(1);
    await write("a.yaml", `${policy("a", "vm.linked && vm.depth > 1")}where: { name: "nobody-*" }\n`);
    await policies.reload(stop.signal);
    expect(warned()).toBe(2);
  });

  it("logs what the swap changes now, and loudly what matches almost everything", async () => {
    const world = worldOf(linkedEstate(12));
    await write("a.yaml", policy("a", "vm.name == 'clone-1'"));
    const policies = await load({ worlds: () => [{ vcenter: "vc", world: () => world }] });
    await write("a.yaml", policy("a", "vm.name in ['clone-2', 'clone-3']"));
    await write("b.yaml", policy("b", "vm.linked"));
    await policies.reload(stop.signal);
    expect(lines.find(({ policy: name }) => name === "a")).toMatchObject({ level: "info", change: "changed", fires: { count: 2, names: ["clone-2", "clone-3"] }, resolves: { count: 1, names: ["clone-1"] } });
    expect(lines.find(({ policy: name }) => name === "b")).toMatchObject({ level: "warn", change: "added", matches: 12, scope: 12, warnings: [expect.stringContaining("100 %")] });
  });
});
