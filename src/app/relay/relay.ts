/**
 * One relay while it holds the lease: takes alerts into the book, and runs a lane for each receiver of the routing in force. Everything it knows lies in the book; it begins
 * anew with what it finds there.
 */
import type { Alert } from "../../alerts/alert.js";
import type { Notifier } from "../../notify/notifier.js";
import { readAlert } from "../../notify/read-alert.js";
import type { Receiver, Routing } from "../../notify/routing/routing.js";
import type { HeardAlert } from "../../notify/threads/records.js";
import type { ActionsInSight } from "./actions-in-sight.js";
import { AlertTurns } from "./alert-turns.js";
import { Asking } from "./asking.js";
import type { Book } from "./book.js";
import type { RelayClock } from "./clock.js";
import { hearAlert, routeAnew, type HearingInput } from "./hearing.js";
import type { LaneInput } from "./lane.js";
import type { LaneReport } from "./lane-report.js";
import { Lanes, type LaneState } from "./lanes.js";
import { ReceiverWatch } from "./receiver-watch.js";
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
  readonly #hearing: HearingInput;
  readonly #asking: Asking;
  readonly #watch: ReceiverWatch;
  #routing: Routing;
  #failed: (error: unknown) => void = () => undefined;
  #signals: { readonly stop: AbortSignal; readonly kill: AbortSignal } | undefined;

  constructor(input: RelayInput) {
    this.#input = input;
    this.#routing = input.routing;
    const turns = new AlertTurns(input.book, (thread) => this.#lanes.touch(thread));
    const failed = (error: unknown): void => this.#failed(error);
    this.#hearing = { book: input.book, turns, actions: input.actions, routing: () => this.#routing };
    this.#asking = new Asking({ ...this.#hearing, clock: input.clock, failed });
    this.#watch = new ReceiverWatch(input.book, input.clock.now);
    this.#lanes = new Lanes({
      ...input, report: (report) => this.#report(report), newest: (fingerprint) => input.actions.news(fingerprint), route: (thread) => turns.route(thread), isSettled: (thread) => turns.isSettled(thread), failed,
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
      await Promise.race([this.#asking.catchUp(kill), broken]);
      await Promise.race([this.use(this.#routing), broken]);
      this.#asking.listen(AbortSignal.any([stop, kill]), kill);
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
    await routeAnew(this.#hearing, kill);
    await Promise.all(this.#watch.gone(routing).map(async (alert) => this.#hear(alert)));
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
    if (await hearAlert(this.#hearing, alert, at ?? null, this.#mustRun().kill) && alert.status === "resolved") this.#asking.over(alert.fingerprint);
    return undefined;
  }

  waiting(now: number): readonly LaneState[] {
    return this.#lanes.waiting(now);
  }

  /** Trouble with a receiver is news for the others. */
  #report(report: LaneReport): void {
    this.#input.report(report);
    const alert = this.#watch.judge(report);
    if (alert !== undefined) void this.#hear(alert).catch((error: unknown) => this.#failed(error));
  }

  async #hear(alert: Alert): Promise<void> {
    await this.take({ text: JSON.stringify(alert), at: undefined });
  }

  #mustRun(): { readonly stop: AbortSignal; readonly kill: AbortSignal } {
    if (this.#signals === undefined) throw new Error("the relay does not run yet");
    return this.#signals;
  }
}
