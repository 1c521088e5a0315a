// Carrying out actions, in a process of its own: `node actions-once.mjs speed|fill|start NATS_URL`. A lab whose tasks take no time, the real journal on a real nats-server and the real calls over
// HTTPS; it prints what was measured as JSON.
import { jetstream } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { setTimeout as pause } from "node:timers/promises";
import { fromDist } from "./dist.mjs";
import { percentile } from "./figures.mjs";

const [mode = "", server = ""] = process.argv.slice(2);
const machines = 300;
const oneByOne = 60;
const warmUp = 20;
const crowd = 10_000;
const puts = 1_000;

const { connectBus } = await fromDist("bus/connect-bus");
const { runLines } = await fromDist("streams/run-lines");
const { loadPolicies } = await fromDist("policies/load-policies");
const { actionCatalogue } = await fromDist("actions/catalogue");
const { Execution } = await fromDist("app/actions/execution");
const { intentByHand } = await fromDist("actions/request-by-hand");
const { startLab } = await fromDist("lab/start-lab");
const { estateOf } = await fromDist("lab/estates/load-estate");
const { createVCenter } = await fromDist("vim/create-vcenter");
const { VimOperator } = await fromDist("vim/vim-operator");

const quiet = () => undefined;
/** @type {any} */
const log = { debug: quiet, info: quiet, warn: console.error, error: console.error, child: () => log };
const bus = connectBus({
  site: "bench", servers: [server], replicas: 1, streamMaxBytes: 1024 ** 3, credsFile: undefined, nkeySeedFile: undefined, username: undefined, password: undefined,
  token: undefined, caFile: undefined, certFile: undefined, keyFile: undefined,
}, log);

const { policies } = loadPolicies([], actionCatalogue);
if (policies === undefined) throw new Error("An empty set of policies cannot be loaded");
const set = policies;
const many = 1_000_000;
/** @type {import("../src/settings/settings.ts").ActionSettings} */
const settings = {
  enabled: true, touchAtMost: many, touchAtMostPercent: 100, approvalValidMs: 3_600_000, verifyWithinMs: 60_000, settleMs: 5_000, retryMs: 1_000, attempts: 3, stuckAfterMs: 3_600_000, fightWithinMs: 3_600_000,
  limits: { perDatastore: many, perHost: many, perCluster: many, perVcenter: 64, perMinute: many, perHour: many, perPolicyPerMinute: many, perPolicyPerHour: many, keepFreePercent: 0 },
};

const lab = await startLab({ seed: 7, estate: estateOf({ datacenters: [{ vms: [{ name: `vm{1..${machines}}`, disks: [{ size: "10 GiB", used: "2 GiB" }], addDelta: 1 }] }] }), settings: { instanceUuid: "6f0c2c3e-0000-4000-8000-00000000be7c", taskBaseMs: 0, copyBytesPerSecond: 0 } });
const { userName, password, instanceUuid } = lab.world.settings;
const access = { name: "lab", url: lab.url, username: userName, password: () => password, tls: { thumbprint: lab.thumbprintSha256 } };
const [stop, kill] = [new AbortController(), new AbortController()];
/** @type {Map<string, number>} */
const ends = new Map();
let calledAt = 0;
let countsAt = 0;
/** @type {(() => void)[]} */
const listeners = [];
const execution = new Execution({
  bus, log, settings, refreshMs: 60_000, policies: () => set, silences: () => undefined, stop: stop.signal, kill: kill.signal,
  report: (_name, report) => {
    if (report.kind === "moved" && ["done", "failed", "refused", "skipped", "unknown"].includes(report.intent.state)) ends.set(report.intent.request.id, performance.now());
    if (report.kind === "moved" && report.intent.state === "failed") console.error(report.intent.story.at(-1)?.reasons.join(" "));
    if (report.kind === "counts") countsAt = performance.now();
    for (const listener of listeners.splice(0)) listener();
  },
});
const operator = new VimOperator(access);
const start = operator.start.bind(operator);
operator.start = (/** @type {Parameters<typeof start>} */ ...[operation, operationId, signal]) => {
  calledAt = performance.now();
  return start(operation, operationId, signal);
};
const live = new Promise((/** @type {(line: import("../src/streams/live-line.ts").LiveLine) => void} */ resolve) => {
  void runLines({
    vcenters: [{ vcenter: createVCenter(access), ledger: bus.ledger({ intents: true }) }], policies: () => set, limits: { hostLimit: undefined, maxWaitSeconds: 5, historyIntervalMs: 1_000, settleMs: 500, sweepMs: 3_600_000 },
    onLive: resolve, onBell: quiet, onResync: quiet, report: quiet, stop: stop.signal, kill: kill.signal,
  }).catch((error) => console.error(error));
});
const line = await live;
const begunAt = performance.now();

