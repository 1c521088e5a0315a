// The daemon of the demo: the built program, as `tetherd run` starts it, with the shipped policies and shorter waits.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const shipped = fileURLToPath(new URL("../config/policies/", import.meta.url));
export const waitSeconds = 3;
const readyWithinMs = 30_000;

/**
 * @typedef {{ url: string, username: string, password: string, caFile: string }} VCenterAccess
 * @typedef {Awaited<ReturnType<typeof startDaemon>>} DemoDaemon
 * @param {VCenterAccess} access
 * @param {{ url: string }} nats
 * @param {NodeJS.ProcessEnv} [settings] further settings
 */
export async function startDaemon(access, nats, settings = {}) {
  const site = "demo";
  const policies = await policiesWithShortWaits();
  const port = await freePort();
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    PATH: process.env["PATH"], HOME: process.env["HOME"], FORCE_COLOR: process.stdout.isTTY ? "1" : undefined,
    TETHERD_SITE: site, TETHERD_NATS_SERVERS: nats.url, TETHERD_POLICIES_DIR: policies, TETHERD_HTTP_LISTEN: `127.0.0.1:${port}`,
    TETHERD_VCENTER_URL: access.url, TETHERD_VCENTER_USERNAME: access.username, TETHERD_VCENTER_PASSWORD: access.password, TETHERD_VCENTER_CA_FILE: access.caFile,
    ...settings,
  };
  const child = spawn(process.execPath, [entry, "run"], { env, stdio: ["ignore", "pipe", "inherit"] });
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (text) => void (log = (log + text).slice(-20_000)));
  process.once("exit", () => child.kill("SIGKILL"));
  return {
    site,
    async ready() {
      for (const end = Date.now() + readyWithinMs; Date.now() < end; await pause(100)) {
        if (child.exitCode !== null) throw new Error(`tetherd ended with ${child.exitCode}:\n${log}`);
        const ok = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false);
        if (ok) return;
      }
      throw new Error(`tetherd was not ready within ${readyWithinMs / 1_000} s:\n${log}`);
    },
    /** What `tetherd …` prints. @param {string[]} args */
    async ask(...args) {
      const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { env });
      return stdout;
    },
    /** What to type elsewhere, with this daemon's settings. */
    pasteLines() {
      const shown = Object.entries(env).filter(([name]) => name.startsWith("TETHERD_"));
      return [`export ${shown.map(([name, value]) => `${name}='${value ?? ""}'`).join(" ")}`, `node ${relative(process.cwd(), entry)} groups`];
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(policies, { recursive: true });
    },
  };
}

/** Without the tests beside them, which hold for the true waits. */
async function policiesWithShortWaits() {
  const folder = await mkdtemp(join(tmpdir(), "tetherd-demo-"));
  for (const name of (await readdir(shipped)).filter((one) => one.endsWith(".yaml") && !one.endsWith(".test.yaml"))) {
    const text = await readFile(join(shipped, name), "utf8");
    await writeFile(join(folder, name), text.replace(/^for: .*$/gm, `for: ${waitSeconds}s`).replace(/keepFiringFor: \w+/g, "keepFiringFor: 2s"));
  }
  return folder;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
