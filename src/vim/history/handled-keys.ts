/**
 * Keys of the events handled within the last overlap, as runs, so that an event which becomes visible only after a restart is told from
 * one that was handled: its key may be lower than others that were (reliability 3.2). It never holds more runs than it may; of too many it forgets the oldest hole.
 */
import { compareTimes } from "./vcenter-time.js";

/** As it is saved. */
export interface HandledRecord {
  /** vCenter's time; whatever was created before counts as handled. */
  readonly since: string;
  /** The first key; then, by turns, how many keys in a row were handled and how many after them were not. Empty: none. */
  readonly runs: readonly number[];
}

interface Run { from: number; to: number; newest: string }

/** A few kB when saved; holes come from keys that the account may not see, and from late events. */
const mostRuns = 1_000;

export class HandledKeys {
  /** By key. */
  readonly #runs: Run[] = [];
  readonly #mostRuns: number;
  #since: string;

  /** `newest`: no event of the record is newer. */
  constructor({ since, runs: [from = 0, ...counts] }: HandledRecord, newest: string, most = mostRuns) {
    this.#since = since;
    this.#mostRuns = most;
    let next = from;
    counts.forEach((count, index) => {
      if (index % 2 === 0) this.#runs.push({ from: next, to: next + count - 1, newest });
      next += count;
    });
  }

  has(key: number, createdTime: string): boolean {
    return compareTimes(createdTime, this.#since) < 0 || this.#runs.some(({ from, to }) => from <= key && key <= to);
  }

  /** Costs nothing worth mentioning while keys rise. */
  add(key: number, createdTime: string): void {
    const index = this.#runs.findLastIndex(({ from }) => from <= key);
    const [below, above] = [this.#runs[index], this.#runs[index + 1]];
    const newest = [createdTime, below?.newest ?? "", above?.newest ?? ""];
    if (below !== undefined && key <= below.to + 1) {
      below.to = Math.max(below.to, key);
      below.newest = latest(newest.slice(0, 2));
      if (above?.from !== below.to + 1) return;
      this.#runs.splice(index, 2, { from: below.from, to: above.to, newest: latest(newest) });
    } else if (above?.from === key + 1) {
      above.from = key;
      above.newest = latest([createdTime, above.newest]);
    } else {
      this.#runs.splice(index + 1, 0, { from: key, to: key, newest: createdTime });
      const [oldest, second] = this.#runs;
      if (this.#runs.length > this.#mostRuns && oldest !== undefined && second !== undefined) {
        this.#runs.splice(0, 2, { from: oldest.from, to: second.to, newest: latest([oldest.newest, second.newest]) });
      }
    }
  }

  /** What was created before this time will not be read again. */
  forgetBefore(time: string): void {
    if (compareTimes(time, this.#since) <= 0) return;
    this.#since = time;
    while (this.#runs[0] !== undefined && compareTimes(this.#runs[0].newest, time) < 0) this.#runs.shift();
  }

  read(): HandledRecord {
    const runs: number[] = [];
    let last: number | undefined;
    for (const { from, to } of this.#runs) {
      runs.push(last === undefined ? from : from - last - 1, to - from + 1);
      last = to;
    }
    return { since: this.#since, runs };
  }
}

function latest(times: readonly string[]): string {
  return times.reduce((a, b) => (compareTimes(a, b) >= 0 ? a : b));
}
