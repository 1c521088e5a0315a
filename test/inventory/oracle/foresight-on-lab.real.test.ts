// Random histories of a lab: bytes, roles and costs of unlinking equal the oracle's at every look, and what was foretold of a deed is what the lab then does.
import { expect, test } from "vitest";
import { startLab } from "../../../src/lab/start-lab.js";
import { LabRandom } from "../../../src/lab/world/lab-random.js";
import { drawDeed } from "./foreseen-deeds.js";
import { Follower } from "./follower.js";
import { LabHand } from "./lab-hand.js";
import { shapeOf } from "./shape.js";
import { rehearse } from "../../../src/inventory/what-if.js";
import { changeOf, dependantsOf, momentOf, usedOn, usersOf, type Moment } from "./outcome.js";
import type { Foresight } from "../../../src/inventory/foresight/foresight.js";
import { doSomething, peacefulDeeds } from "./random-deeds.js";
import { tangleEstate } from "./tangle-estate.js";
import { weigh } from "./weigh.js";
import { weightsOf } from "./weights-of-inventory.js";

const long = process.env["TETHERD_TEST_LONG"] === "1";
const first = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const seeds = Array.from({ length: long ? 6 : 1 }, (_, index) => first + index);
/** Longer than layouts are believed without being read again. */
const layoutsReadMs = 3_700_000;
const rounds = long ? 120 : 60;

const happened = new Map<string, number>();

test.each(seeds)("what is foretold comes to pass (seed %i)", async (seed) => {
  const lab = await startLab({ estate: tangleEstate(), clock: { factor: 0 }, seed });
  const [random, hand, follower] = [new LabRandom(seed), new LabHand(lab), new Follower(lab)];
  let names = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      for (let deeds = 0; deeds < 3; deeds++) await doSomething({ hand, world: lab.world, random, next: () => ++names, during: undefined }, peacefulDeeds);
      hand.settle();
      await follower.wait(layoutsReadMs);
      const before = momentOf(lab.world);
      const where = `seed ${seed}, round ${round}, the last being\n  ${hand.log.slice(-8).join("\n  ")}\n`;
      expect(weightsOf(follower.inventory), `${where}bytes and members`).toEqual(weigh(before.picture, before.sizes));
      const deed = drawDeed(lab.world, random);
      if (deed === undefined) continue;
      const foretold = deed.foresee(follower.inventory);
      expect(foretold.dependants, where).toEqual(dependantsOf(before.picture, deed.vm));
      const { inventory: rehearsed } = rehearse(follower.inventory, [deed.hypothesis]);
      if (!await hand.order(deed.what, deed.order)) continue;
      compare(foretold, before, momentOf(lab.world), `${where}  ${deed.what} ${deed.vm}\n`);
      await follower.wait(layoutsReadMs);
      if (foretold.complete) expect(shapeOf(rehearsed, before), `${where}  rehearsed: ${deed.what} ${deed.vm}\n`).toEqual(shapeOf(follower.inventory, before));
      happened.set(deed.what, (happened.get(deed.what) ?? 0) + 1);
    }
  } finally {
    await follower.close();
    await lab.stop();
  }
}, long ? 300_000 : 120_000);

test("every kind of deed was foretold and done", () => {
  expect([...happened.keys()].sort()).toEqual(["delete", "promote", "relocate", "remove snapshot", "unlink", "unregister"]);
});

function compare({ deleted, copied, folded, orphans, exposed, space, missing, complete }: Foresight, before: Moment, after: Moment, where: string): void {
  const { gone, made, newOrphans, lonely } = changeOf(before, after);
  if (!complete) return;
  expect(missing, where).toEqual([]);
  expect(gone, `${where}files that are gone`).toEqual(expect.arrayContaining([...deleted]));
  expect(gone.filter((file) => usersOf(before, file) > 1), `${where}files of others that are gone`).toEqual([]);
  expect(made.length - gone.length, `${where}files more than before: ${made.join(" ")} instead of ${gone.join(" ")}`).toBe(copied.length - deleted.length - folded.length);
  expect(newOrphans, `${where}files that are orphaned`).toEqual(orphans);
  if (exposed.length > 0) expect(lonely, `${where}files that one VM alone has now`).toEqual(exposed);
  const datastores = new Set([...before.picture.datastores.map(({ ref }) => ref)]);
  for (const datastore of datastores) {
    const grown = usedOn(after, datastore) - usedOn(before, datastore);
    const { copiedBytes = 0, freedBytes = 0, freedAtMostBytes = 0 } = space.find((one) => one.datastore === datastore) ?? {};
    expect(grown, `${where}space taken on ${datastore}, at most`).toBeLessThanOrEqual(copiedBytes - freedBytes);
    expect(grown, `${where}space taken on ${datastore}, at least`).toBeGreaterThanOrEqual(copiedBytes - freedAtMostBytes);
  }
}
