import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { expect, it } from "vitest";
import { estateOf } from "../../src/lab/estates/load-estate.js";
import { startLab } from "../../src/lab/start-lab.js";

it("the estate that docs/lab.md shows is one that the lab builds", async () => {
  const [, example = ""] = /```yaml\n(.*?)```/s.exec(await readFile("docs/lab.md", "utf8")) ?? [];
  const lab = await startLab({ estate: estateOf(parse(example)) });
  try {
    expect(lab.control.vm("desk-24").host).toMatch(/^esx0[1-7]$/);
    expect(lab.control.vm("desk-24").disks[0]?.chain).toHaveLength(2);
  } finally {
    await lab.stop();
  }
});
