/** Whatever VMs do in whatever order, the rules of vim-facts 10.1 hold, a refused operation changes nothing, and the same seed gives the same world. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { disksWorld, GiB, type DisksWorld } from "./support/disks-world.js";
import { doOperation, randomOperation, type RandomOperation } from "./support/random-operations.js";
import { brokenRules, imageOf } from "./support/truth.js";

const operations = fc.array(randomOperation, { minLength: 1, maxLength: 40, size: "max" });

/** "refused" when a fault was thrown. */
function tryOperation(disks: DisksWorld, operation: RandomOperation, number: number): "done" | "refused" {
  disks.world.clock.advance(1_000);
  try {
    doOperation(disks, operation, number);
    return "done";
  } catch (error) {
    if (error instanceof VimFault) return "refused";
    throw error;
  }
}

it("every written level has one writer, no chain breaks, bytes and users are as brute force counts them", () => {
  fc.assert(fc.property(operations, (drawn) => {
    const disks = disksWorld({ snapshotLevelLimit: 4, diskLevelLimit: 8 });
    for (const [number, operation] of drawn.entries()) {
      tryOperation(disks, operation, number);
      expect(brokenRules(disks.world), `after ${operation.kind}`).toEqual([]);
    }
  }), { numRuns: 120 });
});

it("an operation that is refused changes nothing, also when a datastore is full", () => {
  fc.assert(fc.property(operations, fc.integer({ min: 5, max: 60 }), (drawn, sizeGiB) => {
    const disks = disksWorld({ snapshotLevelLimit: 3, diskLevelLimit: 5 });
    disks.ds0.capacityBytes = sizeGiB * GiB;
    disks.ds1.capacityBytes = (sizeGiB / 4) * GiB;
    for (const [number, operation] of drawn.entries()) {
      disks.world.clock.advance(1_000);
      const before = imageOf(disks.world);
      const seq = disks.world.changes.seq;
      if (tryOperation(disks, operation, number) === "done") continue;
      expect(imageOf(disks.world), `after a refused ${operation.kind}`).toBe(before);
      expect(disks.world.changes.seq, `after a refused ${operation.kind}`).toBe(seq);
    }
    expect(brokenRules(disks.world)).toEqual([]);
    for (const datastore of [disks.ds0, disks.ds1]) expect(disks.world.files.usedBytes(datastore.ref.value)).toBeLessThanOrEqual(datastore.capacityBytes);
  }), { numRuns: 80 });
});

it("the same seed and the same operations give the same world", () => {
  fc.assert(fc.property(operations, fc.nat(), (drawn, seed) => {
    const [one, two] = [0, 1].map(() => {
      const disks = disksWorld({ seed });
      for (const [number, operation] of drawn.entries()) tryOperation(disks, operation, number);
      return imageOf(disks.world);
    });
    expect(one).toBe(two);
  }), { numRuns: 30 });
});
