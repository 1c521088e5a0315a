// Starts govmomi's vCenter simulator on a free loopback port, with a certificate of its own. It never shares one between callers.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { govmomiBinary } from "../tools/govmomi.mjs";
import { makeCertificate } from "./certificate.mjs";
import { removeFolder, startChild } from "./child.mjs";

const readyTimeoutMs = 180_000; // 2,000 machines take about a minute
const switchTimeoutMs = 20_000;

/**
 * What stands in the inventory; what is left out is the simulator's own choice (1 datacenter, 1 cluster of 3 hosts, 1 standalone host, 2 machines in each
 * resource pool, 1 datastore).
 * @typedef {object} VcsimOptions
 * @property {number} [datacenters]
 * @property {number} [clusters] per datacenter
 * @property {number} [clusterHosts] per cluster
 * @property {number} [standaloneHosts] per datacenter
 * @property {number} [vms] per resource pool: one pool per cluster and one per standalone host
 * @property {number} [datastores]
 * @property {boolean} [esx] an ESX host instead of a vCenter
 * @property {string} [load] folder that `govc object.save -d` wrote, instead of the counts above
 * @property {number} [port] a free one by default
 * @property {string} [username]
 * @property {string} [password]
 * @property {number} [delayMs] added to every call
 * @property {string} [sessionTimeout] idle time after which a session ends, e.g. "2s"
 * @property {Record<string, string>} [env]
 *
 * @typedef {object} Vcsim
 * @property {string} url `https://127.0.0.1:port/sdk`
 * @property {string} host `127.0.0.1`
 * @property {number} port
 * @property {string} username
 * @property {string} password
 * @property {string} thumbprint SHA-256, AA:BB:…
 * @property {string} caFile PEM file that makes its certificate trusted
 * @property {number} pid of the process that runs now
 * @property {() => Promise<void>} stop ends it and removes its files
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill sends the signal and waits for the end
 * @property {() => Promise<void>} start after `kill`, with the same port and certificate: the inventory is made anew from the same options, with the same
 *   managed object ids but without what was changed in it; the event history begins again
 * @property {() => Promise<void>} goDown as a vCenter whose service stops: no connection is accepted, every session ends; the process and its inventory stay
 * @property {() => Promise<void>} comeUp after `goDown`: same port, same inventory and events, no session
 * @property {() => string} output the last lines it wrote
 */

/**
 * @param {VcsimOptions} [options]
 * @returns {Promise<Vcsim>} when it answers
 */
export async function startVcsim(options = {}) {
  const binary = await govmomiBinary("vcsim");
  const folder = mkdtempSync(join(tmpdir(), "tetherd-vcsim-"));
  const { certFile, keyFile, thumbprint } = await makeCertificate(folder);
  const username = options.username ?? "administrator@vsphere.local";
  const password = options.password ?? "secret-of-vcsim";
  const temporary = join(folder, "tmp"); // its datastores; in our folder, so that nothing stays behind after SIGKILL
  mkdirSync(temporary);

  const run = async (/** @type {number} */ port) => {
    const args = ["-l", `127.0.0.1:${port}`, "-username", username, "-password", password, "-tlscert", certFile, "-tlskey", keyFile, ...flags(options)];
    const child = startChild("vcsim", binary, args, { folder, env: { TMPDIR: temporary, ...options.env } });
    try {
      const told = await child.said(/GOVC_URL=\S*127\.0\.0\.1:(\d+)/, readyTimeoutMs); // printed once it listens
      return { child, port: Number(told[1]) };
    } catch (error) {
      await child.kill("SIGKILL");
      throw error;
    }
  };

  let current = await run(options.port ?? 0).catch((/** @type {unknown} */ error) => {
    removeFolder(folder);
    throw error;
  });
  const { port } = current;
  const tell = async (/** @type {NodeJS.Signals} */ signal, /** @type {RegExp} */ answer) => {
    process.kill(current.child.pid, signal);
    await current.child.said(answer, switchTimeoutMs);
  };
  return {
    url: `https://127.0.0.1:${port}/sdk`,
    host: "127.0.0.1",
    port,
    username,
    password,
    thumbprint,
    caFile: certFile,
    get pid() {
      return current.child.pid;
    },
    output: () => current.child.output(),
    kill: (signal) => current.child.kill(signal),
    goDown: () => tell("SIGUSR1", /^down$/),
    comeUp: () => tell("SIGUSR2", /^up$/),
    async start() {
      if (!current.child.running()) current = await run(port);
    },
    async stop() {
      await current.child.kill("SIGTERM");
      removeFolder(folder);
    },
  };
}

/** @param {VcsimOptions} options @returns {string[]} */
function flags(options) {
  const counts = {
    dc: options.datacenters,
    cluster: options.clusters,
    host: options.clusterHosts,
    "standalone-host": options.standaloneHosts,
    vm: options.vms,
    ds: options.datastores,
    load: options.load,
    delay: options.delayMs,
    "session-timeout": options.sessionTimeout,
  };
  const given = Object.entries(counts).flatMap(([name, value]) => (value === undefined ? [] : [`-${name}`, String(value)]));
  return options.esx === true ? ["-esx", ...given] : given;
}
