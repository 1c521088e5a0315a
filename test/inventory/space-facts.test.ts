// Free space of datastores as facts, in steps, and events that become facts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { deriveFacts } from "../../src/inventory/derive-facts.js";
import { digestOf, type Digest } from "../../src/inventory/digest.js";
import type { Fact } from "../../src/inventory/facts.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { spaceStep } from "../../src/inventory/space-steps.js";
import type { DatastoreUpdate } from "../../src/inventory/updates.js";
import { datastore } from "./estate.js";

describe("steps of free space", () => {
  test.each([[100, 50], [50, 50], [49.9, 45], [45, 45], [44, 40], [10, 10], [9.99, 9], [9, 9], [0.4, 0], [0, 0]])("%d percent free is the step %d", (percent, step) => {
    expect(spaceStep(percent, 100, undefined)).toBe(step);
  });

  test.each([
    ["falls at once", 40, 39.9, 35], ["rises half a point later", 35, 40.4, 35], ["rises then", 35, 40.5, 40], ["rises point by point below ten", 3, 4.5, 4],
    ["over several steps at once", 9, 60, 50], ["to the step below the edge it is just above", 9, 40.2, 35],
  ])("a step %s", (_what, before, percent, step) => {
    expect(spaceStep(percent, 100, before)).toBe(step);
  });

  test("no capacity, no step", () => {
    expect(spaceStep(5, 0, 10)).toBeUndefined();
  });

  test("space that sways by less than half a point changes its step at most once", () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 99, noNaN: true }), fc.array(fc.double({ min: 0, max: 0.49, noNaN: true }), { maxLength: 20 }), (around, swings) => {
      let step: number | undefined;
      let changes = 0;
      for (const swing of swings) {
        const next = spaceStep(around + swing, 100, step);
        if (step !== undefined && next !== step) changes++;
        step = next;
      }
      expect(changes).toBeLessThanOrEqual(1);
    }));
  });
});

describe("facts of a datastore", () => {
  /** What is told when the datastore shows one set of properties after the other. */
  function told(...sets: readonly DatastoreUpdate["set"][]): readonly Fact[] {
    const inventory = new Inventory();
    const facts: Fact[] = [];
    let saved: string | undefined;
    for (const set of sets) {
      applyUpdates(inventory, [{ ...datastore("datastore-1", set), kind: "modify" }]);
      const before = saved === undefined ? undefined : JSON.parse(saved) as Digest;
      const after = digestOf(inventory, { kind: "datastore", id: "datastore-1" }, before);
      facts.push(...deriveFacts(before, after, { observedAt: 0 }));
      saved = JSON.stringify(after);
    }
    return facts;
  }

  test("one for each step, with the space as it was then and is now", () => {
    expect(told({ capacityBytes: 1_000, freeSpaceBytes: 480, accessible: true }, { freeSpaceBytes: 460 }, { freeSpaceBytes: 120 })).toMatchObject([{
      kind: "datastore.space-changed", subject: "datastore-1", subjectName: "ds1", occurrence: "2",
      before: { step: 45, freePercent: 48, freeBytes: 480 }, after: { step: 10, freePercent: 12, freeBytes: 120, capacityBytes: 1_000, accessible: true },
    }]);
  });

  test("more capacity is more space", () => {
    expect(told({ capacityBytes: 1_000, freeSpaceBytes: 50 }, { capacityBytes: 2_000, freeSpaceBytes: 1_050 })).toMatchObject([{ before: { step: 5 }, after: { step: 50 } }]);
  });

  test("one that cannot be reached has none, and its old figures count for nothing meanwhile", () => {
    const facts = told({ capacityBytes: 100, freeSpaceBytes: 60, accessible: true }, { accessible: false, freeSpaceBytes: 0 }, { accessible: true, freeSpaceBytes: 61 });
    expect(facts).toMatchObject([{ before: { accessible: true, step: 50 }, after: { accessible: false, step: 50 } }, { before: { accessible: false }, after: { accessible: true, step: 50 } }]);
  });

  test("what is unknown tells nothing", () => {
    expect(told({ capacityBytes: 100 }, { freeSpaceBytes: 90 }, { freeSpaceBytes: null }, { accessible: null }, { freeSpaceBytes: 91 })).toEqual([]);
  });
});
