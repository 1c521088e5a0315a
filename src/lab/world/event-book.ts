/**
 * The events of this vCenter, oldest first, with growing keys; the oldest are forgotten beyond a bound, as vCenter forgets after 30 days.
 * It gives each event its base fields and never decides what happened.
 */
import { vim, type VimObject, type VimValue } from "../wire/vim-value.js";

export interface EventContext {
  /** Key of the first event of the same operation; unset for an event that begins one. */
  readonly chainId?: number;
  /** "" for what no user did. */
  readonly userName: string;
  readonly message: string;
}

export class EventBook {
  #events: VimObject[] = [];
  #forgotten = 0;
  #nextKey: number;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #kept: number;

  constructor(options: { now: () => number; changed: () => void; firstKey?: number; kept?: number }) {
    this.#now = options.now;
    this.#changed = options.changed;
    this.#nextKey = options.firstKey ?? 1;
    this.#kept = options.kept ?? 100_000;
  }

  /** Appends an event of `type`; `fields` are those beyond key (unless it was reserved), chainId, createdTime, userName and text. Returns the whole event. */
  post(type: string, fields: Record<string, VimValue>, context: EventContext): VimObject {
    const reserved = fields["key"];
    const key = typeof reserved === "number" ? reserved : this.#nextKey++;
    const createdTime = new Date(this.#now()).toISOString();
    const event = vim(type, { key, chainId: context.chainId ?? key, createdTime, userName: context.userName, fullFormattedMessage: context.message, ...fields });
    this.#events.push(event);
    if (this.#events.length > this.#kept + 1_000) {
      this.#forgotten += this.#events.length - this.#kept;
      this.#events = this.#events.slice(-this.#kept);
    }
    this.#changed();
    return event;
  }

  /** Takes the next key for an event that will be posted later with `fields.key`. */
  reserveKey(): number {
    return this.#nextKey++;
  }

  get latest(): VimObject | undefined {
    return this.#events.at(-1);
  }

  /** Every event still known, oldest first. */
  all(): readonly VimObject[] {
    return this.#events;
  }

  /** All of it is thrown away, as a database that is cleaned up or begun anew; keys go on. Answers how many there were. */
  forget(): number {
    const count = this.#events.length;
    this.#forgotten += count;
    this.#events = [];
    return count;
  }

  /** How many events came before the oldest one of `all`: whoever reads on counts from the very first. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The next key to be given; for the nuisance of a key that wraps around. */
  set nextKey(key: number) {
    this.#nextKey = key;
  }
}
