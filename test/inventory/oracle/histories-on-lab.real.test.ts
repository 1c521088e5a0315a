// Random histories of a lab, watched over the wire: the incremental inventory, a fresh one, the oracle and the lab's own truth never differ.
import { expect, test } from "vitest";
import { runHistory } from "./random-history.js";

const long = process.env["TETHERD_TEST_LONG"] === "1";
const first = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const seeds = Array.from({ length: long ? 20 : 2 }, (_, index) => first + index);
/** Words of findings that the histories of this run brought about. */
const seen = new Set<string>();

test.each(seeds)("the model stays exact through a random history (seed %i)", async (seed) => {
  const history = await runHistory({ seed, deeds: long ? 1_000 : 100, every: 10 });
  expect(history.follower.lost).toEqual([]);
  for (const word of history.seen.keys()) seen.add(word);
}, long ? 900_000 : 60_000);

test("the histories have brought about all that there is to be found", () => {
  const usual = ["leaf", "pinned", "shared", "unneeded", "applies", "lifted"];
  expect([...seen]).toEqual(expect.arrayContaining(long ? [...usual, "branch", "risk"] : usual));
});
