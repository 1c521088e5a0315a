// Installs the npm packages when those in node_modules are not the ones that package-lock.json names. It never changes the lock file.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { progress } from "../tools/progress.mjs";
import { runCommand } from "../tools/run-command.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} LockFile */

/** `npm ci`, unless every package is there in the locked version. */
export async function installPackagesWhenStale() {
  if (arePackagesCurrent()) return;
  const npm = process.env["npm_execpath"];
  const [program, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  await progress("installing npm packages", () => runCommand(program, [...first, "ci", "--include=dev", "--no-audit", "--no-fund"], { cwd: root }));
}

/** Compares the lock file with the one that npm leaves in node_modules; packages for other systems may be absent. */
function arePackagesCurrent() {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = read(join(root, "package-lock.json"));
  const installed = read(installedFile);
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    const there = installed.packages[path];
    return path === "" || (there === undefined ? optional === true : there.version === version);
  });
}

/** @param {string} file @returns {LockFile} */
function read(file) {
  return /** @type {LockFile} */ (JSON.parse(readFileSync(file, "utf8")));
}
