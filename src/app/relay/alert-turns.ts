/**
 * Changes to alerts in the book, one after the other for each: the threads concerned hold still while it is written, and are touched afterwards; by which route each is told. What
 * changes is decided by whoever asks.
 */
import type { Route } from "../../notify/routing/routing.js";
import type { Destination } from "../../notify/threads/hear.js";
import type { HeardAlert, ThreadRef } from "../../notify/threads/records.js";
import type { Book } from "./book.js";

/** What an alert becomes, and where it is told then. */
export interface Change {
  readonly next: HeardAlert;
  readonly destinations: readonly Destination[];
}

export class AlertTurns {
  readonly #book: Book;
  readonly #touch: (thread: ThreadRef) => void;
  /** By "receiver key". */
  readonly #routes = new Map<string, Route>();
  /** How many messages are being written, by thread. */
  readonly #writing = new Map<string, number>();
  /** The last work on each alert. */
  readonly #turns = new Map<string, Promise<unknown>>();

  /** `touch`: something about this thread is new. */
  constructor(book: Book, touch: (thread: ThreadRef) => void) {
    this.#book = book;
    this.#touch = touch;
  }

  route({ receiver, key }: ThreadRef): Route | undefined {
    return this.#routes.get(`${receiver} ${key}`);
  }

  isSettled({ receiver, key }: ThreadRef): boolean {
    return !this.#writing.has(`${receiver} ${key}`);
  }

  lead(destinations: readonly Destination[]): void {
    for (const { receiver, key, route } of destinations) this.#routes.set(`${receiver} ${key}`, route);
  }

  /** No thread is led anywhere any more. */
  forgetRoutes(): void {
    this.#routes.clear();
  }

  /** `change` gives undefined where nothing changes, and may be asked again, on top of what somebody else wrote. Resolves with whether something was written. */
  async take(fingerprint: string, change: (known: HeardAlert | undefined) => Change | undefined, signal: AbortSignal): Promise<boolean> {
    const mine = (this.#turns.get(fingerprint) ?? Promise.resolve()).catch(() => undefined).then(async () => {
      for (;;) {
        const known = this.#book.alert(fingerprint);
        const changed = change(known?.heard);
        if (changed === undefined) return false;
        if (await this.#write(changed, known, signal)) return true;
      }
    });
    this.#turns.set(fingerprint, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(fingerprint) === mine) this.#turns.delete(fingerprint);
    }
  }

  /** False: somebody else wrote first. */
  async #write({ next, destinations }: Change, known: { readonly heard: HeardAlert; readonly revision: number } | undefined, signal: AbortSignal): Promise<boolean> {
    const touched = new Map([...next.stations, ...(known?.heard.stations ?? [])].map(({ receiver, key }) => [`${receiver} ${key}`, { receiver, key }] as const));
    for (const thread of touched.keys()) this.#writing.set(thread, (this.#writing.get(thread) ?? 0) + 1);
    try {
      const written = await this.#book.putAlert(next, known?.revision ?? 0, signal);
      if (written) this.lead(destinations);
      return written;
    } finally {
      for (const [thread, ref] of touched) {
        const left = (this.#writing.get(thread) ?? 1) - 1;
        if (left === 0) this.#writing.delete(thread);
        else this.#writing.set(thread, left);
        this.#touch(ref);
      }
    }
  }
}
