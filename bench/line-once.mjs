// The whole line from a made vCenter to a real nats-server, in a process of its own: `node line-once.mjs latency|throughput NATS_URL [percent [asked]]`. With `asked`, what
// changes of the silent machines is what policies could ask about. It prints what was measured as JSON.
import { fromDist } from "./dist.mjs";
import { percentile } from "./figures.mjs";
import { machineRef, MadeVCenter } from "./made-vcenter.mjs";

const [mode = "", server = "", percent = "100", asked = ""] = process.argv.slice(2);
/** So many that none is switched twice within a run: what flaps is told less often. */
const machines = 15_000;
const policyCount = 50;
/** As many as the daemon reads of the history at once (`pageSize` of vim/history). */
const batchSize = 500;
/** Where every event speaks, a batch takes long. */
const batches = Number(percent) > 10 ? 30 : 200;
const rounds = 1_000;
/** The daemon runs for months: its first moments, when nothing is compiled yet, are not counted. */
const warmUpRounds = 300;
const warmUpBatches = batches / 5;
const idleMs = 10;

const { connectBus } = await fromDist("bus/connect-bus");
const { runLines } = await fromDist("streams/run-lines");
const { loadPolicies } = await fromDist("policies/load-policies");
const { actionCatalogue } = await fromDist("actions/catalogue");

const quiet = () => undefined;
const bus = connectBus({
  site: "bench", servers: [server], replicas: 1, streamMaxBytes: 1024 ** 3, credsFile: undefined, nkeySeedFile: undefined, username: undefined, password: undefined,
  token: undefined, caFile: undefined, certFile: undefined, keyFile: undefined,
}, { info: quiet, warn: console.error, error: console.error });

/** Of the policies one speaks when a machine is off; the others look at it and stay silent. */
function policies() {
  const silent = Array.from({ length: policyCount - 1 }, (_, index) =>
    `policy: silent-${index}\nmode: enforce\neach: vm\nwhen: 'vm.powerState == "poweredOff" && vm.depth > ${index} && vm.host.startsWith("host")'\nalert: { severity: info, summary: '"never"' }\n`);
  const speaking = `policy: off\nmode: enforce\neach: vm\nwhen: 'vm.powerState == "poweredOff"'\nalert: { severity: info, summary: '"" + vm.name + " is off"' }\n`;
  const loaded = loadPolicies([{ path: "bench.yaml", text: [speaking, ...silent].join("---\n") }], actionCatalogue);
  if (loaded.policies === undefined) throw new Error(`Cannot load the bench's policies: ${JSON.stringify(loaded.problems)}`);
  return loaded.policies;
}

let eventKey = 1;
const off = new Set();
/** One machine is switched, or (`noise`) only reconfigured, which nobody needs to hear of. @param {number} index @param {boolean} noise */
function change(index, noise) {
  const ref = machineRef(index % machines);
  const turnOff = !off.has(ref);
  if (!noise && turnOff) off.add(ref);
  else if (!noise) off.delete(ref);
  eventKey += 1;
  /** @type {import("../src/inventory/updates.ts").VmUpdate} */
  const update = { type: "VirtualMachine", ref, kind: "modify", unreadable: [], set: noise ? (asked === "" ? { changeVersion: String(eventKey) } : { question: `Question ${eventKey}?` }) : { powerState: turnOff ? "poweredOff" : "poweredOn" } };
  const event = { key: eventKey, chainId: eventKey, createdTime: new Date(eventKey * 1_000).toISOString(), class: noise ? "VmReconfiguredEvent" : turnOff ? "VmPoweredOffEvent" : "VmPoweredOnEvent", userName: "bench", vm: ref };
  return { update, event };
}

/** @param {readonly number[]} seconds */
function figuresOf(seconds) {
  const counted = seconds.slice(warmUpRounds);
  return { median: percentile(counted, 50), p99: percentile(counted, 99), worst: Math.max(...counted) };
}

/** Waits for each step's commit before the next, with a pause, as on a quiet vCenter. */
function latency() {
  /** @type {number[]} */
  const seconds = [];
  /** @type {number[]} */
  const untilPubAck = [];
  let handedAt = 0;
  let index = 0;
  return {
    next: async () => {
      if (seconds.length >= warmUpRounds + rounds) return stop();
      await new Promise((resolve) => setTimeout(resolve, idleMs));
      const { update, event } = change((index += 1), false);
      handedAt = performance.now();
      return { updates: [update], events: [event] };
    },
    acknowledged: () => {
      if (handedAt > 0) untilPubAck.push((performance.now() - handedAt) / 1000);
    },
    committed: () => {
      if (handedAt > 0) seconds.push((performance.now() - handedAt) / 1000);
      handedAt = 0;
    },
    result: () => ({ rounds, pubAck: figuresOf(untilPubAck), saved: figuresOf(seconds) }),
  };
}

/** Hands batch after batch as fast as the line pulls them. */
function throughput() {
  const everyNth = Math.round(100 / Number(percent));
  let [batch, started, ended] = [0, 0, 0];
  let before = { messages, evaluations };
  return {
    next: () => {
      ended = performance.now();
      if (batch === warmUpBatches) [started, before] = [ended, { messages, evaluations }];
      if (batch === batches) return Promise.resolve(stop());
      const changes = Array.from({ length: batchSize }, (_, index) => {
        const at = batch * batchSize + index;
        return at % everyNth === 0 ? change(at / everyNth, false) : change(at, true);
      });
      batch += 1;
      return Promise.resolve({ updates: changes.map(({ update }) => update), events: changes.map(({ event }) => event) });
    },
    acknowledged: () => undefined,
    committed: () => undefined,
    result: () => {
      const seconds = (ended - started) / 1000;
      const events = (batches - warmUpBatches) * batchSize;
      return { events, eventsPerSecond: events / seconds, messagesPerSecond: (messages - before.messages) / seconds, evaluations: evaluations - before.evaluations };
    },
  };
}

const [stopping, killing] = [new AbortController(), new AbortController()];
function stop() {
  stopping.abort();
  return undefined;
}

let [messages, evaluations] = [0, 0];
const measure = mode === "latency" ? latency() : throughput();
const ledger = bus.ledger({ fault: (step) => void (step === "after-publish" && measure.acknowledged()) });
const loaded = policies();
try {
  await runLines({
    vcenters: [{
      vcenter: new MadeVCenter(machines, measure.next),
      ledger: {
        open: (instanceUuid, signal) => ledger.open(instanceUuid, signal),
        commit: async (turn, signal) => {
          await ledger.commit(turn, signal);
          measure.committed();
        },
      },
    }],
    policies: () => loaded,
    limits: { hostLimit: undefined, maxWaitSeconds: 30, historyIntervalMs: 10_000, settleMs: 2_000, sweepMs: 900_000 },
    onBell: quiet, onResync: quiet,
    report: (_, report) => {
      if (report.kind === "blind") console.error(report.error);
      if (report.kind === "turn") [messages, evaluations] = [messages + report.messages, evaluations + report.evaluations];
    },
    stop: stopping.signal,
    kill: killing.signal,
  });
} finally {
  await bus.close();
}
console.log(JSON.stringify(measure.result()));
