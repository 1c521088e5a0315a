import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { isMap, parseAllDocuments, type Node } from "yaml";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { conditionsPage } from "../../src/policies/conditions-page.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { policiesPage } from "../../src/policies/policies-page.js";
import type { Problem } from "../../src/policies/problem.js";
import { readDocuments } from "../../src/policies/read-documents.js";
import { definitionKeys } from "../../src/policies/skeleton/definition-keys.js";
import type { Key, KeyTable } from "../../src/policies/skeleton/value-spec.js";
import { policyKeys } from "../../src/policies/skeleton/policy-keys.js";
import { policySchema } from "../../src/policies/skeleton/policy-schema.js";
import { vocabularyPage } from "../../src/policies/vocabulary-page.js";

const files = readdirSync("config/policies").filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml")).map((name) => ({ path: `config/policies/${name}`, text: readFileSync(`config/policies/${name}`, "utf8") }));
const library = readdirSync("config/library").filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml")).map((name) => ({ path: `config/library/${name}`, text: readFileSync(`config/library/${name}`, "utf8") }));
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile(policySchema(actionCatalogue));

/** Every key with the keys below it. */
function keysOf(path: string, table: KeyTable): readonly (readonly [string, Key<unknown>])[] {
  return Object.entries(table).flatMap(([key, spec]) => [[`${path}${key}`, spec] as const, ...keysOf(`${path}${key}.`, spec.value.table ?? {})]);
}

describe("what the package publishes", () => {
  it("the JSON Schema of policies is the one the loader works by (npx vitest run -u writes it)", async () => {
    await expect(`${JSON.stringify(policySchema(actionCatalogue), null, 2)}\n`).toMatchFileSnapshot("../../schemas/policy.schema.json");
  });

  it("docs/conditions.md is made from the language (npx vitest run -u writes it)", async () => {
    await expect(conditionsPage()).toMatchFileSnapshot("../../docs/conditions.md");
  });

  it("docs/vocabulary.md is made from the view types (npx vitest run -u writes it)", async () => {
    await expect(vocabularyPage()).toMatchFileSnapshot("../../docs/vocabulary.md");
  });

  it("docs/policies.md is made from the tables of the skeleton (npx vitest run -u writes it)", async () => {
    await expect(policiesPage(actionCatalogue)).toMatchFileSnapshot("../../docs/policies.md");
  });

  it("every example that docs/policies.md shows whole is one that loads without a word", () => {
    const examples = [...policiesPage(actionCatalogue).matchAll(/```yaml\n(.*?)\n```/gs)].map(([, text = ""], index) => ({ path: `example-${index}.yaml`, text }));
    expect(examples).toHaveLength(2);
    for (const example of examples) expect(loadPolicies([{ ...example, text: example.text.replaceAll("clone-group-ha-span", "a") }], actionCatalogue)).toMatchObject({ problems: [], policies: {} });
  });

  it.each(keysOf("", { ...policyKeys(actionCatalogue), ...definitionKeys }))("the example of %s is read without a word", (path, spec) => {
    const problems: Problem[] = [];
    const [document] = readDocuments({ path: "example.yaml", text: `example: ${spec.example}` }, problems);
    const node = document !== undefined && isMap(document.node) ? document.node.items[0]?.value as Node : null;
    expect(document === undefined ? undefined : spec.value.read(node, path, document.reading)).toBeDefined();
    expect(problems).toEqual([]);
  });

  it("every sample policy loads without a word", () => {
    const { policies, problems } = loadPolicies(files, actionCatalogue);
    expect(problems).toEqual([]);
    expect(policies?.policies.map((policy) => policy.name)).toEqual(["clone-group-ha-span", "promote-after-snapshot-removal"]);
  });

  it("the library loads together with the samples without a word; nothing in it acts by itself, destroys or reverts, and each policy says when to use it", () => {
    const { policies, problems } = loadPolicies([...files, ...library], actionCatalogue);
    expect(problems).toEqual([]);
    const ready = policies?.policies.filter(({ place }) => place.path.startsWith("config/library/")) ?? [];
    expect(ready.map(({ name }) => `config/library/${name}.yaml`)).toEqual(library.map(({ path }) => path).sort());
    expect(ready.filter(({ action, mode }) => action !== undefined && (mode === "enforce" || ["destroy-vm", "revert-snapshot"].includes(action.verb))).map(({ name }) => name)).toEqual([]);
    expect(ready.filter(({ description }) => description === "").map(({ name }) => name)).toEqual([]);
    expect(library.filter(({ text }) => !/^# yaml-language-server: .*\n# When to use it: /.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it.each([...files, ...library].map((file) => [file.path, file.text] as const))("%s fits the JSON Schema", (_path, text) => {
    for (const document of parseAllDocuments(text)) expect(validate(document.toJS()), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ["an unknown key", "policy: a\nmode: enforce\neach: vm\nwhen: 'true'\nalert: { severity: info }\nwhn: x"],
    ["an unknown severity", "policy: a\nmode: enforce\neach: vm\nwhen: 'true'\nalert: { severity: bad }"],
    ["an action without limits in mode enforce", "policy: a\nmode: enforce\neach: vm\nwhen: 'true'\ndo: { promote: { unlink: false } }"],
    ["neither alert nor action", "policy: a\nmode: enforce\neach: vm\nwhen: 'true'"],
    ["a bad duration", "policy: a\nmode: enforce\neach: vm\nwhen: 'true'\nfor: ten\nalert: { severity: info }"],
  ])("the JSON Schema refuses %s, as the loader does", (_what, text) => {
    expect(validate(parseAllDocuments(text)[0]?.toJS())).toBe(false);
    expect(loadPolicies([{ path: "p.yaml", text }], actionCatalogue).policies).toBeUndefined();
  });
});
