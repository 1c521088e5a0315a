// Builds Go programs into the cache. It never touches the user's own GOBIN or GOFLAGS.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath } from "./find-on-path.mjs";
import { installOnce } from "./install-once.mjs";
import { MissingTool } from "./missing-tool.mjs";
import { runCommand } from "./run-command.mjs";

const goModule = fileURLToPath(new URL("../../tools/go/", import.meta.url));

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
 * Builds one program of the module in tools/go into the cache, under a name that carries a digest of the module's sources.
 * @param {"vcsim" | "govc" | "peer-govmomi"} name a folder below tools/go/cmd
 * @throws {MissingTool} without Go, or when the build fails
 */
export async function goBuildOwn(name) {
  return goBuild(name, ownBinaryPath(name), `building ${name}`, async (folder) => {
    await runCommand("go", ["build", "-trimpath", "-o", join(folder, name), `./cmd/${name}`], { cwd: goModule, env: { GOFLAGS: "" } });
  });
}

/** Where {@link goBuildOwn} puts its result. @param {string} name */
export function ownBinaryPath(name) {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", ...sourcesOf(name)]) hash.update(file).update(readFileSync(join(goModule, file)));
  return binaryPath(name, hash.digest("hex").slice(0, 12));
}

/** @param {string} name */
function sourcesOf(name) {
  return readdirSync(join(goModule, "cmd", name)).sort().map((file) => join("cmd", name, file));
}

/** @param {string} name @param {string} target @param {string} title @param {(folder: string) => Promise<void>} build */
async function goBuild(name, target, title, build) {
  return installOnce(target, title, async (folder) => {
    if (!haveGo()) throw new MissingTool(name, "it is built with Go, and no `go` is on PATH", goCure);
    try {
      await build(folder);
    } catch (error) {
      throw new MissingTool(name, `the build failed (${error instanceof Error ? error.message : String(error)})`, goCure, error);
    }
    return join(folder, name);
  });
}
