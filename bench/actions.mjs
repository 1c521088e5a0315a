// Actions through the executor: how many a second, how long from the request to the call beside a bare compare-and-set on the same server, and what ten thousand open ones cost in memory, in the
// bucket, in each round and at the start. The lab's tasks take no time.
import { fileURLToPath } from "node:url";
import { startNatsServer } from "../scripts/servers/nats-server.mjs";
import { runCommand } from "../scripts/tools/run-command.mjs";
import { duration, megabytes, table } from "./figures.mjs";

const program = fileURLToPath(new URL("actions-once.mjs", import.meta.url));

/** @typedef {{ median: number, p99: number }} Figures */
/** @typedef {{ bare: number, untilCall: Figures, untilEnd: Figures, actions: number, seconds: number, effects: number, machines: number }} Speed */
/** @typedef {{ written: number, heapBytes: number, bucketBytes: number, round: number }} Crowd */
/** @typedef {{ seconds: number, entries: number }} Start */

export async function actionsBench() {
  const speed = /** @type {Speed} */ (await withServer((url) => once("speed", url)));
  const times = (/** @type {number} */ seconds) => `${(seconds / speed.bare).toFixed(1)} ×`;
  const row = (/** @type {string} */ name, /** @type {Figures} */ { median, p99 }) => [name, duration(median), duration(p99), times(median)];
  table("One action after another, beside one bare compare-and-set of a record as large on the same server", [
    ["", "median", "p99", "of the bare one"],
    ["the bare one", duration(speed.bare), "", "1.0 ×"],
    row("from the request to the call of vCenter: 4 writes, 4 reads of vCenter", speed.untilCall),
    row("from the request to the verified end", speed.untilEnd),
  ]);
  table("Many at once", [[`${speed.actions} actions, 64 at work`, duration(speed.seconds), `${(speed.actions / speed.seconds).toFixed(0)} actions/s`, `${speed.effects} of ${speed.machines} done once`]]);
  const { crowd, start } = await withServer(async (url) => ({ crowd: /** @type {Crowd} */ (await once("fill", url)), start: /** @type {Start} */ (await once("start", url)) }));
  table("10,000 open actions", [
    ["written down in", duration(crowd.written)], ["memory", megabytes(crowd.heapBytes)], ["in the bucket", megabytes(crowd.bucketBytes)],
    ["one round over all of them, CPU", duration(crowd.round)], [`start with ${start.entries.toLocaleString("en")} entries, to the end of the first round, the lab's first sync among it`, duration(start.seconds)],
  ]);
}

/** @template Value @param {(url: string) => Promise<Value>} work */
async function withServer(work) {
  const nats = await startNatsServer();
  try {
    return await work(nats.url);
  } finally {
    await nats.stop();
  }
}

/** @param {string} mode @param {string} url @returns {Promise<unknown>} */
async function once(mode, url) {
  return JSON.parse((await runCommand(process.execPath, ["--expose-gc", program, mode, url], { timeoutMs: 600_000 })).stdout);
}
