// What one update costs with estates of several sizes, in one process: `node model-once.mjs SIZE …`. An update is applied, and whatever it touches is compared with
// what was last said and judged by the sample policies, as in a turn of the line; nothing is published. What counts is the time of the processor, not of the clock; sizes take
// turns, and of several rounds the median counts: rounds differ in what stands where they change something, and in what else the machine does. The changes of a round lie either near each other, in a part of the estate as large as the smallest one and another part
// in each round, or all over the estate: then a hundred clusters are touched instead of four, and what is measured besides is the processor's cache.
// It prints JSON: `near` and `apart`, by kind, seconds an update by size.
import { readdirSync, readFileSync } from "node:fs";
import { fromDist } from "./dist.mjs";
import { median } from "./figures.mjs";
import { bigGroup, kinds, madeEstate } from "./model-estate.mjs";

const sizes = process.argv.slice(2).map(Number);
const rounds = 21;
/** When nothing is compiled yet. */
const warmUpRounds = 6;
/** Changes of one kind in a round, each of another object; no more than the smallest estate has. */
const mostSteps = 100;
const leastVms = Math.min(...sizes);
const { applyUpdates } = await fromDist("inventory/apply-updates");
const { LineState } = await fromDist("streams/line-state");
const { judge } = await fromDist("streams/judge");
const { loadPolicies } = await fromDist("policies/load-policies");
const { actionCatalogue } = await fromDist("actions/catalogue");

const folder = new URL("../config/policies/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml")).map((name) => ({ path: name, text: readFileSync(new URL(name, folder), "utf8") }));
const { policies, problems } = loadPolicies(files, actionCatalogue);
if (policies === undefined) throw new Error(`Cannot load the sample policies: ${JSON.stringify(problems)}`);
const context = /** @type {import("../src/streams/line-context.ts").LineContext} */ (/** @type {unknown} */ ({
  vcenter: { name: "bench" }, policies: () => policies, scheduler: { now: () => Date.now() }, random: () => 0,
  limits: { hostLimit: undefined, maxWaitSeconds: 10, historyIntervalMs: 10_000, settleMs: 0, sweepMs: 86_400_000 },
}));

/** @param {number} vms @param {boolean} big */
function lineOver(vms, big) {
  const state = new LineState("bench", undefined, Date.now());
  state.dirty.add(applyUpdates(state.inventory, madeEstate(vms, big)));
  state.markAllDirty();
  judge(context, state);
  while (state.sweep !== undefined || state.toJudge.size > 0) judge(context, state);
  return state;
}

/** Seconds of the processor an update. @param {import("../src/streams/line-state.ts").LineState} state @param {import("./model-estate.mjs").Kind} kind @param {number} vms @param {number} round @param {boolean} near */
function cost(state, kind, vms, round, near) {
  const [all, least] = [kind.count(vms), kind.count(leastVms)];
  const steps = Math.min(mostSteps, least);
  const width = near ? least : all;
  const part = (round % Math.floor(all / width)) * width;
  const spots = Array.from({ length: steps }, (_, step) => part + ((Math.floor((step * width) / steps) + round) % width));
  const made = [0, 1].flatMap((turn) => spots.map((spot) => kind.make(spot, round * 2 + turn)));
  const from = process.cpuUsage();
  for (const updates of made) {
    state.dirty.add(applyUpdates(state.inventory, updates));
    judge(context, state);
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6 / made.length;
}

/** @type {Record<"near" | "apart", Record<string, number[]>>} */
const costs = { near: {}, apart: {} };
for (const big of [false, true]) {
  const lines = sizes.map((vms) => lineOver(vms, big));
  for (const kind of kinds.filter((each) => (each.big === true) === big)) {
    for (const where of /** @type {const} */ (["near", "apart"])) {
      const spent = sizes.map(() => /** @type {number[]} */ ([]));
      for (let round = 0; round < rounds; round++) {
        for (const [index, vms] of sizes.entries()) {
          // What tells its age, as sizes of files do, goes on from round to round.
          const seconds = cost(/** @type {InstanceType<typeof LineState>} */ (lines[index]), kind, Math.max(vms, bigGroup), where === "near" ? round : rounds + round, where === "near");
          if (round >= warmUpRounds) spent[index]?.push(seconds);
        }
      }
      costs[where][kind.name] = spent.map(median);
    }
  }
}
console.log(JSON.stringify(costs));
