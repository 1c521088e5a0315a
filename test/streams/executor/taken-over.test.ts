/**
 * An executor of another machine that is not heard of any more: its work is taken over after a life of silence on the other's own clock, and if it was only asleep
 * it calls nobody when it wakes, and what it still says changes nothing.
 */
import { afterEach, expect, it } from "vitest";
import { Liveness, lifeMs } from "../../../src/streams/executor/liveness.js";
import { until } from "../../support/until.js";
import { MemoryStore } from "./memory-journal.js";
import { Rig } from "./rig.js";

const { signal } = new AbortController();
let rig: Rig | undefined;
afterEach(async () => rig?.stop());

/** Two machines whose clocks have nothing to do with each other. */
function two(store = new MemoryStore()) {
  const clocks = { one: 1_000_000, two: 5 };
  const wait = async (_: number, cut: AbortSignal): Promise<void> => new Promise((_resolve, reject) => {
    cut.addEventListener("abort", () => reject(new Error("cut")));
  });
  const one = new Liveness(store.journal(), "a|1|10|x", { now: () => clocks.one, wait });
  const other = new Liveness(store.journal(), "b|1|10|y", { now: () => clocks.two, wait });
  return { clocks, one, other };
}

it.each([
  ["just renewed", 0, true, false],
  ["not renewed for a little less than two thirds of a life", 9_999, true, false],
  ["not renewed for two thirds", 10_000, false, false],
  ["not renewed for a little less than a life", lifeMs - 1, false, false],
  ["not renewed for a life", lifeMs, false, true],
])("%s: sure of itself before the others may think it gone", async (_, silentMs, sure, gone) => {
  const { clocks, one, other } = two();
  await one.renew(signal);
  expect(other.isGone(one.holder)).toBe(false); // first seen now
  clocks.one += silentMs;
  clocks.two += silentMs;
  expect([one.sure(), other.isGone(one.holder)]).toEqual([sure, gone]);
  await one.renew(signal);
  expect([one.sure(), other.isGone(one.holder), other.isGone(other.holder)]).toEqual([true, false, false]);
});

it("one that says goodbye is gone at once, and one that nobody ever saw after a life", async () => {
  const { clocks, one, other } = two();
  const stop = new AbortController();
  const kept = one.keep(stop.signal, () => signal);
  await until("its sign of life", () => (one.sure() ? true : undefined), 5_000, 5);
  stop.abort(new Error("stop"));
  await kept;
  expect([one.sure(), other.isGone(one.holder), other.isGone("c|1|1|never")]).toEqual([false, true, false]);
  clocks.two += lifeMs;
  expect(other.isGone("c|1|1|never")).toBe(true);
});

it("a task is followed by who takes over, and the sleeper that wakes neither calls nor changes anything", async () => {
  rig = await Rig.start({ vms: 2, taskMs: 100, rules: { limits: { ...(await import("./rig.js")).quickRules.limits, perVcenter: 1 } } });
  const { clocks, one, other } = two(rig.store);
  await Promise.all([one.renew(signal), other.renew(signal)]);
  let wake: () => void = () => undefined;
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const calls: string[] = [];
  const sleeper = rig.execute({ holder: one.holder, sure: () => one.sure(), isGone: (holder) => one.isGone(holder), operator: (operator) => ({ ...operator,
    start: async (...args) => {
      calls.push(args[1]);
      return operator.start(...args);
    },
    watchTask: async (...args) => {
      await asleep;
      return operator.watchTask(...args);
    },
  }) });
  const [first, second] = [rig.ask("vm1").request.id, rig.ask("vm2").request.id];
  await rig.untilState(first, "running");
  rig.execute({ holder: other.holder, sure: () => true, isGone: (holder) => other.isGone(holder) });
  await until("the other having looked", () => (rig?.store.entries.has(`${rig.vcenter}.waits`) === true ? true : undefined), 5_000, 5);
  expect(rig.intent(first).owner).toBe(one.holder);
  clocks.two += lifeMs;
  clocks.one += lifeMs;
  await rig.untilState(first, "done");
  await rig.untilState(second, "done");
  await until("both being told", () => (rig?.intents().every(({ said, story }) => said === story.at(-1)?.n) === true ? true : undefined), 5_000, 5);
  const before = rig.store.messages.length;
  wake();
  await sleeper.stop();
  expect([rig.effects("vm1"), rig.effects("vm2"), calls.length, rig.store.messages.length]).toEqual([1, 1, 1, before]);
});
