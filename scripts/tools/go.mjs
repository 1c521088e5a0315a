// Builds Go programs into the cache. It never touches the user's own GOBIN or GOFLAGS.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath } from "./find-on-path.mjs";
import { installOnce } from "./install-once.mjs";
import { MissingTool } from "./missing-tool.mjs";
import { runCommand } from "./run-command.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

export const goCure = "Install Go 1.25 or later (https://go.dev/dl/) so that `go` is on PATH, then run the same command again";

/** Whether a `go` command is on PATH. */
export function haveGo() {
  return findOnPath("go").length > 0;
}

/**
 * `go install <package>@v<version>` into the cache.
 * @param {string} name file name of the program that the package makes
 * @param {string} goPackage
 * @param {string} version without the leading v
 * @throws {MissingTool} without Go, or when the build fails
 */
export async function goInstall(name, goPackage, version) {
  return goBuild(name, binaryPath(name, version), `installing ${name} ${version} with go install`, async (folder) => {
    await runCommand("go", ["install", "-trimpath", `${goPackage}@v${version}`], { env: { GOBIN: folder, GOFLAGS: "" } });
  });
}

/**
 * Builds one of our own programs into the cache, under a name that carries a digest of its sources.
 * @param {string} name what it is called in the cache
 * @param {string} folder its main package, a folder of this repository
 * @throws {MissingTool} without Go, or when the build fails
 */
export async function goBuildOwn(name, folder) {
  return goBuild(name, ownBinaryPath(name, folder), `building ${name}`, async (into) => {
    await runCommand("go", ["build", "-trimpath", "-o", join(into, name), "."], { cwd: join(root, folder), env: { GOFLAGS: "" } });
  });
}

/** The consumer in Go that docs/consumers shows. @returns {Promise<string>} @throws {MissingTool} */
export async function exampleConsumerBinary() {
  return goBuildOwn("go-consumer", join("docs", "consumers", "go"));
}

/** Where {@link goBuildOwn} puts its result. @param {string} name @param {string} folder */
export function ownBinaryPath(name, folder) {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, folder)).sort().map((file) => join(root, folder, file));
  for (const file of [...modulePins(join(root, folder)), ...sources]) hash.update(readFileSync(file));
  return binaryPath(name, hash.digest("hex").slice(0, 12));
}

/** go.mod and go.sum of the module around a folder. @param {string} folder @returns {string[]} */
function modulePins(folder) {
  const pins = ["go.mod", "go.sum"].map((file) => join(folder, file));
  return pins.every((file) => existsSync(file)) ? pins : modulePins(dirname(folder));
}

/** @param {string} name @param {string} target @param {string} title @param {(folder: string) => Promise<void>} build */
async function goBuild(name, target, title, build) {
  if (!existsSync(target) && !haveGo()) throw new MissingTool(name, "it is built with Go, and no `go` is on PATH", goCure);
  return installOnce(target, title, async (folder) => {
    try {
      await build(folder);
    } catch (error) {
      throw new MissingTool(name, `the build failed (${error instanceof Error ? error.message : String(error)})`, goCure, error);
    }
    return join(folder, name);
  });
}
