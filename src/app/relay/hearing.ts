/** Takes into the book what is heard of alerts, and another routing: where each is told from now on. It tells nobody. */
import type { Alert } from "../../alerts/alert.js";
import type { Routing } from "../../notify/routing/routing.js";
import { destinationsOf, hear, isNewer, reroute } from "../../notify/threads/hear.js";
import type { HeardAlert } from "../../notify/threads/records.js";
import type { ActionsInSight } from "./actions-in-sight.js";
import type { AlertTurns } from "./alert-turns.js";
import type { Book } from "./book.js";

export interface HearingInput {
  readonly book: Book;
  readonly turns: AlertTurns;
  readonly actions: ActionsInSight;
  /** As in force at each moment. */
  readonly routing: () => Routing;
}

/** Resolves when it is kept: true where it was newer than what was known. Rejects when it could not be kept. */
export async function hearAlert({ book, turns, actions, routing }: HearingInput, alert: Alert, at: HeardAlert["at"], signal: AbortSignal): Promise<boolean> {
  return turns.take(alert.fingerprint, (known) => {
    if (!isNewer(known, alert, at)) return undefined;
    const destinations = destinationsOf(routing(), alert);
    return { next: hear(known, { alert, at, proposal: actions.proposal(alert.fingerprint) }, destinations, book.nextPosition(), (ref) => book.thread(ref)), destinations };
  }, signal);
}

/** Resolves when all that fires is routed anew. */
export async function routeAnew({ book, turns, routing }: HearingInput, signal: AbortSignal): Promise<void> {
  turns.forgetRoutes();
  await Promise.all(book.alerts().map(async ({ alert: { fingerprint } }) => turns.take(fingerprint, (known) => {
    if (known === undefined) return undefined;
    const destinations = destinationsOf(routing(), known.alert);
    turns.lead(destinations);
    const next = reroute(known, destinations, book.position + 1, (ref) => book.thread(ref));
    return next === undefined ? undefined : { next: { ...next, stamp: book.nextPosition() }, destinations };
  }, signal)));
}
