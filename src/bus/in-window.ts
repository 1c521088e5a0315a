/**
 * Runs one asynchronous task per item, at most a window's worth at a time, until the first failure.
 * It is not a queue: the caller hands in all items, and waits.
 */

/** 64 requests in flight saturate a server; 256 leave slack for a network of some milliseconds. */
export const windowSize = 256;

/** Resolves when all are done; rejects with the first failure after those in flight have ended. */
export async function inWindow<Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const item = items[next++] as Item;
      try {
        await task(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(windowSize, items.length) }, work));
  if (failures.length > 0) throw failures[0];
}
