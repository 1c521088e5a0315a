/**
 * Which executors are alive: each keeps a record of its own fresh, and the others time on their own clock how long it has not changed (reliability 2.2). No clocks
 * of two machines are compared. An executor that could not renew is not sure of itself, and calls nobody.
 */
import type { ActionJournal } from "./journal-port.js";
import { keyOf } from "./records.js";

export const lifeMs = 15_000;
export const renewMs = 5_000;
/** Two thirds of a life: what is left is for a call on its way. */
const guardMs = 10_000;

const prefix = "executor.";

export interface LifeClock {
  /** ms that only grow. */
  readonly now: () => number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The sign of life of one process, and what it sees of others'. */
export class Liveness {
  readonly holder: string;
  readonly #journal: ActionJournal;
  readonly #clock: LifeClock;
  readonly #isDead: (holder: string) => boolean;
  #sureUntil = -Infinity;
  /** When each record was seen to change last. */
  readonly #seen = new Map<string, { readonly revision: number; readonly at: number }>();
  #count = 0;

  /** `isDead`: what the operating system knows at once, e.g. that a process of this machine has ended. */
  constructor(journal: ActionJournal, holder: string, clock: LifeClock, isDead: (holder: string) => boolean = () => false) {
    this.#journal = journal;
    this.holder = holder;
    this.#clock = clock;
    this.#isDead = isDead;
  }

  sure(): boolean {
    return this.#clock.now() < this.#sureUntil;
  }

  isGone(holder: string): boolean {
    if (holder === this.holder) return false;
    if (this.#isDead(holder)) return true;
    const entry = this.#journal.entries.get(prefix + keyOf(holder));
    if ((entry?.value as { readonly released?: boolean } | undefined)?.released === true) return true;
    const revision = entry?.revision ?? 0;
    const seen = this.#seen.get(holder);
    if (seen === undefined || seen.revision !== revision) {
      this.#seen.set(holder, { revision, at: this.#clock.now() });
      return false;
    }
    return this.#clock.now() - seen.at >= lifeMs;
  }

  /** Renews until the signal aborts, then says that nothing more will come. `bye` bounds the goodbye. */
  async keep(signal: AbortSignal, bye: () => AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.renew(signal);
        await this.#clock.wait(renewMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#sureUntil = -Infinity;
    await this.#write({ released: true }, bye()).catch(() => false); // the others find out by themselves
  }

  async renew(signal: AbortSignal): Promise<void> {
    const sent = this.#clock.now();
    if (await this.#write({ n: ++this.#count }, signal)) this.#sureUntil = sent + guardMs;
  }

  async #write(value: unknown, signal: AbortSignal): Promise<boolean> {
    const key = prefix + keyOf(this.holder);
    return this.#journal.put(key, value, this.#journal.entries.get(key)?.revision ?? 0, signal);
  }
}
