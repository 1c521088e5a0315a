// Finds a nats-server with JetStream, or installs one once per user. It never starts it.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath, isExecutable } from "./find-on-path.mjs";
import { goInstall, haveGo } from "./go.mjs";
import { installOnce } from "./install-once.mjs";
import { MissingTool } from "./missing-tool.mjs";
import { runCommand } from "./run-command.mjs";
import { compareVersions, versionIn } from "./versions.mjs";

/** What we recommend and test with. */
export const currentVersion = "2.15.2";
/** The oldest line that we promise to work with, and what Debian 12 ships of it. */
const oldestLine = "2.9.0";
const oldestVersion = "2.9.10";
const goPackage = "github.com/nats-io/nats-server/v2";
const setting = "TETHERD_NATS_SERVER";
export const natsServerCure =
  `Type \`go install ${goPackage}@v${currentVersion}\` (needs Go), or \`apt-get install nats-server\`, ` +
  `or take a release from https://github.com/nats-io/nats-server/releases and name its path in ${setting}`;

/**
 * Path of a nats-server: the setting, then PATH, then the cache, then `go install`, then apt.
 * @param {"current" | "oldest"} [wanted] `oldest` is for tests alone and looks at neither setting nor PATH
 * @returns {Promise<string>}
 * @throws {MissingTool} with the command to type
 */
export async function natsServerBinary(wanted = "current") {
  return wanted === "oldest" ? oldestBinary() : currentBinary();
}

/**
 * Whether it is here or can be tried to be installed; starts and installs nothing.
 * @param {"current" | "oldest"} wanted
 */
export function canInstallNatsServer(wanted) {
  if (haveGo() || findOnPath("apt-get").length > 0) return true;
  if (wanted === "oldest") return existsSync(binaryPath("nats-server", oldestVersion));
  return (process.env[setting] ?? "") !== "" || findOnPath("nats-server").length > 0 || existsSync(binaryPath("nats-server", currentVersion));
}

async function currentBinary() {
  const named = process.env[setting];
  if (named !== undefined && named !== "") {
    if (!isExecutable(named)) throw new MissingTool("nats-server", `${setting} names "${named}", which is no program`, natsServerCure);
    return named;
  }
  return (await newestOnPath()) ?? (await installed());
}

async function installed() {
  const cached = binaryPath("nats-server", currentVersion);
  if (existsSync(cached)) return cached;
  if (haveGo()) return goInstall("nats-server", goPackage, currentVersion);
  if (findOnPath("apt-get").length > 0) return fromApt();
  throw new MissingTool("nats-server", "it is not on PATH, and neither Go nor apt-get is here to install it", natsServerCure);
}

/** The newest of those on PATH that are new enough; JetStream is in all of them. */
async function newestOnPath() {
  const found = await Promise.all(findOnPath("nats-server").map(async (path) => ({ path, version: await versionOf(path) })));
  const usable = found.filter(({ version }) => compareVersions(version, oldestLine) >= 0);
  return usable.sort((a, b) => compareVersions(b.version, a.version))[0]?.path;
}

/** @param {string} path @returns {Promise<string>} "0" when it does not tell */
async function versionOf(path) {
  try {
    return versionIn((await runCommand(path, ["--version"], { timeoutMs: 10_000 })).stdout) ?? "0";
  } catch {
    return "0"; // a broken program on PATH is passed over, as if it were absent
  }
}

async function oldestBinary() {
  const cached = binaryPath("nats-server", oldestVersion);
  if (existsSync(cached)) return cached;
  if (await aptOffers(oldestVersion)) return fromApt();
  return goInstall("nats-server", goPackage, oldestVersion);
}

/** @param {string} version */
async function aptOffers(version) {
  if (findOnPath("apt-cache").length === 0) return false;
  const { stdout } = await runCommand("apt-cache", ["policy", "nats-server"]);
  return stdout.includes(`Candidate: ${version}`);
}

/** Debian's package, unpacked into the cache: nothing on the system changes, so no special rights are needed. */
async function fromApt() {
  const offered = await aptVersion();
  return installOnce(binaryPath("nats-server", offered), `unpacking Debian's nats-server ${offered}`, async (folder) => {
    try {
      await runCommand("apt-get", ["download", "-qq", "nats-server"], { cwd: folder });
      const archive = readdirSync(folder).find((file) => file.endsWith(".deb")) ?? "";
      await runCommand("dpkg", ["-x", join(folder, archive), folder]);
    } catch (error) {
      throw new MissingTool("nats-server", `apt-get could not download it (${error instanceof Error ? error.message : String(error)})`, natsServerCure, error);
    }
    return join(folder, "usr", "sbin", "nats-server");
  });
}

async function aptVersion() {
  const candidate = async () => versionIn(/Candidate: (\S+)/.exec((await runCommand("apt-cache", ["policy", "nats-server"])).stdout)?.[1] ?? "");
  let version = await candidate();
  if (version === undefined && process.getuid?.() === 0) {
    await runCommand("apt-get", ["update", "-qq"]);
    version = await candidate();
  }
  if (version === undefined || compareVersions(version, oldestLine) < 0) {
    throw new MissingTool("nats-server", `apt offers ${version ?? "none"}, and ${oldestLine} or later is needed`, natsServerCure);
  }
  return version;
}
