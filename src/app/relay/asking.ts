/**
 * Takes into the book that people are asked about actions: that one waits for them, or waits no more, is news of its alert; where none fires, of one that stands in for it. It
 * tells nobody and decides about no action.
 */
import { setMaxListeners } from "node:events";
import { destinationsOf, hear } from "../../notify/threads/hear.js";
import { markOf } from "../../notify/threads/proposal.js";
import type { HeardAlert } from "../../notify/threads/records.js";
import { isStandIn } from "../../notify/threads/stand-in.js";
import type { RelayClock } from "./clock.js";
import type { HearingInput } from "./hearing.js";

interface AskingInput extends HearingInput {
  readonly clock: RelayClock;
  /** Told when the book can no longer be written. */
  readonly failed: (error: unknown) => void;
}

/** So long an action that waits is given to its alert to come in; after that it is told by itself, as its policy tells no alert. */
const patienceMs = 10_000;
/** When its alert is over, most actions end too, within minutes; one that waits on after so long is told by itself. */
const afterEndMs = 600_000;

export class Asking {
  readonly #input: AskingInput;
  #asks: (fingerprint: string) => void = () => undefined;

  constructor(input: AskingInput) {
    this.#input = input;
  }

  /** What became of actions while nobody listened, before anybody is told of how they stood. */
  async catchUp(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#input.book.alerts().map(async ({ alert: { fingerprint } }) => this.#propose(fingerprint, false, signal)));
  }

  /** From now on, until `stop`; `kill` cuts what is being written. */
  listen(stop: AbortSignal, kill: AbortSignal): void {
    setMaxListeners(0, stop); // one for each action that is waited with
    this.#asks = (fingerprint) => void this.#ask(fingerprint, stop, kill).catch(this.#input.failed);
    this.#input.actions.onProposal(this.#asks);
  }

  /** The alert of this fingerprint is over: its action may wait on. */
  over(fingerprint: string): void {
    this.#asks(fingerprint);
  }

  async #ask(fingerprint: string, stop: AbortSignal, kill: AbortSignal): Promise<void> {
    const { book, actions, clock } = this.#input;
    const known = book.alert(fingerprint)?.heard;
    if (actions.proposal(fingerprint)?.kind === "waits" && !isAsked(known)) await clock.wait(known === undefined ? patienceMs : afterEndMs, stop);
    if (!stop.aborted) await this.#propose(fingerprint, true, kill);
  }

  async #propose(fingerprint: string, mayStandIn: boolean, signal: AbortSignal): Promise<void> {
    const { book, turns, actions, routing } = this.#input;
    if (actions.proposal(fingerprint) === undefined) return;
    await turns.take(fingerprint, (known) => {
      const proposal = actions.proposal(fingerprint);
      const fires = isAsked(known);
      if (proposal === undefined || (!fires && (!mayStandIn || proposal.kind === "decided"))) return undefined;
      if (fires && known?.proposal !== undefined && markOf(known.proposal) === markOf(proposal)) return undefined;
      const alert = known === undefined || !fires || isStandIn(known.alert) ? actions.standIn(fingerprint, known?.alert) : known.alert;
      if (alert === undefined) return undefined;
      const destinations = destinationsOf(routing(), alert);
      return { next: hear(known, { alert, at: known?.at ?? null, proposal }, destinations, book.nextPosition(), (ref) => book.thread(ref)), destinations };
    }, signal);
  }
}

/** There is an alert by which people are asked. */
function isAsked(known: HeardAlert | undefined): boolean {
  return known?.alert.status === "firing";
}
