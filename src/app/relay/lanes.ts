/** The lanes of a relay by receiver: begun, touched and ended one by one, so that an edited routing file changes each as soon as it has nothing in hand. They decide nothing. */
import type { Notifier } from "../../notify/notifier.js";
import type { Receiver, Route } from "../../notify/routing/routing.js";
import type { ThreadRef } from "../../notify/threads/records.js";
import { Lane, type LaneInput, type WaitingThread } from "./lane.js";

interface LanesInput extends Omit<LaneInput, "isSettled" | "notifier" | "receiver" | "route"> {
  readonly notifier: (receiver: Receiver) => Notifier;
  readonly route: (thread: ThreadRef) => Route | undefined;
  readonly isSettled: (thread: ThreadRef) => boolean;
  /** Told when the book can no longer be written. */
  readonly failed: (error: unknown) => void;
}

/** Threads of a receiver that wait, and whether it fails at the moment. */
export interface LaneState {
  readonly receiver: string;
  readonly failing: boolean;
  readonly threads: readonly WaitingThread[];
}

interface RunningLane {
  readonly lane: Lane;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

export class Lanes {
  readonly #input: LanesInput;
  readonly #running = new Map<string, RunningLane>();

  constructor(input: LanesInput) {
    this.#input = input;
  }

  /** With everything that the book has for this receiver; nothing where its lane runs. */
  begin(receiver: Receiver, stop: AbortSignal, kill: AbortSignal): void {
    const { name } = receiver;
    if (this.#running.has(name)) return;
    const { book, notifier, route, isSettled, failed } = this.#input;
    const lane = new Lane({ ...this.#input, receiver, notifier: notifier(receiver), route: (key) => route({ receiver: name, key }), isSettled: (key) => isSettled({ receiver: name, key }) });
    const keys = new Set([...book.threads(), ...book.alerts().flatMap(({ stations }) => stations)].filter((one) => one.receiver === name).map(({ key }) => key));
    for (const key of keys) lane.touch(key);
    const ends = new AbortController();
    this.#running.set(name, { lane, stop: ends, done: lane.run(AbortSignal.any([stop, ends.signal]), kill).catch(failed) });
  }

  /** All of them; each resolves, by receiver, when it has finished what it has in hand. */
  end(): ReadonlyMap<string, Promise<void>> {
    return new Map([...this.#running].map(([name, running]) => [name, this.#end(name, running)] as const));
  }

  touch({ receiver, key }: ThreadRef): void {
    this.#running.get(receiver)?.lane.touch(key);
  }

  /** `now` in ms since the epoch. */
  waiting(now: number): readonly LaneState[] {
    return [...this.#running].map(([receiver, { lane }]) => ({ receiver, failing: lane.failing, threads: lane.waiting(now) }));
  }

  async #end(name: string, running: RunningLane): Promise<void> {
    running.stop.abort();
    await running.done;
    if (this.#running.get(name) === running) this.#running.delete(name);
  }
}
