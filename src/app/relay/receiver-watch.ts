/**
 * Notices from what lanes report that a receiver cannot be told for a while, or refuses what it is told, and makes that an alert for the others; over when it accepts
 * something again. It keeps no time of its own: a receiver that fails is tried again often enough.
 */
import type { Routing } from "../../notify/routing/routing.js";
import { receiverAnswers, receiverFails, receiverFingerprint, receiverOf } from "../../notify/threads/receiver-alert.js";
import { describeError } from "../../shared/errors.js";
import type { Alert } from "../../alerts/alert.js";
import type { Book } from "./book.js";
import type { LaneReport } from "./lane-report.js";

/** A receiver that is away for less rings for nobody. */
const patienceMs = 300_000;

export class ReceiverWatch {
  readonly #book: Pick<Book, "alert" | "alerts">;
  readonly #now: () => number;
  /** By receiver, ms since the epoch: the first failure since it last answered. */
  readonly #failingSince = new Map<string, number>();

  constructor(book: Pick<Book, "alert" | "alerts">, now: () => number) {
    this.#book = book;
    this.#now = now;
  }

  /** The alert that is to be heard for it, if any. */
  judge(report: LaneReport): Alert | undefined {
    const { receiver } = report;
    const [now, known] = [this.#now(), this.#book.alert(receiverFingerprint(receiver))?.heard.alert];
    const fires = known?.status === "firing";
    if (report.kind !== "failed") this.#failingSince.delete(receiver);
    switch (report.kind) {
      case "told": return fires ? receiverAnswers(known, now, "it accepts what it is told again") : undefined;
      case "refused": return fires ? undefined : receiverFails({ receiver, kind: "refused", since: now, words: sentence(report.error) }, now, known);
      case "failed": {
        const since = this.#failingSince.get(receiver) ?? now;
        this.#failingSince.set(receiver, since);
        return fires || now - since < patienceMs ? undefined : receiverFails({ receiver, kind: "unreachable", since, words: sentence(report.error) }, now, known);
      }
    }
  }

  /** Ends of alerts about receivers that have left the routing file. */
  gone({ receivers }: Routing): readonly Alert[] {
    return this.#book.alerts().flatMap(({ alert }) => {
      const receiver = alert.status === "firing" ? receiverOf(alert) : undefined;
      return receiver === undefined || receivers.has(receiver) ? [] : [receiverAnswers(alert, this.#now(), "it left the routing file")];
    });
  }
}

function sentence(error: unknown): string {
  const words = describeError(error);
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
