/** How fast a receiver is told: no more than so many a minute, a few of them at once, and longer pauses after each failure. It only counts. */
import type { NotifierSpec } from "../../notify/notifier.js";

/** The share of a minute's messages that may go out at once, where the kind of receiver says nothing else. */
const atOnceShare = 0.1;

/** At most `perMinute` within any minute, a few of them at once (generic cell rate algorithm). */
export class Pace {
  readonly #everyMs: number;
  readonly #slackMs: number;
  /** The moment until which what was sent has used up its share. */
  #usedUntil = 0;
  #failures = 0;
  #pausedUntil = 0;

  constructor({ perMinute, atOnce }: NotifierSpec<unknown>["pace"]) {
    const burst = atOnce ?? Math.max(1, Math.floor(perMinute * atOnceShare));
    // What may go at once is taken off the minute, so that no minute sees more than its number; in whole ms, or what is left of a fraction lets one more in.
    this.#everyMs = Math.ceil(60_000 / Math.max(1, perMinute - burst + 1));
    this.#slackMs = (burst - 1) * this.#everyMs;
  }

  /** Ms since the epoch: when the next may go. */
  openAt(now: number): number {
    return Math.max(now, this.#usedUntil - this.#slackMs, this.#pausedUntil);
  }

  take(now: number): void {
    this.#usedUntil = Math.max(now, this.#usedUntil) + this.#everyMs;
  }

  /** True while the last attempt failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Gives the pause in ms: longer after each failure in a row, and at least `askedMs`. `random` in [0, 1). */
  failed(now: number, random: number, askedMs: number): number {
    const pauseMs = Math.max(retryInMs(++this.#failures, random), askedMs);
    this.#pausedUntil = now + pauseMs;
    return pauseMs;
  }

  answered(): void {
    this.#failures = 0;
  }
}

const [firstRetryMs, longestRetryMs] = [1_000, 300_000];

/** A second, doubling to five minutes, half of it at random. `failures` counts from 1, `random` is in [0, 1). */
export function retryInMs(failures: number, random: number): number {
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
