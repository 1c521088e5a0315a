/**
 * The durable side of the relay: the lease that lets one relay of a site tell people, its book in sight, the intake of alerts, and what is put aside. What lies in the
 * book is known to whoever writes it.
 */
import { AlertIntake, type TakeAlert } from "./alert-intake.js";
import type { BusLog } from "./bus-settings.js";
import { FollowedBucket, type FollowedEntry } from "./followed-bucket.js";
import { Lease, type LeaseRecord, type Tenancy } from "./lease.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";

/** Key of the lease in the relay's bucket. */
export const relayLeaseKey = "lease";

/** The book as it is now. Values are those that were put. */
export interface RelayEntries {
  readonly entries: ReadonlyMap<string, FollowedEntry>;
  onChange(listener: (key: string) => void): () => void;
  /** Undefined revision 0 creates. False: somebody else wrote first, and `entries` has what they wrote. */
  put(key: string, value: unknown, revision: number, signal: AbortSignal): Promise<boolean>;
  /** Removes what nobody else may still be writing. */
  drop(key: string, signal: AbortSignal): Promise<void>;
}

/** While one relay holds the lease. */
export interface OpenDesk {
  readonly book: RelayEntries;
  /** The journal of actions, to be read only. */
  readonly intents: Pick<RelayEntries, "entries" | "onChange">;
  /** Hands over alerts until the signal aborts. Never rejects. */
  readonly listen: (take: TakeAlert, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

export class RelayDesk {
  readonly #link: NatsLink;
  readonly #log: BusLog;
  readonly #calls: PatientCalls;

  constructor(link: NatsLink, log: BusLog) {
    this.#link = link;
    this.#log = log;
    this.#calls = new PatientCalls(link);
  }

  lease(holder: string, ttlMs: number): { win(signal: AbortSignal, waiting?: (holder: LeaseRecord) => void): Promise<Tenancy> } {
    return new Lease(this.#link, this.#link.topology.relayBucket, relayLeaseKey, { holder, ttlMs });
  }

  /** Everything in the book at this moment, and followed from then on. `onLost`: somebody removed the bucket. */
  async open(signal: AbortSignal, onLost: () => void): Promise<OpenDesk> {
    const [book, intents] = [new FollowedBucket(this.#link, this.#link.topology.relayBucket), new FollowedBucket(this.#link, this.#link.topology.intentBucket)];
    const close = (): void => {
      book.close();
      intents.close();
    };
    try {
      await Promise.all([book.open(signal, onLost), intents.open(signal, () => undefined)]);
    } catch (error) {
      close();
      throw error;
    }
    return { book, intents, close, listen: async (take, until) => new AlertIntake(this.#link, book, this.#log, take).run(until) };
  }

  /** Keeps a telling that a receiver refused among the dead letters. `id`: the same when it is put aside again. */
  async putAside(id: string, letter: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    const { dead, site } = this.#link.topology;
    await this.#calls.call(dead.name, ({ js }) => js.publish(`tetherd.${site}.dead.telling`, JSON.stringify(letter), { msgID: `telling:${id}` }), signal);
  }
}
