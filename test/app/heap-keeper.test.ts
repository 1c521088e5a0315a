// What lived once is given back when the process has nothing to do, and only when there is something to give back.
import { afterEach, expect, test, vi } from "vitest";
import { keepHeap } from "../../src/app/heap-keeper.js";
import { until } from "../support/until.js";

afterEach(() => vi.useRealTimers());

test("pages that nothing lives in any more are given back while there is nothing to do, and then it keeps still", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const collections: { readonly afterBytes: number }[] = [];
  const keeper = keepHeap((figures) => collections.push(figures));
  let crowd: unknown[] | undefined = Array.from({ length: 1_000_000 }, (_, index) => ({ name: `a name of number ${index}` }));
  expect(crowd).toHaveLength(1_000_000);
  const crowdedBytes = process.memoryUsage().heapTotal;
  crowd = undefined;
  await until("a collection", () => {
    vi.advanceTimersByTime(30_000);
    return collections[0];
  });
  for (let look = 0; look < 10; look++) vi.advanceTimersByTime(30_000);
  keeper.close();
  expect(collections).toHaveLength(1);
  expect(crowdedBytes - (collections[0]?.afterBytes ?? crowdedBytes)).toBeGreaterThan(15_000_000);
});
