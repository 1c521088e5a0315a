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
 * @property {() => Promise<void>} stop ends it and removes its files
 * @property {() => string} output the last lines of its log
 */

/** @returns {Promise<Alertmanager>} when it answers */
export async function startAlertmanager() {
  const binary = await alertmanagerBinary();
  const folder = mkdtempSync(join(tmpdir(), "tetherd-alertmanager-"));
  const file = join(folder, "alertmanager.yml");
  writeFileSync(file, "route: { receiver: nobody, group_wait: 1s, group_interval: 1s }\nreceivers: [{ name: nobody }]\n");
  const child = startChild("alertmanager", binary, [`--config.file=${file}`, `--storage.path=${join(folder, "data")}`, "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="], { folder });
  try {
    const [, address] = await child.said(/(?:address|Listening on.*?)=(127\.0\.0\.1:[1-9]\d*)/, readyTimeoutMs);
    return {
      url: `http://${address ?? ""}`,
      output: () => child.output(),
      async stop() {
        await child.kill("SIGTERM");
        removeFolder(folder);
      },
    };
  } catch (error) {
    await child.kill("SIGKILL");
    removeFolder(folder);
    throw error;
  }
}
