// Random histories of a lab, watched over the wire: the incremental inventory, a fresh one, the oracle and the lab's own truth never differ.
import { expect, test } from "vitest";
import { runHistory } from "./random-history.js";

const long = process.env["TETHERD_TEST_LONG"] === "1";
const first = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const seeds = Array.from({ length: long ? 20 : 2 }, (_, index) => first + index);

test.each(seeds)("the model stays exact through a random history (seed %i)", async (seed) => {
  const { follower, seen } = await runHistory({ seed, deeds: long ? 1_000 : 150, every: 10 });
  expect(follower.lost).toEqual([]);
  expect([...seen.keys()]).toEqual(expect.arrayContaining(["leaf", "pinned", "shared", "unneeded", "applies", "lifted", "risk"]));
  if (long) expect([...seen.keys()]).toContain("branch");
}, long ? 900_000 : 60_000);
