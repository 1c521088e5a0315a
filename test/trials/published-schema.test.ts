import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { testSchema } from "../../src/trials/test-keys.js";

const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(testSchema());
const files = readdirSync("config/policies").filter((name) => name.endsWith(".test.yaml"));
const documents = (text: string): readonly unknown[] => parseAllDocuments(text).map((document) => document.toJS() as unknown);

describe("the JSON Schema of policy tests", () => {
  it("is the one the reader works by (npx vitest run -u writes it)", async () => {
    await expect(`${JSON.stringify(testSchema(), null, 2)}\n`).toMatchFileSnapshot("../../schemas/policy-test.schema.json");
  });

  it.each(files)("takes config/policies/%s", (name) => {
    for (const document of documents(readFileSync(`config/policies/${name}`, "utf8"))) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  });

  it("takes the tests in docs/policy-tests.md", () => {
    const blocks = [...readFileSync("docs/policy-tests.md", "utf8").matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? "");
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) for (const document of documents(block)) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  });

  it("refuses an unknown key", () => {
    expect(validate({ test: "it", steps: [{ expct: {} }] })).toBe(false);
  });
});
