/** How fast datastores were seen to write, from what ended actions wrote. Nothing is assumed of a datastore that was not seen. */
import type { Ref } from "../inventory/updates.js";
import type { Written } from "./outcome.js";

/** Less than this says more about a task's beginning and end than about its datastore. */
const leastBytes = 256 * 2 ** 20;
/** So many of the newest observations count for each datastore. */
const newest = 20;

export interface Observation {
  /** ms since the epoch. */
  readonly at: number;
  readonly written: Written;
}

/** Bytes per second by datastore: the middle of the newest observations, so that one odd task does not count for much. */
export function copyRatesOf(observations: readonly Observation[]): ReadonlyMap<Ref, number> {
  const rates = new Map<Ref, number[]>();
  for (const { written: { bytes, seconds } } of [...observations].sort((a, b) => b.at - a.at)) {
    // Where a task wrote to several, nobody knows which of them it waited for.
    const [only, ...more] = Object.entries(bytes);
    if (only === undefined || more.length > 0 || only[1] < leastBytes || seconds <= 0) continue;
    const known = rates.get(only[0]) ?? [];
    if (known.length < newest) rates.set(only[0], [...known, only[1] / seconds]);
  }
  return new Map([...rates].map(([datastore, known]) => [datastore, middle(known)]));
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
