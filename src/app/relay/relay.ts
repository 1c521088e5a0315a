/**
 * One relay while it holds the lease: takes alerts into the book, and runs a lane for each receiver of the routing in force. Everything it knows lies in the book; it begins
 * anew with what it finds there.
 */
import type { Notifier } from "../../notify/notifier.js";
import { readAlert } from "../../notify/read-alert.js";
import type { Receiver, Route, Routing } from "../../notify/routing/routing.js";
import { destinationsOf, hear, isNewer, propose, reroute, type Destination } from "../../notify/threads/hear.js";
import type { HeardAlert } from "../../notify/threads/records.js";
import type { ActionsInSight } from "./actions-in-sight.js";
import type { Book } from "./book.js";
import type { RelayClock } from "./clock.js";
import type { LaneInput } from "./lane.js";
import { Lanes, type LaneState } from "./lanes.js";
import { tidy } from "./tidy.js";

export interface RelayInput extends Pick<LaneInput, "held" | "putAside" | "random" | "report"> {
  readonly book: Book;
  readonly routing: Routing;
  readonly notifier: (receiver: Receiver) => Notifier;
  readonly actions: ActionsInSight;
  readonly clock: RelayClock;
}

/** How often what is long over leaves the book. */
const tidyEveryMs = 3_600_000;

