/**
 * One vCenter's keys in a key-value bucket, with a copy in memory: what was last written, and its revision.
 * Every write is a compare-and-set on that revision, so a process that has been overtaken can change nothing; and a bucket that somebody deleted
 * or rolled back is written anew from memory. It never guesses whose a conflicting value is: it asks the journal.
 */
import { deleteRevision } from "./delete-revision.js";
import type { Bucket } from "./topology.js";
import { inWindow } from "./in-window.js";
import { LostRace, type PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";

interface Entry {
  readonly revision: number;
  readonly text: string;
  /** The server's time of writing. */
  readonly writtenAt: Date;
}

export class MirroredBucket {
  readonly #calls: PatientCalls;
  readonly #bucket: Bucket;
  readonly #scope: string;
  readonly #stillOurs: (signal: AbortSignal) => Promise<void>;
  #entries = new Map<string, Entry>();

  /** `scope` is what this vCenter's keys begin with; `stillOurs` throws when another process has claimed it. */
  constructor(calls: PatientCalls, bucket: Bucket, scope: string, stillOurs: (signal: AbortSignal) => Promise<void>) {
    this.#calls = calls;
    this.#bucket = bucket;
    this.#scope = scope;
    this.#stillOurs = stillOurs;
  }

  /** Keys are without the scope. */
  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  async load(signal: AbortSignal): Promise<void> {
    this.#entries = await this.#readAll(signal);
  }

  /** A value that is already there is not written again. */
  async put(key: string, text: string, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(key);
    if (known?.text === text) return;
    await this.#write(key, text, known?.revision ?? 0, signal);
  }

  /** Removes exactly the revision that is known, so nothing newer can be lost; no tombstone stays. */
  async delete(key: string, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(key);
    if (known === undefined) return;
    await deleteRevision(this.#calls, this.#stream, known.revision, signal);
    this.#entries.delete(key);
  }

  /** After the bucket was deleted or went back in time: makes it what memory says. */
  async restore(signal: AbortSignal): Promise<void> {
    const wanted = this.#entries;
    const stored = await this.#readAll(signal);
    this.#entries = new Map(stored);
    await inWindow([...wanted], async ([key, { text }]) => this.put(key, text, signal));
    await inWindow([...stored.keys()].filter((key) => !wanted.has(key)), (key) => this.delete(key, signal));
  }

  async #write(key: string, text: string, revision: number, signal: AbortSignal): Promise<void> {
    for (let expected = revision; ;) {
      try {
        const ack = await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#subject(key), text, { expect: { lastSubjectSequence: expected } }), signal);
        this.#entries.set(key, { revision: ack.seq, text, writtenAt: new Date() });
        return;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
      const stored = await this.#read(key, signal);
      if (stored?.text === text) {
        this.#entries.set(key, stored); // an earlier attempt of ours, or the same turn finished by another
        return;
      }
      await this.#stillOurs(signal);
      expected = stored?.revision ?? 0;
    }
  }

  async #read(key: string, signal: AbortSignal): Promise<Entry | undefined> {
    return this.#calls.call(this.#stream, async ({ jsm }) => {
      const message = await jsm.streams.getMessage(this.#stream, { last_by_subj: this.#subject(key) });
      return message === null ? undefined : { revision: message.seq, text: message.string(), writtenAt: new Date(message.time) };
    }, signal);
  }

  async #readAll(signal: AbortSignal): Promise<Map<string, Entry>> {
    const skip = this.#subject("").length;
    return this.#calls.call(this.#stream, async (session) => {
      const entries = new Map<string, Entry>();
      await readStream(session, { stream: this.#stream, filter: `${this.#subject("")}>`, from: "last-per-subject" }, (message) => {
        // A key deleted by hand leaves a marker with an operation and no value.
        const removed = (message.headers?.get("KV-Operation") ?? "") !== "";
        if (!removed) entries.set(message.subject.slice(skip), { revision: message.seq, text: message.string(), writtenAt: new Date(message.time) });
        return true;
      });
      return entries;
    }, signal);
  }

  get #stream(): string {
    return this.#bucket.stream.name;
  }

  #subject(key: string): string {
    return `${this.#bucket.prefix}${this.#scope}.${key}`;
  }
}
