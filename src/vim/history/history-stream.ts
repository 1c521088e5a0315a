/**
 * One history collector of vCenter, read forward with an overlap and without repeats (vim-facts 5.1). It survives the loss of its
 * collector a few times; it never waits and never skips silently.
 */
import { VimError, VimFault } from "../errors.js";
import type { Session } from "../session.js";
import { moRef, type Arguments, type MoRef } from "../soap-caller.js";
import type { OperationName } from "../wsdl/vim-wsdl.js";
import { SeenSet } from "./seen-set.js";
import { compareTimes, minusMs } from "./vcenter-time.js";

/** Late and out-of-order items turn up within this (reliability 3.2). */
export const overlapMs = 60_000;
/** Items per page; vCenter's maximum is 1000. */
export const pageSize = 500;
/** latestPage only rings; its content is not read. */
const bellPageSize = 1;
const retryCreateMs = 60_000;
/** Pages of the overlap read again in one sweep. Of a longer one the oldest are read, and the rest once it has aged. */
const mostSweptPages = 20;
/** A collector that vanishes more often than this in a session is a matter for a new session. */
const mostRecreations = 5;

/** What differs between events and tasks. */
export interface HistoryKind<Item> {
  readonly name: string;
  readonly create: OperationName;
  readonly read: OperationName;
  readonly manager: (session: Session) => MoRef;
  readonly filter: (beginTime: string) => Arguments;
  readonly decode: (body: AsyncIterable<Buffer>) => Promise<{ readonly items: readonly Item[]; readonly read: number }>;
  /** Tells an item from any other. */
  readonly keyOf: (item: Item) => string;
  readonly timeOf: (item: Item) => string;
}

export interface HistoryPage<Item> {
  /** Not handed on before. */
  readonly fresh: readonly Item[];
  /** Nothing more is ready now. */
  readonly complete: boolean;
}

export interface HistoryDependencies {
  readonly session: Session;
  /** Makes the feed ring when the collector has news. */
  readonly ringFor: (collector: MoRef, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

export class HistoryStream<Item> {
  readonly #kind: HistoryKind<Item>;
  readonly #dependencies: HistoryDependencies;
  readonly #seen = new SeenSet();
  #collector: MoRef | undefined;
  #begin: string;
  #notBefore = 0;
  #recreations = 0;
  /** Time of the newest item read. */
  readUpTo: string;
  /** The last page was not full. */
  drained = false;

  /** Reads from `begin` on; `readUpTo` is where reading stands before the first item. */
  constructor(kind: HistoryKind<Item>, begin: string, readUpTo: string, dependencies: HistoryDependencies) {
    this.#kind = kind;
    this.#begin = begin;
    this.readUpTo = readUpTo;
    this.#dependencies = dependencies;
  }

  get isOpen(): boolean {
    return this.#collector !== undefined;
  }

  get id(): string | undefined {
    return this.#collector?.value;
  }

  /** Never repeats; throws what the calls throw. Without a free collector it stays closed, says so, and is tried again later. */
  async open(signal: AbortSignal): Promise<void> {
    if (this.#collector !== undefined || this.#dependencies.now() < this.#notBefore) return;
    const { session, warn } = this.#dependencies;
    try {
      const { create, manager, filter, name } = this.#kind;
      const collector = moRef(await session.caller.call(create, manager(session), { filter: filter(this.#begin) }, { signal, repeatable: false }), `the ${name} history collector`);
      await session.caller.call("SetCollectorPageSize", collector, { maxCount: bellPageSize }, { signal });
      await this.#dependencies.ringFor(collector, signal);
      this.#collector = collector;
    } catch (error) {
      if (!(error instanceof VimFault) || error.fault !== "InvalidState") throw error;
      this.#notBefore = this.#dependencies.now() + retryCreateMs;
      const told = new VimError("VIM_TOO_MANY_COLLECTORS", `Cannot read the ${this.#kind.name} history as vCenter must grant a collector: too many exist`, { cause: error });
      warn(`${told.message}; tried again in a minute, nothing is lost meanwhile`, { code: told.code });
    }
  }

  async readPage(signal: AbortSignal): Promise<HistoryPage<Item>> {
    await this.open(signal);
    if (this.#collector === undefined) return { fresh: [], complete: true };
    let page;
    try {
      page = await this.#dependencies.session.caller.stream(this.#kind.read, this.#collector, { maxCount: pageSize }, this.#kind.decode, { signal, repeatable: false });
    } catch (error) {
      await this.#lost(error);
      return { fresh: [], complete: false };
    }
    const fresh = page.items.filter((item) => this.#seen.add(this.#kind.keyOf(item)));
    this.drained = page.read < pageSize;
    return { fresh, complete: this.drained };
  }

  /** Items of the last overlap that became visible only after reading had passed their place (reliability 3.2). */
  async sweep(signal: AbortSignal): Promise<readonly Item[]> {
    if (this.#collector === undefined) return [];
    const { session } = this.#dependencies;
    const { create, read, manager, filter, decode, keyOf } = this.#kind;
    const begin = later(this.#begin, minusMs(this.readUpTo, overlapMs));
    const fresh: Item[] = [];
    try {
      const collector = moRef(await session.caller.call(create, manager(session), { filter: filter(begin) }, { signal, repeatable: false }), `the collector of late ${this.#kind.name}s`);
      for (let page = 0; page < mostSweptPages; page++) {
        const { items, read: count } = await session.caller.stream(read, collector, { maxCount: pageSize }, decode, { signal, repeatable: false });
        fresh.push(...items.filter((item) => this.#seen.add(keyOf(item))));
        if (count < pageSize) break;
      }
      await session.caller.call("DestroyCollector", collector, {}, { signal });
    } catch (error) {
      if (!isGone(error)) throw error; // no free collector, or lost as the other would be: the next sweep looks again
    }
    return fresh;
  }

  /** Reading goes on at another time with a new collector. */
  async restart(begin: string, signal: AbortSignal): Promise<void> {
    await this.close();
    this.#begin = begin;
    await this.open(signal);
  }

  /** Gives the collector back; a failure only means that the logout will do it. */
  async close(): Promise<void> {
    const collector = this.#collector;
    this.#collector = undefined;
    if (collector === undefined) return;
    try {
      await this.#dependencies.session.caller.call("DestroyCollector", collector, {}, { deadlineMs: 5_000 });
    } catch (error) {
      if (!(error instanceof VimError)) throw error;
    }
  }

  /** The server threw the collector away (reliability V7): the next page is read by a new one, from low minus overlap. */
  async #lost(error: unknown): Promise<void> {
    if (!isGone(error) || ++this.#recreations > mostRecreations) throw error;
    this.#dependencies.warn(`vCenter has lost the ${this.#kind.name} history collector; reading on with a new one`, { from: this.readUpTo });
    await this.close();
    this.#begin = minusMs(this.readUpTo, overlapMs);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof VimFault && (error.fault === "ManagedObjectNotFound" || error.fault === "InvalidState");
}

/** The later of two times. */
export function later(a: string, b: string): string {
  return compareTimes(a, b) >= 0 ? a : b;
}
