/**
 * How telling people stands, from what lies in the relay's book: who tells, what waits for each receiver and why, and what it was told last. It asks nobody. What waits for a
 * mute time, or for more, is not among it: nobody is behind with that.
 */
import type { SeenLease } from "../../bus/read-relay.js";
import type { ThreadRecord } from "../../notify/threads/records.js";
import { threadRecordOf } from "./book.js";

export interface ReceiverStatus {
  readonly receiver: string;
  /** False: it stands in the book and not in the routing file; undefined where no file was given. */
  readonly routed?: boolean;
  /** Threads that are due and not accepted yet. */
  readonly waiting: number;
  /** RFC 3339: since when the oldest of them is due. */
  readonly waitingSince?: string;
  /** RFC 3339, as far as the book goes back: it forgets what is over and told after an hour. */
  readonly lastToldAt?: string;
  /** The last failure of what waits. */
  readonly trouble?: { readonly code: string; readonly words: string; readonly pausedUntil: string };
  /** The last message that was refused for good, while its thread has been told nothing since. */
  readonly refused?: { readonly at: string; readonly code: string; readonly words: string };
}

export interface RelayStatus {
  /** `silent`: whoever has the lease does not renew it, and another relay would take it. */
  readonly relay: { readonly state: "tells" | "given up" | "never there" | "silent"; readonly holder?: string; readonly since?: string; readonly renewedAt?: string };
  readonly receivers: readonly ReceiverStatus[];
}

/** `routed`: names of the receivers in the routing file, where one is given. */
export function relayStatus(lease: SeenLease | undefined, entries: ReadonlyMap<string, unknown>, routed: readonly string[] | undefined): RelayStatus {
  const threads = [...entries.values()].flatMap((value) => threadRecordOf(value) ?? []);
  const names = [...new Set([...(routed ?? []), ...threads.map(({ receiver }) => receiver).sort()])];
  return {
    relay: lease === undefined ? { state: "never there" } : { state: lease.released ? "given up" : lease.alive ? "tells" : "silent", holder: lease.holder, since: lease.since, renewedAt: lease.renewedAt },
    receivers: names.map((receiver) => ({ ...receiverStatus(receiver, threads.filter((one) => one.receiver === receiver)), ...(routed === undefined ? {} : { routed: routed.includes(receiver) }) })),
  };
}

function receiverStatus(receiver: string, threads: readonly ThreadRecord[]): ReceiverStatus {
  const due = threads.flatMap((thread) => thread.due ?? []);
  const waitingSince = timeOf(due.reduce<number | undefined>((so, { since }) => Math.min(so ?? since, since), undefined));
  const toldAt = threads.reduce<number | undefined>((so, { toldAt: at }) => (at === undefined ? so : Math.max(so ?? at, at)), undefined);
  const lastToldAt = timeOf(toldAt);
  // What failed before it last accepted something only waits for its turn.
  const failed = due.flatMap(({ failure }) => failure ?? []).filter(({ at }) => at >= (toldAt ?? 0)).sort((a, b) => b.at - a.at)[0];
  const refused = threads.flatMap((thread) => thread.refused ?? []).sort((a, b) => b.at - a.at)[0];
  return {
    receiver, waiting: due.length, ...(waitingSince === undefined ? {} : { waitingSince }), ...(lastToldAt === undefined ? {} : { lastToldAt }),
    ...(failed === undefined ? {} : { trouble: { code: failed.code, words: failed.words, pausedUntil: new Date(failed.retryAt).toISOString() } }),
    ...(refused === undefined ? {} : { refused: { code: refused.code, words: refused.words, at: new Date(refused.at).toISOString() } }),
  };
}

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
