import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const code = /"((?:VIM|BUS|LEDGER|SETTINGS|POLICIES|HTTP|ALERT|ACTION|VCENTER|LAB|COMMAND|DOOR|NOTIFY|RELAY)_[A-Z_]+)"/g;

it("docs/errors.md lists exactly the codes that the sources can raise", async () => {
  const files = (await readdir("src", { recursive: true })).filter((name) => name.endsWith(".ts"));
  const texts = await Promise.all(files.map(async (name) => readFile(`src/${name}`, "utf8")));
  const raised = new Set(texts.flatMap((text) => [...text.matchAll(code)].map((match) => match[1])));
  const listed = [...(await readFile("docs/errors.md", "utf8")).matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(listed.length).toBe(new Set(listed).size);
  expect([...listed].sort()).toEqual([...raised].sort());
});
