// Finds vcsim and govc: built from the module in tools/go, or a recent one on PATH where Go is missing. It never starts them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findOnPath } from "./find-on-path.mjs";
import { goBuildOwn, haveGo, ownBinaryPath } from "./go.mjs";
import { runCommand } from "./run-command.mjs";
import { compareVersions, versionIn } from "./versions.mjs";

/** Older ones lack linked disks, cluster options or answers that we read. */
const oldestUsable = "0.50.0";

/**
 * Our own build first, as it can also be restarted in place; it is there already after the first time.
 * @param {"vcsim" | "govc"} name
 * @returns {Promise<string>}
 * @throws {import("./missing-tool.mjs").MissingTool}
 */
export async function govmomiBinary(name) {
  const own = ownBinaryPath(name, folderOf(name));
  if (existsSync(own)) return own;
  if (!haveGo()) {
    for (const path of findOnPath(name)) if (await isRecent(path)) return path;
  }
  return goBuildOwn(name, folderOf(name));
}

/**
 * Whether it is here or can be built.
 * @param {"vcsim" | "govc"} name
 */
export function canHaveGovmomi(name) {
  return haveGo() || existsSync(ownBinaryPath(name, folderOf(name))) || findOnPath(name).length > 0;
}

/** @param {"vcsim" | "govc"} name */
function folderOf(name) {
  return join("tools", "go", "cmd", name);
}

/** @param {string} path */
async function isRecent(path) {
  try {
    const { stdout } = await runCommand(path, ["version"], { timeoutMs: 10_000 });
    return compareVersions(versionIn(stdout) ?? "0", oldestUsable) >= 0;
  } catch {
    return false; // what cannot tell its version is passed over
  }
}
