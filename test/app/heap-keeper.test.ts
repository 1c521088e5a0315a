// What lived once is given back when the process has nothing to do, and only when there is something to give back.
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { keepHeap } from "../../src/app/heap-keeper.js";
import { until } from "../support/until.js";

afterEach(() => vi.useRealTimers());

/** About 100 MB. */
const crowd = (): unknown[] => Array.from({ length: 1_000_000 }, (_, index) => ({ name: `a name of number ${index}` }));

test("half empty pages are given back while there is nothing to do; then it keeps still until the heap has grown and a minute has passed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  let nowMs = 0;
  const collected: number[] = [];
  const keeper = keepHeap(({ afterBytes }) => collected.push(afterBytes), () => nowMs);
  /** The process must really have had nothing to do since the last one. */
  const look = async (passedMs = 30_000): Promise<void> => {
    await pause(30);
    nowMs += passedMs;
    vi.advanceTimersByTime(30_000);
  };
  const everyone = crowd();
  const crowdedBytes = process.memoryUsage().heapTotal;
  const stayed = everyone.filter((_, index) => index % 100 === 0);
  everyone.length = 0;
  await until("a collection", async () => {
    await look();
    return collected[0];
  });
  expect(stayed).toHaveLength(10_000);
  expect(crowdedBytes - (collected[0] ?? crowdedBytes)).toBeGreaterThan(15_000_000);
  for (let quiet = 0; quiet < 5; quiet++) await look();
  expect(collected).toHaveLength(1);

  const others = crowd();
  await until("a second collection", async () => {
    await look();
    return collected[1];
  });
  const more = crowd();
  for (let soon = 0; soon < 5; soon++) await look(10_000);
  expect(collected).toHaveLength(2);
  await until("a third collection", async () => {
    await look();
    return collected[2];
  });
  expect([...others, ...more]).toHaveLength(2_000_000);
  keeper.close();
});
