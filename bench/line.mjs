// The line from an update to its PubAck: how long one change takes on a quiet system, and how many events a second pass through 50 policies, beside what the
// `nats` command line publishes in windows to the same server. It measures no vCenter: that is made of plain objects.
import { fileURLToPath } from "node:url";
import { natsCli } from "../scripts/servers/nats-cli.mjs";
import { startNatsServer } from "../scripts/servers/nats-server.mjs";
import { runCommand } from "../scripts/tools/run-command.mjs";
import { duration, table } from "./figures.mjs";

const program = fileURLToPath(new URL("line-once.mjs", import.meta.url));
const window = 256;
const baselineMessages = 100_000;

/** @typedef {{ median: number, p99: number, worst: number }} Figures */
/** @typedef {{ rounds: number, pubAck: Figures, saved: Figures }} Latency */
/** @typedef {{ events: number, eventsPerSecond: number, messagesPerSecond: number, evaluations: number }} Throughput */

export async function latencyBench() {
  const latency = /** @type {Latency} */ (await line("latency"));
  const row = (/** @type {string} */ name, /** @type {Figures} */ { median, p99, worst }) => [name, duration(median), duration(p99), duration(worst)];
  table(`Update received, on a quiet and warm system, ${latency.rounds} changes with an alert and a fact each (aim: p99 to PubAck of 5 ms)`, [
    ["", "median", "p99", "worst"],
    row("to the PubAck of every message", latency.pubAck),
    row("to everything saved, ready for the next", latency.saved),
  ]);
}

export async function throughputBench() {
  const baseline = await windowedPublishing();
  const all = /** @type {Throughput} */ (await line("throughput", "100"));
  const few = /** @type {Throughput} */ (await line("throughput", "2"));
  const asked = /** @type {Throughput} */ (await line("throughput", "2", "asked"));
  const row = (/** @type {string} */ name, /** @type {Throughput} */ { eventsPerSecond, messagesPerSecond, events, evaluations }) => [
    name, eventsPerSecond.toFixed(0), (evaluations / events).toFixed(0), messagesPerSecond.toFixed(0), `${((100 * messagesPerSecond) / baseline).toFixed(1)} %`,
  ];
  table("Events through 50 policies, each turn made durable before the next", [
    ["", "events/s", "evaluations per event", "messages/s", "of the baseline"],
    [`nats bench, window of ${window}, 1 KB, message ids`, "", "", baseline.toFixed(0), "100 %"],
    row("every event an alert and a fact", all),
    row("one event in fifty, the others reconfigurations that no policy can ask about", few),
    row("one event in fifty, the others changes that wake all policies", asked),
  ]);
}

/** Each on a server of its own, so that no run pays for what another stored. @param {...string} args @returns {Promise<unknown>} */
async function line(mode = "", ...args) {
  const nats = await startNatsServer();
  try {
    return JSON.parse((await runCommand(process.execPath, [program, mode, nats.url, ...args])).stdout);
  } finally {
    await nats.stop();
  }
}

/** Messages a second. */
async function windowedPublishing() {
  const nats = await startNatsServer();
  try {
    const told = await natsCli(nats, "bench", "js", "pub", "async", "bench.baseline", "--create", "--storage", "file", "--dedup", "--no-progress",
      "--batch", String(window), "--size", "1KB", "--msgs", String(baselineMessages));
    const rate = /([\d,]+) msgs\/sec/.exec(told)?.[1];
    if (rate === undefined) throw new Error(`Cannot read what nats bench printed: ${told}`);
    return Number(rate.replaceAll(",", ""));
  } finally {
    await nats.stop();
  }
}
