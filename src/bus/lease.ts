/**
 * A lease in a key-value bucket: of all processes that ask for it, one at a time has it, and it knows by its own clock until when it certainly does. No clocks of
 * different machines are compared: who waits for a dead holder times how long its record has not changed.
 */
import { randomUUID } from "node:crypto";
import { explainError } from "./explain-error.js";
import type { NatsLink } from "./nats-link.js";
import type { Bucket } from "./topology.js";
import { orAborted, pause } from "./waiting.js";

/** As it lies in the bucket. Only `nonce`, `released` and `ttlMs` decide anything; the rest is for people. */
export interface LeaseRecord {
  readonly holder: string;
  /** RFC 3339: since when it has been held without a pause. */
  readonly since: string;
  readonly ttlMs: number;
  /** Another with each write, so that a writer knows its own. */
  readonly nonce: string;
  readonly released: boolean;
}

/** The lease while it is ours. */
export interface Tenancy {
  /** To be asked before each act that only one may do. */
  readonly held: () => boolean;
  /** Aborts when it can no longer be said to be held; what is in hand must end then. */
  readonly lost: AbortSignal;
  /** Gives it up, so that nobody has to wait for it to run out. Never throws. */
  release(): Promise<void>;
}

type Outcome = { readonly kind: "written"; readonly revision: number; readonly sent: number; readonly sentWall: number } | { readonly kind: "lost" } | { readonly kind: "unknown" };
type Found = { readonly revision: number; readonly record: LeaseRecord | undefined };

export class Lease {
  readonly #link: NatsLink;
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #holder: string;
  readonly #ttlMs: number;

  /** `ttlMs`: how long the others wait for a holder that says nothing. The holder itself counts on two thirds of it. */
  constructor(link: NatsLink, bucket: Bucket, key: string, { holder, ttlMs }: { readonly holder: string; readonly ttlMs: number }) {
    this.#link = link;
    this.#bucket = bucket;
    this.#key = key;
    this.#holder = holder;
    this.#ttlMs = ttlMs;
  }

  /** Resolves when it is ours. `waiting` is told once who has it meanwhile. Rejects with the signal's reason. */
  async win(signal: AbortSignal, waiting: (holder: LeaseRecord) => void = () => undefined): Promise<Tenancy> {
    let seen: { readonly revision: number; readonly at: number } | undefined;
    const mine = new Set<string>();
    for (let told = false; ;) {
      const found = await this.#read(signal);
      if (found !== undefined) {
        if (seen?.revision !== found.revision) seen = { revision: found.revision, at: performance.now() };
        const { record } = found;
        const free = record === undefined || record.released || mine.has(record.nonce) || performance.now() - seen.at >= record.ttlMs;
        if (!free && !told) waiting(record);
        told ||= !free;
        const since = new Date().toISOString();
        const won = free ? await this.#write({ since, released: false }, found.revision, mine, signal) : undefined;
        if (won?.kind === "written" && performance.now() < won.sent + this.#guardMs) return this.#tenancy(won, since, mine);
      }
      await pause((this.#ttlMs / 15) * (0.75 + Math.random() / 2), signal);
    }
  }

  get #guardMs(): number {
    return (this.#ttlMs * 2) / 3;
  }

  #tenancy(won: Extract<Outcome, { kind: "written" }>, since: string, mine: Set<string>): Tenancy {
    const lost = new AbortController();
    const closing = new AbortController();
    let { revision, sent, sentWall } = won;
    // The second clock is a brake for machines whose own clock stands still while they are suspended.
    const stepDown = (): void => lost.abort(new Error("the lease is lost: another relay tells people now, or NATS could not be reached in time"));
    const held = (): boolean => {
      // A busy process may ask before its own timer has told it.
      if (performance.now() >= sent + this.#guardMs || Date.now() >= sentWall + this.#guardMs) stepDown();
      return !lost.signal.aborted;
    };
    let guard = setTimeout(stepDown, sent + this.#guardMs - performance.now());
    const extend = (outcome: Extract<Outcome, { kind: "written" }>): void => {
      ({ revision, sent, sentWall } = outcome);
      clearTimeout(guard);
      guard = setTimeout(stepDown, Math.max(0, sent + this.#guardMs - performance.now()));
    };
    const ended = AbortSignal.any([lost.signal, closing.signal]);
    const renewing = (async () => {
      while (!ended.aborted) {
        await pause(Math.max(0, sent + this.#ttlMs / 3 - performance.now()), ended);
        const outcome = await this.#write({ since, released: false }, revision, mine, ended);
        if (outcome.kind === "written" && held()) extend(outcome);
        else if (outcome.kind === "unknown" && held()) await pause(Math.min(250, this.#ttlMs / 20), ended);
        else break;
      }
      stepDown();
    })().catch(() => undefined); // ended
    return {
      held, lost: lost.signal,
      release: async () => {
        closing.abort();
        clearTimeout(guard);
        await renewing;
        if (held()) await this.#write({ since, released: true }, revision, mine, AbortSignal.timeout(1_000)).catch(() => undefined);
        stepDown();
      },
    };
  }

  /** One attempt. A lost race against an earlier write of our own, whose answer did not come, is none: the next write stands on it. */
  async #write(change: Pick<LeaseRecord, "released" | "since">, expected: number, mine: Set<string>, signal: AbortSignal): Promise<Outcome> {
    const record: LeaseRecord = { holder: this.#holder, ttlMs: this.#ttlMs, nonce: randomUUID(), ...change };
    for (let revision = expected; ;) {
      const [sent, sentWall] = [performance.now(), Date.now()];
      mine.add(record.nonce);
      try {
        const { js, lost } = await orAborted(this.#link.session(signal), AbortSignal.timeout(this.#timeoutMs));
        const ack = await orAborted(js.publish(this.#subject, JSON.stringify(record), { expect: { lastSubjectSequence: revision }, timeout: this.#timeoutMs }), lost, signal);
        mine.clear();
        mine.add(record.nonce);
        return { kind: "written", revision: ack.seq, sent, sentWall };
      } catch (error) {
        if (signal.aborted || explainError(error, "lease").kind !== "conflict") return { kind: "unknown" };
      }
      const found = await this.#read(signal);
      if (found === undefined) return { kind: "unknown" };
      if (found.record === undefined || !mine.has(found.record.nonce)) return { kind: "lost" };
      if (found.record.nonce === record.nonce) return { kind: "written", revision: found.revision, sent, sentWall };
      revision = found.revision;
    }
  }

  /** Undefined when it could not be read; revision 0 when there is none. */
  async #read(signal: AbortSignal): Promise<Found | undefined> {
    try {
      const { jsm, lost } = await orAborted(this.#link.session(signal), AbortSignal.timeout(this.#timeoutMs));
      const message = await orAborted(jsm.streams.getMessage(this.#bucket.stream.name, { last_by_subj: this.#subject }), lost, signal);
      return message === null ? { revision: 0, record: undefined } : { revision: message.seq, record: JSON.parse(message.string()) as LeaseRecord };
    } catch {
      return undefined; // whoever waits asks again; whoever holds it counts down
    }
  }

  get #timeoutMs(): number {
    return Math.min(2_000, Math.floor(this.#ttlMs / 3));
  }

  get #subject(): string {
    return this.#bucket.prefix + this.#key;
  }
}