/** As a policy's request lies in the journal: written and published. @param {number} number @param {number} round */
async function ask(number, round) {
  const view = line.look();
  if (view === undefined) throw new Error("the lab is not seen as a whole");
  const vm = [...view.inventory.vms.values()][number % machines];
  const action = actionCatalogue.find(({ verb }) => verb === "promote");
  if (vm === undefined || action === undefined) throw new Error("no such VM or action");
  const intent = intentByHand({ action, subject: { kind: "vm", id: vm.ref }, params: { unlink: false }, ground: { ...view.world, apiVersion: view.apiVersion }, vcenter: view.instanceUuid, commandId: `${round}-${number}`, sender: "bench", now: Date.now() });
  await execution.journal.put(`${view.instanceUuid}.action.${intent.request.id}`, { ...intent, said: 1 }, 0, kill.signal);
  return intent.request.id;
}

/** @param {() => boolean} there */
async function until(there) {
  while (!there()) await Promise.race([new Promise((/** @type {(value?: unknown) => void} */ resolve) => listeners.push(resolve)), pause(200)]);
}

/** What a compare-and-set on a bucket of this server costs by itself, with a record as large as an action's; seconds. */
async function bareUpdates() {
  const nats = await connect({ servers: server });
  try {
    const bucket = await new Kvm(jetstream(nats)).create("bare");
    const record = "x".repeat(2_500);
    /** @type {number[]} */
    const seconds = [];
    let revision = await bucket.create("one", record);
    for (let n = 0; n < puts; n++) {
      const from = performance.now();
      revision = await bucket.update("one", record, revision);
      seconds.push((performance.now() - from) / 1_000);
    }
    return percentile(seconds.slice(100), 50);
  } finally {
    await nats.close();
  }
}

async function speed() {
  const view = line.look();
  execution.begin("lab", instanceUuid ?? "", line, operator);
  await until(() => countsAt > 0);
  const bare = await bareUpdates();
  /** @type {number[]} */
  const untilCall = [];
  /** @type {number[]} */
  const untilEnd = [];
  for (let n = 0; n < oneByOne; n++) {
    const from = performance.now();
    calledAt = 0;
    const id = await ask(n, 1);
    await until(() => ends.has(id));
    if (n < warmUp) continue;
    untilCall.push((calledAt - from) / 1_000);
    untilEnd.push(((ends.get(id) ?? 0) - from) / 1_000);
  }
  const from = performance.now();
  const ids = await Promise.all(Array.from({ length: machines - oneByOne }, (_, n) => ask(oneByOne + n, 1)));
  await until(() => ids.every((id) => ends.has(id)));
  const seconds = (Math.max(...ids.map((id) => ends.get(id) ?? 0)) - from) / 1_000;
  const effects = lab.control.effects("PromoteDisks_Task").length;
  return { bare, untilCall: figures(untilCall), untilEnd: figures(untilEnd), actions: ids.length, seconds, effects, machines, vms: view?.inventory.vms.size };
}

/** Everything waits, for actions are paused: what lies about costs memory, the bucket and each round. */
async function fill() {
  const heapBefore = heap();
  await execution.journal.put("pause", { by: "bench", at: Date.now(), reason: "" }, 0, kill.signal);
  const from = performance.now();
  for (let n = 0; n < crowd; n += 100) await Promise.all(Array.from({ length: 100 }, (_, m) => ask(n + m, 2)));
  const written = (performance.now() - from) / 1_000;
  const heapFull = heap();
  execution.begin("lab", instanceUuid ?? "", line, operator);
  const rounds = await roundsOf(5);
  const nats = await connect({ servers: server });
  const { state } = await (await jetstream(nats).jetstreamManager()).streams.info("KV_tetherd_bench_intents");
  await nats.close();
  return { written, heapBytes: heapFull - heapBefore, bucketBytes: state.bytes, round: percentile(rounds, 50) };
}

/** What one round costs of this process's time, seconds of CPU; between two the executor rests. @param {number} count */
async function roundsOf(count) {
  /** @type {number[]} */
  const seconds = [];
  await until(() => countsAt > 0);
  for (let n = 0; n < count; n++) {
    const [seen, before] = [countsAt, process.cpuUsage()];
    await until(() => countsAt > seen);
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  return seconds;
}

/** With everything in the bucket that `fill` left there. */
async function again() {
  const from = begunAt;
  execution.begin("lab", instanceUuid ?? "", line, operator);
  await until(() => countsAt > 0);
  return { seconds: (countsAt - from) / 1_000, entries: execution.journal.entries.size };
}

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** @param {readonly number[]} seconds */
function figures(seconds) {
  return { median: percentile(seconds, 50), p99: percentile(seconds, 99) };
}

await bus.ready(kill.signal);
if (mode !== "start") while (line.look() === undefined) await pause(50);
console.log(JSON.stringify(await (mode === "speed" ? speed() : mode === "fill" ? fill() : again())));
stop.abort();
await execution.close();
kill.abort();
await bus.close();
await lab.stop();
process.exit(0);
