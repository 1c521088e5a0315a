/** Prometheus metrics of the relay, fed by reports of its lanes. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { PressOutcome } from "./buttons/button-desk.js";
import type { LaneReport } from "./lane-report.js";
import type { WaitingThread } from "./lane.js";
import { TetherdError } from "../../shared/errors.js";

const waitingReasons = ["waits for more", "told a short while ago", "mute time", "receiver", "rate", "news"] as const;

export class RelayMetrics {
  readonly #told: Counter;
  readonly #late: Counter;
  readonly #partly: Counter;
  readonly #failed: Counter;
  readonly #refused: Counter;
  readonly #reloads: Counter;
  readonly #pressed: Counter;
  readonly #waiting: Gauge;
  readonly #oldest: Gauge;
  readonly #failing: Gauge;
  readonly #leading: Gauge;
  readonly #rejected: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#told = new Counter({ name: "tetherd_relay_told_total", help: "Notifications that a receiver has accepted, by what they were about.", labelNames: ["receiver", "news"], registers });
    this.#late = new Counter({ name: "tetherd_relay_told_late_total", help: "Of these, what could not be told in time and said so.", labelNames: ["receiver"], registers });
    this.#partly = new Counter({ name: "tetherd_relay_told_partly_total", help: "Of these, what only some of the receiver's instances have accepted.", labelNames: ["receiver"], registers });
    this.#failed = new Counter({ name: "tetherd_relay_failures_total", help: "Attempts that failed and are made again.", labelNames: ["receiver", "code"], registers });
    this.#refused = new Counter({ name: "tetherd_relay_refused_total", help: "Notifications that a receiver refused for good; they lie in the dead letters.", labelNames: ["receiver", "code"], registers });
    this.#reloads = new Counter({ name: "tetherd_relay_reloads_total", help: "Attempts to take an edited routing file into force, by outcome.", labelNames: ["outcome"], registers });
    this.#pressed = new Counter({ name: "tetherd_relay_presses_total", help: "Buttons that were pressed, by what became of it: done, refused, not allowed, unanswered.", labelNames: ["receiver", "verb", "outcome"], registers });
    this.#waiting = new Gauge({ name: "tetherd_relay_waiting", help: "Threads that are still to be told, by what they wait for.", labelNames: ["receiver", "reason"], registers });
    this.#oldest = new Gauge({ name: "tetherd_relay_oldest_waiting_seconds", help: "For how long the oldest of those has been due that wait for the receiver or its rate.", labelNames: ["receiver"], registers });
    this.#failing = new Gauge({ name: "tetherd_relay_receiver_failing", help: "1 while the last attempt at a receiver failed.", labelNames: ["receiver"], registers });
    this.#leading = new Gauge({ name: "tetherd_relay_leading", help: "1 while this relay is the one of its site that tells people.", registers });
    this.#rejected = new Gauge({ name: "tetherd_relay_routing_rejected", help: "1 while the routing file holds something that is not taken into force.", registers });
  }

  take(report: LaneReport): void {
    const { receiver } = report;
    switch (report.kind) {
      case "told":
        this.#told.inc({ receiver, news: report.notification.kind });
        if (report.notification.late !== undefined) this.#late.inc({ receiver });
        if (report.unreached.length > 0) this.#partly.inc({ receiver });
        break;
      case "failed":
        this.#failed.inc({ receiver, code: codeOf(report.error) });
        break;
      case "refused":
        this.#refused.inc({ receiver, code: codeOf(report.error) });
        break;
    }
  }

  pressed(receiver: string, verb: string, outcome: PressOutcome): void {
    this.#pressed.inc({ receiver, verb, outcome });
  }

  reloaded(outcome: "swapped" | "same" | "rejected"): void {
    this.#reloads.inc({ outcome });
  }

  /** `now` in ms since the epoch. */
  stands(leading: boolean, rejected: boolean, lanes: readonly { readonly receiver: string; readonly failing: boolean; readonly threads: readonly WaitingThread[] }[], now: number): void {
    this.#leading.set(leading ? 1 : 0);
    this.#rejected.set(rejected ? 1 : 0);
    for (const { receiver, failing, threads } of lanes) {
      this.#failing.set({ receiver }, failing ? 1 : 0);
      for (const reason of waitingReasons) this.#waiting.set({ receiver, reason }, threads.filter((one) => one.reason === reason).length);
      const due = threads.filter(({ reason }) => reason === "receiver" || reason === "rate");
      this.#oldest.set({ receiver }, due.reduce((so, { since }) => Math.max(so, (now - since) / 1_000), 0));
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof TetherdError ? error.code : "unexpected";
}
