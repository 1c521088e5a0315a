// Builds dist/ when it does not belong to the present sources. It compares contents, not times, as a checkout changes times.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { progress } from "../tools/progress.mjs";
import { CommandFailed, runCommand } from "../tools/run-command.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const stampFile = join(root, "dist", ".built-from");
const alsoMatters = ["package-lock.json", "tsconfig.json", "tsconfig.build.json"];

/** @throws {Error} with the compiler's first complaints */
export async function buildWhenStale() {
  const wanted = digestOfSources();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  await progress("building dist/", async () => {
    rmSync(join(root, "dist"), { recursive: true, force: true }); // files of removed sources would stay
    try {
      await runCommand(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { cwd: root });
    } catch (error) {
      throw error instanceof CommandFailed ? new Error(`Cannot build dist/: ${error.message}`, { cause: error }) : error;
    }
    writeFileSync(stampFile, wanted);
  });
}

function digestOfSources() {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("src", file))
    .sort();
  const hash = createHash("sha256");
  for (const file of [...alsoMatters, ...sources]) hash.update(file).update("\0").update(readFileSync(join(root, file))).update("\0");
  return hash.digest("hex");
}
