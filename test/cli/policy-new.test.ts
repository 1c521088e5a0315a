import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { policyNew } from "../../src/cli/policy-new.js";
import { readPolicyDirectory } from "../../src/settings/policy-directory.js";
import { runTrials } from "../../src/trials/run-trials.js";

let folder: string;
let said: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tetherd-new-"));
  said = "";
  const take = (text: unknown): boolean => ((said += String(text)), true);
  vi.spyOn(process.stdout, "write").mockImplementation(take);
  vi.spyOn(process.stderr, "write").mockImplementation(take);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe("tetherd policy new", () => {
  it("begins policies in mode shadow with tests that pass and reach everything, from templates, from shipped policies and from the library", async () => {
    for (const from of ["alert", "action", "promote-after-snapshot-removal", "base-orphaned"]) expect(await policyNew(`my-${from}`, { folder, from })).toBe(0);
    const files = await readPolicyDirectory(folder);
    for (const { text } of files) expect(text).toMatch(/^mode: shadow/m);
    const report = await runTrials(files, await readPolicyDirectory(folder, "tests"));
    expect(report.problems).toEqual([]);
    expect(report.results.flatMap(({ failures }) => failures.map(({ message }) => message))).toEqual([]);
    expect(report.coverage.map(({ policy, branches }) => [policy, branches.every(({ reached }) => reached)])).toEqual([["my-action", true], ["my-alert", true], ["my-base-orphaned", true], ["my-promote-after-snapshot-removal", true]]);
  });

  it("never writes over a file", async () => {
    await policyNew("mine", { folder, from: "alert" });
    const before = await readFile(join(folder, "mine.yaml"), "utf8");
    expect(await policyNew("mine", { folder, from: "action" })).toBe(2);
    expect(said).toMatch(/mine\.yaml is there already/);
    expect(await readFile(join(folder, "mine.yaml"), "utf8")).toBe(before);
  });

  it("refuses names that are none, and templates that are not there", async () => {
    expect(await policyNew("Mine!", { folder, from: "alert" })).toBe(2);
    expect(await policyNew("mine", { folder, from: "alrt" })).toBe(2);
    expect(said).toMatch(/there is no template "alrt"; allowed: action, alert, clone-group-ha-span.*did you mean "alert"\?/);
    expect(await readdir(folder)).toEqual([]);
  });
});
