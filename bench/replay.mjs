// Starts the replay server as a process of its own, so that serving does not compete with the client on one event loop. It holds no choices.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { startChild } from "../scripts/servers/child.mjs";

/**
 * @param {string} folder a recording
 * @returns {Promise<{ url: string, largestUrl: string, caFile: string, stop: () => Promise<void> }>}
 */
export async function startReplay(folder) {
  const child = startChild("the replay server", process.execPath, [fileURLToPath(new URL("replay-server.mjs", import.meta.url)), folder], {});
  const port = (await child.said(/^listening (\d+)$/, 30_000))[1] ?? "";
  return {
    url: `https://127.0.0.1:${port}/sdk`,
    largestUrl: `https://127.0.0.1:${port}/largest`,
    caFile: join(folder, "cert.pem"),
    stop: () => child.kill("SIGTERM"),
  };
}
