// The whole daemon at size, in a process of its own beside a lab of 40,000 VMs in another: how long its first sync takes, what memory it keeps, and how far it falls
// behind a burst of changes. It runs as an operator would run it, with the shipped policies.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startNatsServer } from "../scripts/servers/nats-server.mjs";
import { duration, megabytes, table } from "./figures.mjs";

const vms = 40_000;
const lab = fileURLToPath(new URL("lab-once.mjs", import.meta.url));
const tetherd = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const policies = fileURLToPath(new URL("../config/policies", import.meta.url));
/** Nothing new for so long means that it has caught up; one turn over a whole burst may take some seconds. */
const quietMs = 20_000;
const mostWaitMs = 600_000;
const aimBytes = 256e6;

/** @typedef {{ url: string, username: string, password: string, caFile: string }} Ready */

export async function daemonBench() {
  const [estate, nats] = await Promise.all([startLab(), startNatsServer()]);
  const daemon = startDaemon(estate.ready, nats.url, await freePort());
  try {
    const syncSeconds = await daemon.synced();
    const afterSync = daemon.memory();
    await daemon.quiet();
    const atRest = daemon.memory();
    const before = await daemon.followed();
    const burst = await estate.change();
    const from = performance.now();
    const quietAt = await daemon.quiet();
    const after = await daemon.followed();
    const atEnd = daemon.memory();
    table(`The daemon with ${vms.toLocaleString("en")} VMs, beside the lab in another process (aim: ${megabytes(aimBytes)} of memory)`, [
      ["ready after its start", duration(syncSeconds)],
      ["memory when synced, at most until then", `${megabytes(afterSync.now)}, ${megabytes(afterSync.peak)}`],
      ["memory at rest, with the sizes of all files read", `${megabytes(atRest.now)} (${(atRest.now / aimBytes).toFixed(2)} of the aim)`],
      [`${burst.done.toLocaleString("en")} changes made in ${duration(burst.seconds)}`, `${(after.history - before.history).toLocaleString("en")} events and tasks, ${(after.updates - before.updates).toLocaleString("en")} updates, ${(after.messages - before.messages).toLocaleString("en")} messages`],
      ["all of it followed after another", duration(Math.max(0, quietAt - from) / 1000)],
      ["memory after it, at most until then", `${megabytes(atEnd.now)}, ${megabytes(atEnd.peak)}`],
    ]);
  } finally {
    await daemon.stop();
    estate.stop();
    await nats.stop();
  }
}

async function startLab() {
  const child = fork(lab, [String(vms)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [ready] = /** @type {[Ready]} */ (await once(child, "message"));
  return {
    ready,
    /** Many changes as fast as the lab makes them. */
    change: async () => {
      const from = performance.now();
      child.send("the-last-change");
      const [{ done }] = /** @type {[{ done: number }]} */ (await once(child, "message"));
      return { done, seconds: (performance.now() - from) / 1000 };
    },
    stop: () => child.kill(),
  };
}

/** @param {Ready} access @param {string} natsUrl @param {number} port */
function startDaemon(access, natsUrl, port) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [tetherd, "run"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env["PATH"], HOME: process.env["HOME"], TETHERD_SITE: "bench", TETHERD_NATS_SERVERS: natsUrl, TETHERD_POLICIES_DIR: policies, TETHERD_HTTP_LISTEN: `127.0.0.1:${port}`, TETHERD_LOG_LEVEL: "warn",
      TETHERD_VCENTER_URL: access.url, TETHERD_VCENTER_USERNAME: access.username, TETHERD_VCENTER_PASSWORD: access.password, TETHERD_VCENTER_CA_FILE: access.caFile,
    },
  });
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (text) => void (log = (log + text).slice(-5_000)));
  const page = (/** @type {string} */ path) => fetch(`http://127.0.0.1:${port}${path}`);
  const followed = async () => {
    const metrics = await (await page("/metrics")).text();
    const sum = (/** @type {string} */ name) => [...metrics.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\S+)`, "gm"))].reduce((all, [, value]) => all + Number(value), 0);
    return { updates: sum("tetherd_property_updates_total"), history: sum("tetherd_history_items_total"), messages: sum("tetherd_messages_published_total") };
  };
  return {
    followed,
    /** Seconds from the start of the process to being ready. */
    async synced() {
      for (const end = startedAt + mostWaitMs; performance.now() < end; await pause(50)) {
        if (child.exitCode !== null) throw new Error(`tetherd ended with ${child.exitCode}:\n${log}`);
        if (await page("/readyz").then((answer) => answer.ok, () => false)) return (performance.now() - startedAt) / 1000;
      }
      throw new Error(`tetherd was not ready in time:\n${log}`);
    },
    /** Waits until nothing comes any more; when the last thing came, on the clock of performance.now(). */
    async quiet() {
      let [seen, changedAt] = ["", performance.now()];
      for (const end = performance.now() + mostWaitMs; performance.now() < end; await pause(500)) {
        const now = JSON.stringify(await followed());
        if (now !== seen) [seen, changedAt] = [now, performance.now()];
        if (performance.now() - changedAt > quietMs) return changedAt;
      }
      throw new Error("tetherd has not caught up in time");
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const of = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
      return { now: of("VmRSS"), peak: of("VmHWM") };
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** A loopback port that was free a moment ago. */
async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
