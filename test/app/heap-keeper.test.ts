// What lived once is given back when the process has nothing to do, and only when there is something to give back.
import { afterEach, expect, test, vi } from "vitest";
import { keepHeap } from "../../src/app/heap-keeper.js";
import { until } from "../support/until.js";

afterEach(() => vi.useRealTimers());

test("pages that nothing lives in any more are given back while there is nothing to do, and then it keeps still", async () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const collections: { readonly beforeBytes: number; readonly afterBytes: number }[] = [];
  const keeper = keepHeap((figures) => collections.push(figures));
  let crowd: unknown[] | undefined = Array.from({ length: 300_000 }, (_, index) => ({ name: `a name of number ${index}` }));
  expect(crowd).toHaveLength(300_000);
  crowd = undefined;
  await until("a collection", () => {
    vi.advanceTimersByTime(30_000);
    return collections[0];
  });
  for (let look = 0; look < 10; look++) vi.advanceTimersByTime(30_000);
  keeper.close();
  expect(collections).toHaveLength(1);
  const [{ beforeBytes, afterBytes } = { beforeBytes: 0, afterBytes: 0 }] = collections;
  expect(beforeBytes - afterBytes).toBeGreaterThan(15_000_000);
});
