import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEditor, type Editor } from "./language-client.js";

const modeline = "# yaml-language-server: $schema=../../schemas/policy.schema.json\n";
let editor: Editor;
let files = 0;
/** A file that no other test has opened, beside the shipped policies. */
const fresh = (): string => resolve(`config/policies/draft-${++files}.yaml`);

beforeAll(async () => { editor = await openEditor(); });
afterAll(() => { editor.close(); });

describe("an editor with the YAML language server and the published JSON Schema", () => {
  it("offers the keys of a policy", async () => {
    expect(await editor.offers(fresh(), `${modeline}policy: a\n|`)).toEqual(expect.arrayContaining(["mode", "each", "when", "alert", "do", "limits"]));
  });

  it("offers the keys further in", async () => {
    expect(await editor.offers(fresh(), `${modeline}policy: a\nalert:\n  |`)).toEqual(expect.arrayContaining(["severity", "summary", "keepFiringFor"]));
  });

  it("offers the actions and what each of them takes, and words that a parameter may have", async () => {
    const policy = `${modeline}policy: a\nmode: shadow\neach: vm\nwhen: vm.template\n`;
    expect(await editor.offers(fresh(), `${policy}do:\n  |`)).toEqual(expect.arrayContaining(["promote", "relocate", "remove-snapshot"]));
    const offered = await editor.offers(fresh(), `${policy}do:\n  promote:\n    |`);
    expect(offered).toEqual(expect.arrayContaining(["unlink", "disks"]));
    expect(offered).not.toContain("promote");
    expect(await editor.offers(fresh(), `${policy}do:\n  remove-snapshot:\n    which: |`)).toEqual(expect.arrayContaining(["one", "subtree", "all"]));
    expect(await editor.offers(fresh(), `${policy}alert:\n  severity: info\n  raise:\n    - |`)).toEqual(expect.arrayContaining(["to", "when"]));
  });

  it("marks what an action does not take, what it lacks, and a second action, at their places", async () => {
    const policy = `${modeline}policy: a\nmode: shadow\neach: vm\nwhen: vm.template\ndo:\n`;
    expect((await editor.complaints(fresh(), `${policy}  promote:\n    unlnk: false\n`)).join("\n")).toMatch(/^7:3: Missing property "unlink".*[\s\S]*^8:5: Property unlnk is not allowed/m);
    expect((await editor.complaints(fresh(), `${policy}  promote:\n    unlink: false\n    disks: [a]\n`)).join("\n")).toMatch(/^9:\d+: Incorrect type/m);
    expect((await editor.complaints(fresh(), `${policy}  destroy-vm:\n    allowDataLoss: false\n`)).join("\n")).toMatch(/^8:20: Value must be true/m);
    expect((await editor.complaints(fresh(), `${policy}  promote: { unlink: false }\n  consolidate: {}\n`)).join("\n")).toMatch(/^7:3: Object has more properties than limit of 1/m);
  });

  it("offers the words of a choice", async () => {
    expect(await editor.offers(fresh(), `${modeline}policy: a\nmode: |`)).toEqual(expect.arrayContaining([expect.stringContaining("off"), "shadow", "propose", "enforce"]));
  });

  it("offers the keys of a definition, and none of a policy", async () => {
    const offered = await editor.offers(fresh(), `${modeline}define: a\n|`);
    expect(offered).toEqual(expect.arrayContaining(["list", "condition", "each"]));
    expect(offered).not.toContain("alert");
  });

  it("marks a misspelt key and a wrong word at their places, in each document", async () => {
    const text = `${modeline}policy: a\nmode: enforced\neach: vm\nwhen: vm.template\nalert: { severity: info }\n---\n${modeline}define: x\neach: vm\nlst: [a]\n`;
    const complaints = await editor.complaints(fresh(), text);
    expect(complaints).toEqual(expect.arrayContaining([expect.stringMatching(/^3:7: Value is not accepted. Valid values: "off", "shadow"/), expect.stringMatching(/^11:1: Property lst is not allowed/)]));
  });

  it("offers the keys of a policy test and what may be expected, and marks what is not there", async () => {
    const tests = "# yaml-language-server: $schema=../../schemas/policy-test.schema.json\n";
    const file = (): string => fresh().replace(/\.yaml$/, ".test.yaml");
    expect(await editor.offers(file(), `${tests}test: it\n|`)).toEqual(expect.arrayContaining(["estate", "steps", "policies", "mode"]));
    expect(await editor.offers(file(), `${tests}test: it\nsteps:\n  - expect:\n      |`)).toEqual(expect.arrayContaining(["alerts", "storms", "resolved", "actions"]));
    const complaints = await editor.complaints(file(), `${tests}test: it\nsteps:\n  - expect:\n      alerts: [{ severity: bad }]\n    aftr: 5m\n`);
    expect(complaints).toEqual(expect.arrayContaining([expect.stringMatching(/^5:\d+: Value is not accepted/), expect.stringMatching(/^6:5: Property aftr is not allowed/)]));
  });

  it("marks an action without limits in mode enforce", async () => {
    const text = `${modeline}policy: a\nmode: enforce\neach: vm\nwhen: vm.template\ndo: { promote: { unlink: false } }\n`;
    expect((await editor.complaints(fresh(), text)).join("\n")).toMatch(/Missing property "limits"/);
  });

  it.each(["clone-group-ha-span", "promote-after-snapshot-removal"])("has nothing to say about the shipped %s, which names the schema itself", async (name) => {
    const text = readFileSync(`config/policies/${name}.yaml`, "utf8");
    expect(text).toContain(modeline.trim());
    expect(await editor.complaints(resolve(`config/policies/${name}.yaml`), text)).toEqual([]);
  });
});
