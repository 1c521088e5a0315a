/**
 * The threads of one receiver in the book: as they stand, that something is due before it is told, that it was accepted, and why an attempt failed. It tells nobody, and
 * decides nothing.
 */
import type { Memory } from "../../notify/notifier.js";
import { newThread, type ThreadRecord } from "../../notify/threads/records.js";
import { viewOf, type ThreadView } from "../../notify/threads/thread-view.js";
import type { Book } from "./book.js";
import type { RelayClock } from "./clock.js";

export class ReceiverThreads {
  readonly #receiver: string;
  readonly #book: Book;
  readonly #clock: RelayClock;

  constructor(receiver: string, book: Book, clock: RelayClock) {
    this.#receiver = receiver;
    this.#book = book;
    this.#clock = clock;
  }

  record(key: string): ThreadRecord {
    const ref = { receiver: this.#receiver, key };
    return this.#book.thread(ref) ?? newThread(ref);
  }

  view(key: string): ThreadView {
    return viewOf(this.record(key), this.#book.members({ receiver: this.#receiver, key }));
  }

  /** Writes down that what the thread holds now is to be told, unless it stands there already. */
  async due(key: string, signal: AbortSignal): Promise<ThreadRecord> {
    const record = this.record(key);
    if (record.due !== undefined && record.due.stamp >= this.#book.newest(record)) return record;
    const [stamp, now] = [this.#book.position, this.#clock.now()];
    return this.#book.putThread(record, (so) => ({ ...so, due: { since: now, ...so.due, stamp } }), signal);
  }

  /** Of all that was due nothing is left to tell. `told`: the record as it was when it was told. */
  async accepted(key: string, told: ThreadRecord, { memory, refused }: { readonly memory: Memory | undefined; readonly refused: ThreadRecord["refused"] }, signal: AbortSignal): Promise<void> {
    const toldAt = this.#clock.now();
    await this.#book.putThread({ receiver: this.#receiver, key }, (so) => ({
      kind: "thread", receiver: this.#receiver, key, told: Math.max(so.told, told.due?.stamp ?? 0), toldAt, tellings: told.tellings + 1,
      ...(memory === undefined ? {} : { memory }), ...(refused === undefined ? {} : { refused }),
    }), signal);
  }

  /** It is tried again. */
  async failed(key: string, failure: NonNullable<ThreadRecord["due"]>["failure"] & object, signal: AbortSignal): Promise<void> {
    await this.#book.putThread({ receiver: this.#receiver, key }, (so) => (so.due === undefined ? so : { ...so, due: { ...so.due, failure } }), signal);
  }
}
