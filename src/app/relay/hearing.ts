/**
 * Takes what is heard into the book: messages of alerts, actions that begin to wait for people or wait no more, and another routing. One thing after the other for each alert;
 * the threads concerned hold still meanwhile, and are touched when it is written. It tells nobody.
 */
import { setMaxListeners } from "node:events";
import { readAlert } from "../../notify/read-alert.js";
import type { Route, Routing } from "../../notify/routing/routing.js";
import { destinationsOf, hear, isNewer, reroute, type Destination } from "../../notify/threads/hear.js";
import type { HeardAlert, ThreadRef } from "../../notify/threads/records.js";
import { markOf, type Proposal } from "../../notify/threads/proposal.js";
import { isStandIn } from "../../notify/threads/stand-in.js";
import type { ActionsInSight } from "./actions-in-sight.js";
import type { Book } from "./book.js";
import type { RelayClock } from "./clock.js";

export interface HearingInput {
  readonly book: Book;
  readonly actions: ActionsInSight;
  readonly clock: RelayClock;
  /** Something about this thread is new. */
  readonly touch: (thread: ThreadRef) => void;
  /** Told when the book can no longer be written. */
  readonly failed: (error: unknown) => void;
}

/** So long an action that waits is given to its alert to come in; after that it is told by itself, as its policy tells no alert. */
const patienceMs = 10_000;
/** When its alert is over, most actions end too, within minutes; one that waits on after so long is told by itself. */
const afterEndMs = 600_000;

export class Hearing {
  readonly #input: HearingInput;
  /** By "receiver key": by which route a thread is told. */
  readonly #routes = new Map<string, Route>();
  /** Messages that are being written, by thread. */
  readonly #writing = new Map<string, number>();
  /** The last work on each alert. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #asks: (fingerprint: string) => void = () => undefined;
  #routing: Routing;

  constructor(routing: Routing, input: HearingInput) {
    this.#routing = routing;
    this.#input = input;
  }

  route({ receiver, key }: ThreadRef): Route | undefined {
    return this.#routes.get(`${receiver} ${key}`);
  }

  isSettled({ receiver, key }: ThreadRef): boolean {
    return !this.#writing.has(`${receiver} ${key}`);
  }

  /** Resolves when all that fires is routed anew. */
  async use(routing: Routing, signal: AbortSignal): Promise<void> {
    this.#routing = routing;
    this.#routes.clear();
    await Promise.all(this.#input.book.alerts().map(async ({ alert: { fingerprint } }) => this.#inTurn(fingerprint, async () => this.#reroute(fingerprint, signal))));
  }

  /** Resolves when it is kept, or with what is wrong with it as a phrase after "it". Rejects when it could not be kept. */
  async take({ text, at }: { readonly text: string; readonly at: HeardAlert["at"] | undefined }, signal: AbortSignal): Promise<string | undefined> {
    const alert = readAlert(text);
    if (typeof alert === "string") return alert;
    await this.#inTurn(alert.fingerprint, async () => {
      for (;;) {
        const { book, actions } = this.#input;
        const known = book.alert(alert.fingerprint);
        if (!isNewer(known?.heard, alert, at ?? null)) return;
        const destinations = destinationsOf(this.#routing, alert);
        const next = hear(known?.heard, { alert, at: at ?? null, proposal: actions.proposal(alert.fingerprint) }, destinations, book.nextPosition(), (ref) => book.thread(ref));
        if (await this.#write(next, known, destinations, signal)) break;
      }
      if (alert.status === "resolved") this.#asks(alert.fingerprint);
    });
    return undefined;
  }

  /** What became of actions while nobody listened, before anybody is told of how they stood. */
  async catchUp(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#input.book.alerts().map(async ({ alert: { fingerprint } }) => this.#propose(fingerprint, false, signal)));
  }

  /** From now on actions are heard too, until `stop`; `kill` cuts what is being written. */
  listen(stop: AbortSignal, kill: AbortSignal): void {
    setMaxListeners(0, stop); // one for each action that is waited with
    this.#asks = (fingerprint) => void this.#ask(fingerprint, stop, kill).catch(this.#input.failed);
    this.#input.actions.onProposal(this.#asks);
  }

  /** Without an alert that fires the action is told by itself, if it still waits after a while. */
  async #ask(fingerprint: string, stop: AbortSignal, kill: AbortSignal): Promise<void> {
    const { book, actions, clock } = this.#input;
    const known = book.alert(fingerprint)?.heard;
    if (actions.proposal(fingerprint)?.kind === "waits" && !isAsked(known)) await clock.wait(known === undefined ? patienceMs : afterEndMs, stop);
    if (!stop.aborted) await this.#propose(fingerprint, true, kill);
  }

