/**
 * A key-value bucket that several processes write, kept in sight: every key with its value and revision, one's own writes at once, others' as they come. Every
 * write is a compare-and-set. It knows nothing of what the values mean.
 */
import { DeliverPolicy } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import { deleteRevision } from "./delete-revision.js";
import { inWindow } from "./in-window.js";
import type { NatsLink } from "./nats-link.js";
import { LostRace, PatientCalls } from "./patient-calls.js";
import type { Session } from "./session.js";
import type { Bucket } from "./topology.js";
import { orAborted, pause, retryDelayMs } from "./waiting.js";

export interface FollowedEntry {
  readonly value: unknown;
  readonly revision: number;
}

/** A marker of a removed key is kept so long for those who still know the key. */
const markerKeptMs = 3_600_000;

export class FollowedBucket {
  readonly entries = new Map<string, FollowedEntry>();
  readonly #link: NatsLink;
  readonly #calls: PatientCalls;
  readonly #bucket: Bucket;
  readonly #listeners = new Set<(key: string) => void>();
  /** Removed keys, and the revision of the marker that says so. */
  readonly #markers = new Map<string, number>();
  readonly #closing = new AbortController();
  #births = 0;

  constructor(link: NatsLink, bucket: Bucket) {
    this.#link = link;
    this.#calls = new PatientCalls(link);
    this.#bucket = bucket;
  }

  /** Resolves when everything that is there has been read; it is followed from then on, over every loss of the connection. `onLost`: the bucket was removed by somebody. */
  async open(signal: AbortSignal, onLost: () => void): Promise<void> {
    let opened: () => void = () => undefined;
    const whole = new Promise<void>((resolve) => {
      opened = resolve;
    });
    void this.#run(opened, onLost);
    await orAborted(whole, signal);
  }

  close(): void {
    this.#closing.abort(new Error("the bucket is not followed any more"));
  }

  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Undefined removes, revision 0 creates. False: somebody else wrote first, and `entries` has what they wrote. */
  async put(key: string, value: unknown, revision: number, signal: AbortSignal): Promise<boolean> {
    const text = value === undefined ? "" : JSON.stringify(value);
    for (;;) {
      const expected = revision === 0 ? (this.#markers.get(key) ?? 0) : revision;
      try {
        const ack = await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#bucket.prefix + key, text, {
          expect: { lastSubjectSequence: expected }, ...(value === undefined ? { headers: deletion() } : {}),
        }), signal);
        this.#take(key, value, ack.seq);
        return true;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
      const stored = await this.refresh(key, signal);
      if (stored.text === text && stored.revision > revision && (value !== undefined || revision !== 0)) return true; // an earlier attempt of ours whose answer was lost
      const removed = stored.text === "" && stored.revision !== expected;
      if (revision !== 0 || !removed) return false;
    }
  }

  /** Removes a key and leaves no marker: only for what nobody else may still be writing. */
  async drop(key: string, signal: AbortSignal): Promise<void> {
    const known = this.entries.get(key);
    if (known === undefined) return;
    await deleteRevision(this.#calls, this.#stream, known.revision, signal);
    if (this.entries.get(key) !== known) return;
    this.entries.delete(key);
    this.#tell(key);
  }

  /** Reads one key from the bucket itself. A key that is not there has text "" and revision 0. */
  async refresh(key: string, signal: AbortSignal): Promise<{ readonly text: string; readonly revision: number }> {
    const message = await this.#calls.call(this.#stream, async ({ jsm }) => (await jsm.streams.getMessage(this.#stream, { last_by_subj: this.#bucket.prefix + key })) ?? undefined, signal);
    if (message === undefined) {
      this.#markers.delete(key);
      if (this.entries.delete(key)) this.#tell(key);
      return { text: "", revision: 0 };
    }
    const text = isDeletion(message.header) ? "" : message.string();
    this.#take(key, text === "" ? undefined : JSON.parse(text), message.seq);
    return { text, revision: message.seq };
  }

  #take(key: string, value: unknown, revision: number): void {
    if (revision <= Math.max(this.entries.get(key)?.revision ?? 0, this.#markers.get(key) ?? 0)) return;
    if (value === undefined) {
      this.entries.delete(key);
      this.#markers.set(key, revision);
    } else {
      this.entries.set(key, { value, revision });
      this.#markers.delete(key);
    }
    this.#tell(key);
  }

  #tell(key: string): void {
    for (const listener of [...this.#listeners]) listener(key);
  }

  async #run(opened: () => void, onLost: () => void): Promise<void> {
    for (let attempt = 0; !this.#closing.signal.aborted; attempt++) {
      try {
        const session = await this.#link.session(this.#closing.signal);
        const births = this.#link.births(this.#stream);
        const lost = this.#births !== 0 && births !== this.#births;
        this.#births = Math.max(births, 1);
        if (lost) {
          this.#forget(() => true);
          onLost();
        }
        await this.#follow(session, () => {
          attempt = 0;
          opened();
        });
      } catch {
        if (this.#link.closed) return; // otherwise the next session is waited for
        await pause(retryDelayMs(attempt, Math.random()), this.#closing.signal).catch(() => undefined);
      }
    }
  }

  /** What is there, then what comes, until the session is lost. */
  async #follow(session: Session, whole: () => void): Promise<void> {
    const skip = this.#bucket.prefix.length;
    const consumer = await session.js.consumers.get(this.#stream, { filter_subjects: `${this.#bucket.prefix}>`, deliver_policy: DeliverPolicy.LastPerSubject, inactive_threshold: 60_000 });
    const pending = (await consumer.info(true)).num_pending;
    const before = new Map([...this.entries].map(([key, { revision }]) => [key, revision]));
    const old: number[] = [];
    const complete = (): void => {
      // What was known and is not there any more has been removed for good.
      this.#forget((key, revision) => before.get(key) === revision);
      whole();
      inWindow(old, (revision) => deleteRevision(this.#calls, this.#stream, revision, this.#closing.signal)).catch(() => undefined); // next time, then
    };
    let reading = pending > 0;
    if (!reading) complete();
    const messages = await consumer.consume({ max_messages: 1_000 });
    const stop = (): void => void messages.close();
    const ended = AbortSignal.any([session.lost, this.#closing.signal]);
    ended.addEventListener("abort", stop, { once: true });
    if (ended.aborted) stop();
    try {
      for await (const message of messages) {
        const key = message.subject.slice(skip);
        const removed = isDeletion(message.headers);
        before.delete(key);
        this.#take(key, removed ? undefined : message.json(), message.seq);
        if (removed && reading && Date.now() - Date.parse(message.timestamp) > markerKeptMs) old.push(message.seq);
        if (reading && message.info.pending === 0) {
          reading = false;
          complete();
        }
      }
    } finally {
      ended.removeEventListener("abort", stop);
      await messages.close();
    }
  }

  #forget(gone: (key: string, revision: number) => boolean): void {
    for (const [key, { revision }] of [...this.entries]) {
      if (!gone(key, revision)) continue;
      this.entries.delete(key);
      this.#tell(key);
    }
  }

  get #stream(): string {
    return this.#bucket.stream.name;
  }
}

/** What every key-value client understands as a deleted key (ADR-8). */
function deletion(): ReturnType<typeof headers> {
  const made = headers();
  made.set("KV-Operation", "DEL");
  return made;
}

function isDeletion(header: { get(name: string): string } | undefined): boolean {
  return (header?.get("KV-Operation") ?? "") !== "";
}
