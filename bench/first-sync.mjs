// The first sync of 2,000 machines, from connect to decoded: tetherd (to the model built) beside govmomi and pyVmomi, which ask for the same properties. Each is
// answered from a recording of its own traffic, as a server's own time would hide the client's. It measures no server.
import { mkdtempSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeFolder } from "../scripts/servers/child.mjs";
import { pythonBinary } from "../scripts/tools/python.mjs";
import { goBuildOwn } from "../scripts/tools/go.mjs";
import { runCommand } from "../scripts/tools/run-command.mjs";
import { median, spread, table } from "./figures.mjs";
import { startRecordingProxy } from "./recording-proxy.mjs";
import { startReplay } from "./replay.mjs";

const rounds = 5;
const fileHere = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** @typedef {{ name: string, program: string, args: string[] }} Client */

/**
 * @param {import("../scripts/servers/vcsim.mjs").Vcsim} vcsim
 * @param {Readonly<Record<string, readonly string[]>>} types
 */
export async function firstSyncBench(vcsim, types) {
  /** @type {Client[]} */
  const clients = [
    { name: "govmomi", program: await goBuildOwn("peer-govmomi", "test/peers/govmomi"), args: [] },
    { name: "pyVmomi", program: await pythonBinary(), args: [fileHere("../test/peers/pyvmomi_peer.py")] },
    { name: "tetherd", program: process.execPath, args: [fileHere("tetherd-client.mjs")] },
  ];
  const folder = mkdtempSync(join(tmpdir(), "tetherd-bench-"));
  const run = async (/** @type {Client} */ { program, args }, /** @type {{ url: string, caFile: string }} */ { url, caFile }) => {
    const order = JSON.stringify({ url, caFile, username: vcsim.username, password: vcsim.password, types });
    return /** @type {{ seconds: number, objects: number }} */ (JSON.parse((await runCommand(program, [...args, order])).stdout));
  };
  /** @type {{ client: Client, replay: Awaited<ReturnType<typeof startReplay>>, seconds: number[], objects: number }[]} */
  const stands = [];
  try {
    for (const client of clients) {
      const proxy = await startRecordingProxy(vcsim, join(folder, client.name));
      const { objects } = await run(client, proxy);
      await proxy.finish();
      stands.push({ client, replay: await startReplay(join(folder, client.name)), seconds: [], objects });
    }
    // One after the other within a round, so that a busy moment of the machine does not fall on one client alone.
    for (let round = 0; round < rounds; round += 1) for (const stand of stands) stand.seconds.push((await run(stand.client, stand.replay)).seconds);
    const raw = await Promise.all(stands.slice(0, 1).map(({ replay }) => download(replay)));
    const ours = median(stands.find(({ client }) => client.name === "tetherd")?.seconds ?? []);
    table(`First sync, connect to decoded (tetherd: to the model built), ${rounds} rounds (aim: 3 x govmomi, 10 x pyVmomi)`, [
      ["", "objects", "median (range)", "tetherd is"],
      ["raw download of the largest answer", "", spread(raw), ""],
      ...stands.map(({ client, seconds, objects }) => [client.name, String(objects), spread(seconds), client.name === "tetherd" ? "" : `${(median(seconds) / ours).toFixed(1)} x faster`]),
    ]);
  } finally {
    for (const { replay } of stands) await replay.stop();
    removeFolder(folder);
  }
}

/** Seconds to receive the largest answer without reading it. @param {{ largestUrl: string, caFile: string }} replay @returns {Promise<number>} */
function download({ largestUrl, caFile }) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    request(largestUrl, { ca: readFileSync(caFile) }, (answer) => answer.resume().once("end", () => resolve((performance.now() - started) / 1000)))
      .once("error", reject)
      .end();
  });
}
