// What 50 and 500 policies cost over 40,000 VMs: how many conditions an update has judged, beside judging every policy on every object, and how long a whole sweep takes.
// It runs the line's own judging on a made estate and publishes nothing; events per second to PubAck are the throughput bench's.
import { fromDist } from "./dist.mjs";
import { duration, median, table } from "./figures.mjs";
import { kinds, madeEstate } from "./model-estate.mjs";

const vms = 40_000;
const changes = 40;

export async function policiesBench() {
  const rows = [];
  for (const count of [50, 500]) rows.push(...await rowsOf(count));
  table(`Policies over ${vms.toLocaleString("en")} VMs: conditions judged for one update, beside judging all`, [["", "judged per update", "of judging all", "time per update", "a whole sweep"], ...rows]);
}

/** @param {number} count @returns {Promise<readonly (readonly string[])[]>} */
async function rowsOf(count) {
  const { applyUpdates } = await fromDist("inventory/apply-updates");
  const { LineState } = await fromDist("streams/line-state");
  const { judge } = await fromDist("streams/judge");
  const policies = await policiesOf(count);
  let inForce = await policiesOf(0);
  const context = /** @type {import("../src/streams/line-context.ts").LineContext} */ (/** @type {unknown} */ ({
    policies: () => inForce, scheduler: { now: () => Date.now() }, random: () => 0,
    vcenter: { name: "bench" }, limits: { hostLimit: undefined, maxWaitSeconds: 10, historyIntervalMs: 10_000, settleMs: 0, sweepMs: 86_400_000 },
  }));
  const state = new LineState("bench", undefined, Date.now());
  state.dirty.add(applyUpdates(state.inventory, madeEstate(vms, false)));
  state.inventory.settleGroupIds();
  judge(context, state); // the baseline: remembered, with no policy to judge it
  inForce = policies;
  const began = performance.now();
  let sweep = 0;
  do sweep += judge(context, state).evaluations; while (state.sweep !== undefined || state.toJudge.size > 0);
  const sweepSeconds = (performance.now() - began) / 1_000;
  return ["power", "a move to another host", "a disk's chain", "a host's maintenance", "a datastore's free space"].map((name, index) => {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined) throw new Error(`Cannot find the change "${name}"`);
    const objects = kind.count(vms);
    let judged = 0;
    const times = Array.from({ length: changes }, (_, step) => {
      state.dirty.add(applyUpdates(state.inventory, kind.make(Math.floor((step * objects) / changes), 0)));
      const start = performance.now();
      judged += judge(context, state).evaluations;
      return (performance.now() - start) / 1_000;
    });
    const each = judged / changes;
    return [`${count} policies: ${name}`, each.toFixed(0), `1/${Math.round(sweep / Math.max(1, each)).toLocaleString("en")}`, duration(median(times)), index === 0 ? `${duration(sweepSeconds)} for ${sweep.toLocaleString("en")}` : ""];
  });
}

/** Six in ten look at VMs, two at groups, one each at hosts and datastores; a third of all are for some clusters only. @param {number} count */
async function policiesOf(count) {
  const { loadPolicies } = await fromDist("policies/load-policies");
  const { actionCatalogue } = await fromDist("actions/catalogue");
  const conditions = {
    vm: (/** @type {number} */ n) => `vm.depth > ${20 + n} || vm.disks.exists(d, d.unneededLevels > ${3 + n})`, group: (/** @type {number} */ n) => `group.hostSpan > ${50 + n} && group.risk.worst > 0.5`,
    host: (/** @type {number} */ n) => `host.inMaintenanceMode && host.name == "none-${n}"`, datastore: (/** @type {number} */ n) => `datastore.freeBytes < ${n + 1}`,
  };
  const each = /** @type {const} */ (["vm", "vm", "vm", "vm", "vm", "vm", "group", "group", "host", "datastore"]);
  const text = Array.from({ length: count }, (_, n) => {
    const kind = each[n % each.length] ?? "vm";
    const where = n % 3 === 0 && kind !== "datastore" ? `where: { cluster: ["C${n % 10}*"] }\n` : "";
    return `policy: p${n}\nmode: enforce\neach: ${kind}\n${where}when: ${JSON.stringify(conditions[kind](n % 50))}\nalert: { severity: info }\n`;
  }).join("---\n");
  const { policies, problems } = loadPolicies([{ path: "bench.yaml", text }], actionCatalogue);
  if (policies === undefined) throw new Error(`Cannot load the bench's policies: ${JSON.stringify(problems.slice(0, 3))}`);
  return policies;
}
