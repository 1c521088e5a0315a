// The same histories with everything that real servers do wrong: whatever was lost, late, doubled or cut, the model is right when it has been quiet.
import { expect, test } from "vitest";
import type { NuisanceKind } from "../../../src/lab/world/nuisances.js";
import { runHistory } from "./random-history.js";

const long = process.env["TETHERD_TEST_LONG"] === "1";
const first = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const seeds = Array.from({ length: long ? 10 : 1 }, (_, index) => first + index);

const jitter: readonly NuisanceKind[] = ["properties-early", "properties-late", "split-changes", "storage-lag", "task-late-visible", "consolidation-needed"];
const pages: readonly NuisanceKind[] = ["small-pages", "null-update", "object-twice", "leave-without-destroy", "short-pages", "foreign-prefix", "type-attribute-last"];
const losses: readonly NuisanceKind[] = ["expire-session", "invalid-version", "request-canceled", "drop-before", "drop-during", "drop-after", "status-408", "not-authenticated-in-missing-set"];

const plans = [
  { what: "announcements early, late and in pieces", kinds: jitter, oneIn: 2, loses: false },
  { what: "pages small, empty and doubled, objects out of sight", kinds: pages, oneIn: 6, loses: true },
  { what: "sessions, collectors and connections lost", kinds: losses, oneIn: 40, loses: true },
  { what: "everything at once", kinds: [...jitter, ...pages, ...losses], oneIn: 40, loses: true },
];

test.each(plans.flatMap((plan) => seeds.map((seed) => ({ ...plan, seed }))))("the model is right in the end with $what (seed $seed)", async ({ kinds, oneIn, loses, seed }) => {
  const { follower, struck } = await runHistory({ seed, deeds: long ? 600 : 50, every: 10, taskMs: 100, nuisances: { kinds, oneIn } });
  expect([...struck.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(10);
  expect(follower.lost.length > 0).toBe(loses);
}, long ? 900_000 : 60_000);
