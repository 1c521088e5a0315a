// Starts a real nats-server on a free loopback port for a test, the demo or a benchmark. It never uses a server that is already running.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { natsServerBinary } from "../tools/nats-server.mjs";
import { removeFolder, startChild } from "./child.mjs";

const readyTimeoutMs = 20_000;

/**
 * @typedef {object} NatsServerOptions
 * @property {"current" | "oldest"} [version] `current` by default
 * @property {string} [config] further text of the configuration file: accounts, limits, TLS; may name `jetstream` itself when `jetstream` is false here
 * @property {string} [storeDir] kept on stop; a temporary folder that is removed on stop by default
 * @property {number} [port] a free one by default
 * @property {boolean} [jetstream] true by default
 *
 * @typedef {object} NatsServer
 * @property {string} url `nats://127.0.0.1:port`
 * @property {number} port
 * @property {number} pid of the process that runs now
 * @property {string} storeDir
 * @property {string} version as the server tells it, e.g. "2.15.2"
 * @property {() => Promise<void>} stop ends it and removes what this launcher made
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill sends the signal and waits for the end; the store stays
 * @property {() => Promise<void>} start again, with the same port and store
 * @property {() => string} output the last lines of its log
 */

/**
 * @param {NatsServerOptions} [options]
 * @returns {Promise<NatsServer>} when it answers
 */
export async function startNatsServer(options = {}) {
  const binary = await natsServerBinary(options.version ?? "current");
  const folder = mkdtempSync(join(tmpdir(), "tetherd-nats-"));
  const storeDir = options.storeDir ?? join(folder, "store");
  const portsFolder = join(folder, "ports");
  mkdirSync(portsFolder);

  const run = async (/** @type {number} */ port) => {
    const file = join(folder, "server.conf");
    rmSync(portsFolder, { recursive: true });
    mkdirSync(portsFolder);
    writeFileSync(file, configuration(port, portsFolder, options.jetstream === false ? undefined : storeDir, options.config ?? ""));
    const child = startChild("nats-server", binary, ["-c", file], { folder });
    try {
      const { port: bound, version } = await whenReady(child, portsFolder);
      return { child, port: bound, version };
    } catch (error) {
      await child.kill("SIGKILL");
      throw error;
    }
  };

  let current = await run(options.port ?? -1).catch((/** @type {unknown} */ error) => {
    removeFolder(folder);
    throw error;
  });
  const { port, version } = current;
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    storeDir,
    version,
    get pid() {
      return current.child.pid;
    },
    output: () => current.child.output(),
    kill: (signal) => current.child.kill(signal),
    async start() {
      if (!current.child.running()) current = await run(port);
    },
    async stop() {
      await current.child.kill("SIGTERM");
      removeFolder(folder);
    },
  };
}

/**
 * @param {number} port -1 for a free one
 * @param {string} portsFolder where the server tells the port it got
 * @param {string | undefined} storeDir undefined without JetStream
 * @param {string} more
 */
function configuration(port, portsFolder, storeDir, more) {
  return [
    "host: 127.0.0.1",
    `port: ${port}`,
    `ports_file_dir: ${JSON.stringify(portsFolder)}`,
    ...(storeDir === undefined ? [] : [`jetstream { store_dir: ${JSON.stringify(storeDir)} }`]),
    more,
    "",
  ].join("\n");
}

/**
 * The server is ready when it greets with its INFO line, which it does only after JetStream recovered its streams.
 * @param {import("./child.mjs").Child} child
 * @param {string} portsFolder
 */
async function whenReady(child, portsFolder) {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const port = portIn(portsFolder);
    const version = port === undefined ? undefined : await greeting(port);
    if (port !== undefined && version !== undefined) return { port, version };
    if (!child.running()) throw new Error(`Cannot start nats-server: it ended.\n${child.output()}`);
    if (Date.now() > deadline) throw new Error(`Cannot start nats-server within ${readyTimeoutMs} ms.\n${child.output()}`);
    await sleep(10);
  }
}

/** @param {string} folder @returns {number | undefined} */
function portIn(folder) {
  const file = readdirSync(folder).find((name) => name.endsWith(".ports"));
  if (file === undefined) return undefined;
  const port = /:\/\/[^"]*:(\d+)/.exec(readFileSync(join(folder, file), "utf8"))?.[1]; // undefined while the file is being written
  return port === undefined ? undefined : Number(port);
}

/** The version in the INFO line, or undefined when nobody answers yet. @param {number} port @returns {Promise<string | undefined>} */
function greeting(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    const end = () => {
      socket.destroy();
      resolve(/"version":"([^"]+)"/.exec(text)?.[1]);
    };
    socket.setTimeout(1_000, end);
    socket.once("error", end);
    socket.once("close", end);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.includes("\r\n")) end();
    });
  });
}
