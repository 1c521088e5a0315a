// What a lab told in a random history, told again in other ways: order among objects, split, repetition and resync change nothing of the model.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { applyUpdates } from "../../../src/inventory/apply-updates.js";
import { Inventory } from "../../../src/inventory/inventory.js";
import { leavesAfterResync } from "../../../src/inventory/resync.js";
import type { InventoryUpdate } from "../../../src/inventory/updates.js";
import { LabRandom } from "../../../src/lab/world/lab-random.js";
import { findingsOf } from "./findings-of-inventory.js";
import type { Findings } from "./findings.js";
import { runHistory } from "./random-history.js";
import { weightsOf } from "./weights-of-inventory.js";
import type { Weights } from "./weights.js";

const long = process.env["TETHERD_TEST_LONG"] === "1";
const seed = Number(process.env["TETHERD_TEST_SEED"] ?? 7);
const runs = { numRuns: long ? 50 : 15, seed };
/** Of the long share: minutes, not hours. */
const timeout = long ? 400_000 : 120_000;

type Sets = readonly (readonly InventoryUpdate[])[];
let sets: Sets = [];
let lastRead: Sets = [];
let right: Findings;
/** Bytes, roles and costs of unlinking, as the layouts told so far say. */
let weights: Weights;

beforeAll(async () => {
  const history = await runHistory({ seed, deeds: long ? 300 : 100, every: 25 });
  ({ sets } = history.follower);
  ({ lastRead } = history);
  right = findingsOf(history.follower.inventory);
  weights = weightsOf(history.follower.inventory);
}, timeout);

/** Updates of one object stay in their order; everything else is dealt anew. */
function dealt(updates: readonly InventoryUpdate[], pick: (bound: number) => number): InventoryUpdate[] {
  const byObject = [...new Set(updates.map(({ ref }) => ref))].map((ref) => updates.filter((update) => update.ref === ref));
  const order = byObject.flatMap((own, index) => own.map(() => index));
  for (let last = order.length - 1; last > 0; last--) {
    const other = pick(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  const next = byObject.map(() => 0);
  return order.map((index) => byObject[index]![next[index]!++]!);
}

function split<T>(items: readonly T[], pick: (bound: number) => number): T[][] {
  const parts: T[][] = [[]];
  for (const item of items) {
    if (pick(8) === 0) parts.push([]);
    parts.at(-1)!.push(item);
  }
  return parts;
}

function after(told: Sets): Inventory {
  const inventory = new Inventory();
  for (const set of told) applyUpdates(inventory, set);
  return inventory;
}

/** A seed, for the report of a failure; each run draws from it. */
const dice = fc.integer({ min: 1, max: 2 ** 31 - 1 });

function pickerOf(die: number): (bound: number) => number {
  const random = new LabRandom(die);
  return (bound) => random.below(bound);
}

const idsOf = ({ groups }: Inventory): unknown => [...groups.values()].map(({ id, members }) => [id, members]).sort();

describe("what was told in a random history", { timeout }, () => {
  test("gives the same model in any order among objects and any split into sets", () => {
    fc.assert(fc.property(dice, (die) => {
      const pick = pickerOf(die);
      const inventory = after(split(dealt(sets.flat(), pick), pick));
      expect(findingsOf(inventory)).toEqual(right);
      expect(weightsOf(inventory)).toEqual(weights);
    }), runs);
  });

  test("gives the same model and the same group ids in any order within a set", () => {
    const ids = idsOf(after(sets));
    fc.assert(fc.property(dice, (die) => {
      const pick = pickerOf(die);
      const inventory = after(sets.map((set) => dealt(set, pick)));
      expect(findingsOf(inventory)).toEqual(right);
      expect(weightsOf(inventory)).toEqual(weights);
      expect(idsOf(inventory)).toEqual(ids);
    }), runs);
  });

  test("changes nothing when a set is told twice", () => {
    const inventory = new Inventory();
    for (const set of sets) {
      applyUpdates(inventory, set);
      const [before, weighed, ids] = [findingsOf(inventory), weightsOf(inventory), idsOf(inventory)];
      const again = applyUpdates(inventory, set);
      expect([findingsOf(inventory), weightsOf(inventory), idsOf(inventory)]).toEqual([before, weighed, ids]);
      const onceEach = new Set(set.map(({ ref }) => ref)).size === set.length;
      if (onceEach) expect([again.vms, again.groups, again.hosts, again.computes, again.datastores, again.places, again.sized, again.files].map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    }
    expect(findingsOf(inventory)).toEqual(right);
  });

  test("is confirmed by a full resync, which changes nothing and lets nothing leave", () => {
    const inventory = after(sets);
    const ids = idsOf(inventory);
    for (const set of lastRead) {
      const { vms, groups, hosts, computes, datastores } = applyUpdates(inventory, set);
      expect([[...vms], [...groups], [...hosts], [...computes], [...datastores]]).toEqual([[], [], [], [], []]);
    }
    expect(leavesAfterResync(inventory, new Set(lastRead.flat().map(({ ref }) => ref)))).toEqual([]);
    expect([findingsOf(inventory), idsOf(inventory)]).toEqual([right, ids]);
  });

  test("makes way for a resync that came after everything was missed, in any order and split", () => {
    fc.assert(fc.property(dice, fc.nat({ max: sets.length }), (die, known) => {
      const pick = pickerOf(die);
      const inventory = after(sets.slice(0, known));
      const told = lastRead.flat();
      for (const set of split(dealt(told, pick), pick)) applyUpdates(inventory, set);
      applyUpdates(inventory, leavesAfterResync(inventory, new Set(told.map(({ ref }) => ref))));
      expect(findingsOf(inventory)).toEqual(right);
    }), runs);
  });
});
