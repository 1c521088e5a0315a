import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { conditionsPage } from "../../src/policies/conditions-page.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { policySchema } from "../../src/policies/skeleton/policy-schema.js";
import { vocabularyPage } from "../../src/policies/vocabulary-page.js";

const files = readdirSync("config/policies").filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml")).map((name) => ({ path: `config/policies/${name}`, text: readFileSync(`config/policies/${name}`, "utf8") }));
const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(policySchema(actionCatalogue));

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

  it("every sample policy loads without a word", () => {
    const { policies, problems } = loadPolicies(files, actionCatalogue);
    expect(problems).toEqual([]);
    expect(policies?.policies.map((policy) => policy.name)).toEqual(["clone-group-ha-span", "promote-after-snapshot-removal"]);
  });

  it.each(files.map((file) => [file.path, file.text] as const))("%s fits the JSON Schema", (_path, text) => {
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