export class Relay {
  readonly #input: RelayInput;
  readonly #lanes: Lanes;
  /** By "receiver key": by which route a thread is told. */
  readonly #routes = new Map<string, Route>();
  /** Messages that are being written, by thread. */
  readonly #writing = new Map<string, number>();
  /** The last work on each alert: its messages are taken one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #routing: Routing;
  #failed: (error: unknown) => void = () => undefined;
  #signals: { readonly stop: AbortSignal; readonly kill: AbortSignal } | undefined;

  constructor(input: RelayInput) {
    this.#input = input;
    this.#routing = input.routing;
    this.#lanes = new Lanes({
      ...input, newest: (fingerprint) => input.actions.news(fingerprint), route: ({ receiver, key }) => this.#routes.get(`${receiver} ${key}`), isSettled: ({ receiver, key }) => !this.#writing.has(`${receiver} ${key}`), failed: (error) => this.#failed(error),
    });
  }

  /** Until `stop`, then what is in hand ends; `kill` cuts it. Rejects when the book can no longer be written. */
  async run(stop: AbortSignal, kill: AbortSignal): Promise<void> {
    this.#signals = { stop, kill };
    const broken = new Promise<never>((_, reject) => {
      this.#failed = (error) => {
        if (!kill.aborted) reject(error instanceof Error ? error : new Error(String(error)));
      };
    });
    broken.catch(() => undefined);
    try {
      await Promise.race([this.use(this.#routing), broken]);
      const { actions, book } = this.#input;
      actions.onProposal((fingerprint) => void this.#propose(fingerprint).catch((error: unknown) => this.#failed(error)));
      await Promise.race([Promise.all(book.alerts().map(async ({ alert: { fingerprint } }) => this.#propose(fingerprint))), broken]);
      while (!stop.aborted && !kill.aborted) {
        await Promise.race([tidy(this.#input.book, this.#input.clock.now(), kill), broken]);
        await Promise.race([this.#input.clock.wait(tidyEveryMs, AbortSignal.any([stop, kill])), broken]);
      }
    } finally {
      await Promise.all(this.#lanes.end().values());
    }
  }

  /** Another routing takes its place: what fires is routed anew, and receivers are made anew, each as soon as it has finished what it has in hand. */
  async use(routing: Routing): Promise<void> {
    this.#routing = routing;
    if (this.#signals === undefined) return;
    const { stop, kill } = this.#signals;
    const ended = this.#lanes.end();
    this.#routes.clear();
    await Promise.all(this.#input.book.alerts().map(async ({ alert: { fingerprint } }) => this.#inTurn(fingerprint, async () => this.#reroute(fingerprint))));
    for (const receiver of routing.receivers.values()) {
      const begin = (): void => {
        if (this.#routing === routing) this.#lanes.begin(receiver, stop, kill);
      };
      const before = ended.get(receiver.name);
      if (before === undefined) begin();
      else void before.then(begin);
    }
  }

  /** Resolves when it is kept, or with what is wrong with it as a phrase after "it". Rejects when it could not be kept. */
  async take({ text, at }: { readonly text: string; readonly at: HeardAlert["at"] | undefined }): Promise<string | undefined> {
    const alert = readAlert(text);
    if (typeof alert === "string") return alert;
    await this.#inTurn(alert.fingerprint, async () => {
      for (;;) {
        const known = this.#input.book.alert(alert.fingerprint);
        if (!isNewer(known?.heard, alert, at ?? null)) return;
        const destinations = destinationsOf(this.#routing, alert);
        const message = { alert, at: at ?? null, proposal: this.#input.actions.proposal(alert.fingerprint) };
        const next = hear(known?.heard, message, destinations, this.#input.book.nextPosition(), (ref) => this.#input.book.thread(ref));
        if (await this.#write(next, known, destinations)) return;
      }
    });
    return undefined;
  }

  waiting(now: number): readonly LaneState[] {
    return this.#lanes.waiting(now);
  }

  /** That an action of the alert waits for people, or waits no more, is news of the alert. */
  async #propose(fingerprint: string): Promise<void> {
    const { book, actions } = this.#input;
    if (actions.proposal(fingerprint) === undefined) return;
    await this.#inTurn(fingerprint, async () => {
      for (;;) {
        const [known, proposal] = [book.alert(fingerprint), actions.proposal(fingerprint)];
        const next = known === undefined || proposal === undefined ? undefined : propose(known.heard, proposal, book.position + 1, (ref) => book.thread(ref));
        if (next === undefined || await this.#write({ ...next, stamp: book.nextPosition() }, known, destinationsOf(this.#routing, next.alert))) return;
      }
    });
  }

  async #reroute(fingerprint: string): Promise<void> {
    const { book } = this.#input;
    for (;;) {
      const known = book.alert(fingerprint);
      if (known === undefined) return;
      const destinations = destinationsOf(this.#routing, known.heard.alert);
      for (const { receiver, key, route } of destinations) this.#routes.set(`${receiver} ${key}`, route);
      const next = reroute(known.heard, destinations, book.position + 1, (ref) => book.thread(ref));
      if (next === undefined || await this.#write({ ...next, stamp: book.nextPosition() }, known, destinations)) return;
    }
  }

  /** Threads hold still while one of their alerts is being written. */
  async #write(next: HeardAlert, known: { readonly heard: HeardAlert; readonly revision: number } | undefined, destinations: readonly Destination[]): Promise<boolean> {
    const { kill } = this.#mustRun();
    const touched = new Map([...next.stations, ...(known?.heard.stations ?? [])].map(({ receiver, key }) => [`${receiver} ${key}`, { receiver, key }] as const));
    for (const thread of touched.keys()) this.#writing.set(thread, (this.#writing.get(thread) ?? 0) + 1);
    try {
      const written = await this.#input.book.putAlert(next, known?.revision ?? 0, kill);
      if (written) for (const { receiver, key, route } of destinations) this.#routes.set(`${receiver} ${key}`, route);
      return written;
    } finally {
      for (const [thread, { receiver, key }] of touched) {
        const left = (this.#writing.get(thread) ?? 1) - 1;
        if (left === 0) this.#writing.delete(thread);
        else this.#writing.set(thread, left);
        this.#lanes.touch({ receiver, key });
      }
    }
  }

  async #inTurn(fingerprint: string, work: () => Promise<void>): Promise<void> {
    const mine = (this.#turns.get(fingerprint) ?? Promise.resolve()).catch(() => undefined).then(work);
    this.#turns.set(fingerprint, mine);
    try {
      await mine;
    } finally {
      if (this.#turns.get(fingerprint) === mine) this.#turns.delete(fingerprint);
    }
  }

  #mustRun(): { readonly stop: AbortSignal; readonly kill: AbortSignal } {
    if (this.#signals === undefined) throw new Error("the relay does not run yet");
    return this.#signals;
  }
}
