/** Takes out of the relay's book what is over, told, and long past. What somebody still has to be told of stays, however old it is. */
import { owes } from "../../notify/threads/thread-view.js";
import type { Book } from "./book.js";

/** An older message of an alert that is over may still come in so late, and must be known for old. */
const keptMs = 3_600_000;
/** Removed side by side. */
const atOnce = 64;

/** `now` in ms since the epoch. */
export async function tidy(book: Book, now: number, signal: AbortSignal): Promise<void> {
  const over = book.alerts().filter((heard) => heard.alert.status === "resolved" && now - Date.parse(heard.alert.updatedAt) > keptMs && !heard.stations.some((station) => owes(heard, station, book.thread(station))));
  await inTurns(over, async ({ alert: { fingerprint } }) => book.dropAlert(fingerprint, signal), signal);
  const idle = book.threads().filter((thread) => now - (thread.toldAt ?? thread.due?.since ?? 0) > keptMs && book.members(thread).length === 0);
  await inTurns(idle, async (thread) => book.dropThread(thread, signal), signal);
}

async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < items.length && !signal.aborted; at += atOnce) await Promise.all(items.slice(at, at + atOnce).map(work));
}
