// Starts a real Alertmanager on a free loopback port for a test. It tells nobody: its one receiver has no way out, and it joins no cluster.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alertmanagerBinary } from "../tools/alertmanager.mjs";
import { removeFolder, startChild } from "./child.mjs";

const readyTimeoutMs = 30_000;

/**
 * @typedef {object} Alertmanager
 * @property {string} url `http://127.0.0.1:port`
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill sends the signal and waits for the end; it has forgotten all alerts then, as it does
 * @property {() => Promise<void>} start again, on the same port
 * @property {() => Promise<void>} stop ends it and removes its files
 * @property {() => string} output the last lines of its log
 */

/** @returns {Promise<Alertmanager>} when it answers */
export async function startAlertmanager() {
  const binary = await alertmanagerBinary();
  const folder = mkdtempSync(join(tmpdir(), "tetherd-alertmanager-"));
  const file = join(folder, "alertmanager.yml");
  writeFileSync(file, "route: { receiver: nobody, group_wait: 1s, group_interval: 1s }\nreceivers: [{ name: nobody }]\n");
  const run = async (/** @type {string} */ listen) => {
    const child = startChild("alertmanager", binary, [`--config.file=${file}`, `--storage.path=${join(folder, "data")}`, `--web.listen-address=${listen}`, "--cluster.listen-address="], { folder });
    try {
      const [, address] = await child.said(/(?:address|Listening on.*?)=(127\.0\.0\.1:[1-9]\d*)/, readyTimeoutMs);
      return { child, address: address ?? "" };
    } catch (error) {
      await child.kill("SIGKILL");
      throw error;
    }
  };
  let current = await run("127.0.0.1:0").catch((/** @type {unknown} */ error) => {
    removeFolder(folder);
    throw error;
  });
  const { address } = current;
  return {
    url: `http://${address}`,
    output: () => current.child.output(),
    kill: (signal) => current.child.kill(signal),
    async start() {
      if (!current.child.running()) current = await run(address);
    },
    async stop() {
      await current.child.kill("SIGTERM");
      removeFolder(folder);
    },
  };
}
