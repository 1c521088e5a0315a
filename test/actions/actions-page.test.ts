import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { actionsPage } from "../../src/actions/actions-page.js";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { operationNeeds } from "../../src/actions/operation-needs.js";
import { checkParams } from "../../src/actions/read-params.js";
import { loaded } from "../policies/support.js";

const handwritten = "<!-- From here on written by hand. -->";

describe("docs/actions.md", () => {
  it("begins with what is made from the specs (npx vitest run -u writes it); the rest is written by hand", async () => {
    const page = readFileSync("docs/actions.md", "utf8");
    const rest = page.slice(page.indexOf(handwritten));
    expect(rest.startsWith(handwritten)).toBe(true);
    await expect(`${actionsPage(actionCatalogue)}\n${rest}`).toMatchFileSnapshot("../../docs/actions.md");
  });

  it("shows examples that load as policies, in shadow, for some of them undo each other", () => {
    const page = readFileSync("docs/actions.md", "utf8");
    const examples = [...page.slice(0, page.indexOf(handwritten)).matchAll(/```yaml\n([^]*?)\n```/g)].map(([, text = ""]) => text);
    expect(examples).toHaveLength(actionCatalogue.length);
    const policies = loaded(...examples.map((text, index) => `policy: p${String(index).padStart(2, "0")}\nmode: shadow\nwhen: "true"\n${text}\n`));
    expect(policies.policies.map(({ action }) => action?.verb)).toEqual(actionCatalogue.map(({ verb }) => verb));
  });
});

describe("every action", () => {
  it.each(actionCatalogue.map((action) => [action.verb, action] as const))("%s has examples that fit its parameters, and calls whose needs are known", (_verb, action) => {
    const examples = Object.fromEntries(Object.entries(action.params).map(([name, { example }]) => [name, example]));
    expect(checkParams(action, examples)).toEqual([]);
    for (const kind of action.operations) expect(operationNeeds).toHaveProperty(kind);
  });

  it("that loses data wants the word for it written out, and no policy that we ship has it", () => {
    const losing = actionCatalogue.filter(({ params }) => Object.values(params).some(({ mustBeTrue }) => mustBeTrue)).map(({ verb }) => verb);
    expect(losing).toEqual(["destroy-vm", "revert-snapshot"]);
    const shipped = ["clone-group-ha-span", "promote-after-snapshot-removal"].map((name) => readFileSync(`config/policies/${name}.yaml`, "utf8")).join("\n");
    for (const verb of losing) expect(shipped).not.toContain(verb);
  });
});
