/** The shipped sample policies with shorter waits, so that a scenario ends while somebody is watching. */
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const shipped = fileURLToPath(new URL("../../../config/policies/", import.meta.url));

/** Copies config/policies into a folder of its own, every `for:` and `keepFiringFor:` replaced; the tests beside them hold for the true waits alone and stay behind. */
export async function samplePolicies(waits: { readonly for: string; readonly keepFiringFor: string }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tetherd-policies-"));
  for (const name of (await readdir(shipped)).filter((one) => one.endsWith(".yaml") && !one.endsWith(".test.yaml"))) {
    const text = await readFile(join(shipped, name), "utf8");
    await writeFile(join(folder, name), text.replace(/^for: .*$/gm, `for: ${waits.for}`).replace(/keepFiringFor: \w+/g, `keepFiringFor: ${waits.keepFiringFor}`));
  }
  return folder;
}