  /** That an action of the alert waits for people, or waits no more, is news of the alert; where none fires, of one that stands in for it. */
  async #propose(fingerprint: string, mayStandIn: boolean, signal: AbortSignal): Promise<void> {
    const { book, actions } = this.#input;
    if (actions.proposal(fingerprint) === undefined) return;
    await this.#inTurn(fingerprint, async () => {
      for (;;) {
        const [known, proposal] = [book.alert(fingerprint), actions.proposal(fingerprint)];
        const fires = isAsked(known?.heard);
        if (proposal === undefined || (!fires && (!mayStandIn || proposal.kind === "decided")) || (fires && isKept(known?.heard.proposal, proposal))) return;
        const alert = known === undefined || !fires || isStandIn(known.heard.alert) ? actions.standIn(fingerprint, known?.heard.alert) : known.heard.alert;
        if (alert === undefined) return;
        const destinations = destinationsOf(this.#routing, alert);
        const next = hear(known?.heard, { alert, at: known?.heard.at ?? null, proposal }, destinations, book.nextPosition(), (ref) => book.thread(ref));
        if (await this.#write(next, known, destinations, signal)) return;
      }
    });
  }

  async #reroute(fingerprint: string, signal: AbortSignal): Promise<void> {
    const { book } = this.#input;
    for (;;) {
      const known = book.alert(fingerprint);
      if (known === undefined) return;
      const destinations = destinationsOf(this.#routing, known.heard.alert);
      for (const { receiver, key, route } of destinations) this.#routes.set(`${receiver} ${key}`, route);
      const next = reroute(known.heard, destinations, book.position + 1, (ref) => book.thread(ref));
      if (next === undefined || await this.#write({ ...next, stamp: book.nextPosition() }, known, destinations, signal)) return;
    }
  }

  /** False: somebody else wrote first. */
  async #write(next: HeardAlert, known: { readonly heard: HeardAlert; readonly revision: number } | undefined, destinations: readonly Destination[], signal: AbortSignal): Promise<boolean> {
    const touched = new Map([...next.stations, ...(known?.heard.stations ?? [])].map(({ receiver, key }) => [`${receiver} ${key}`, { receiver, key }] as const));
    for (const thread of touched.keys()) this.#writing.set(thread, (this.#writing.get(thread) ?? 0) + 1);
    try {
      const written = await this.#input.book.putAlert(next, known?.revision ?? 0, signal);
      if (written) for (const { receiver, key, route } of destinations) this.#routes.set(`${receiver} ${key}`, route);
      return written;
    } finally {
      for (const [thread, ref] of touched) {
        const left = (this.#writing.get(thread) ?? 1) - 1;
        if (left === 0) this.#writing.delete(thread);
        else this.#writing.set(thread, left);
        this.#input.touch(ref);
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
}

/** There is an alert by which people are asked. */
function isAsked(known: HeardAlert | undefined): boolean {
  return known?.alert.status === "firing";
}

function isKept(known: Proposal | undefined, proposal: Proposal): boolean {
  return known !== undefined && markOf(known) === markOf(proposal);
}
