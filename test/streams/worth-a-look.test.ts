import { expect, test } from "vitest";
import { LineState } from "../../src/streams/line-state.js";
import { worthALook, type Looking } from "../../src/streams/worth-a-look.js";

const state = new LineState("vc", undefined, 0);
state.digests.set({ kind: "group", id: "g" }, { kind: "group", id: "g", version: 1, name: "gold", members: ["vm-1", "vm-2"] });
const quiet: Looking = { state, now: 1_000, settleMs: 2_000, news: new Set(), looked: new Set() };

test.each<[what: string, looking: Partial<Looking>, kind: "vm" | "group", worth: boolean]>([
  ["a VM of which nothing new is known", { news: new Set(["vm-2"]) }, "vm", false],
  ["a VM that an event was told of", { news: new Set(["g"]) }, "vm", true],
  ["a VM that has kept still for its time", { now: 2_500 }, "vm", true],
  ["a group whose members nothing is known of", { news: new Set(["vm-9"]), looked: new Set(["vm-9"]) }, "group", false],
  ["a group of whose member an event was told", { news: new Set(["vm-2"]) }, "group", true],
  ["a group whose member was looked at in this turn", { looked: new Set(["vm-1"]) }, "group", true],
])("%s, waiting for a cause", (_, looking, kind, worth) => {
  expect(worthALook({ ...quiet, ...looking }, kind, "g", { since: 500, touchedAt: 500 })).toBe(worth);
});
