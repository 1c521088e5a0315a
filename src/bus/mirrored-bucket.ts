/**
 * One vCenter's keys in a key-value bucket, with a copy in memory: what was last written, and its revision.
 * Every write is a compare-and-set on that revision, so a process that has been overtaken can change nothing; and a bucket that somebody deleted
 * or rolled back is written anew from memory. It never guesses whose a conflicting value is: it asks the journal.
 */
import { headers } from "@nats-io/transport-node";
import { deleteRevision } from "./delete-revision.js";
import { inWindow, windowSize } from "./in-window.js";
import { LostRace, type PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";
import type { Bucket } from "./topology.js";

export interface Entry {
  readonly revision: number;
  /** Undefined: deleted, and the marker that says so still lies there. */
  readonly text: string | undefined;
  /** The server's time of writing, ms since the epoch. */
  readonly writtenAt: number;
}

/**
 * How long the marker of a deleted key stays. Without it an overtaken process that wakes up in the middle of its turn would find the key free and bring
 * an old value back.
 */
const markerKeptMs = 3_600_000;

export class MirroredBucket {
  readonly #calls: PatientCalls;
  readonly #bucket: Bucket;
  readonly #scope: string;
  readonly #stillOurs: (signal: AbortSignal) => Promise<void>;
  #entries = new Map<string, Entry>();
  /** Deleted keys, oldest first. */
  readonly #markers = new Map<string, number>();

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
    this.#markers.clear();
    for (const [key, { text, writtenAt }] of this.#entries) if (text === undefined) this.#markers.set(key, writtenAt);
  }

  /** Undefined deletes. A value that is already there is not written again. */
  async put(key: string, text: string | undefined, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(key);
    if (known?.text === text) return;
    await this.#write(key, text, known?.revision ?? 0, signal);
  }

  /** Removes a key and leaves nothing behind: only for what nobody may still be writing. */
  async remove(key: string, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(key);
    if (known === undefined) return;
    await deleteRevision(this.#calls, this.#stream, known.revision, signal);
    this.#entries.delete(key);
    this.#markers.delete(key);
  }

  /** Removes old markers, a window's worth at a time; usually there are none. */
  async sweep(signal: AbortSignal): Promise<void> {
    const old: string[] = [];
    for (const [key, at] of this.#markers) {
      if (old.length === windowSize || Date.now() - at < markerKeptMs) break;
      old.push(key);
    }
    await inWindow(old, (key) => this.remove(key, signal));
  }

  /** After the bucket was deleted or went back in time: makes it what memory says. */
  async restore(signal: AbortSignal): Promise<void> {
    const wanted = this.#entries;
    await this.load(signal);
    await inWindow([...wanted], ([key, { text }]) => this.put(key, text, signal));
    await inWindow([...this.#entries.keys()].filter((key) => !wanted.has(key)), (key) => this.put(key, undefined, signal));
  }

  async #write(key: string, text: string | undefined, revision: number, signal: AbortSignal): Promise<void> {
    for (let expected = revision; ;) {
      try {
        const ack = await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#subject(key), text ?? "", {
          expect: { lastSubjectSequence: expected },
          ...(text === undefined ? { headers: deletion() } : {}),
        }), signal);
        this.#remember(key, { revision: ack.seq, text, writtenAt: Date.now() });
        return;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
      const stored = await this.#read(key, signal);
      if (stored !== undefined && stored.text === text) {
        this.#remember(key, stored); // an earlier attempt of ours, or the same turn finished by another
        return;
      }
      await this.#stillOurs(signal);
      expected = stored?.revision ?? 0;
    }
  }

  #remember(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#markers.delete(key);
    if (entry.text === undefined) this.#markers.set(key, entry.writtenAt);
  }

  async #read(key: string, signal: AbortSignal): Promise<Entry | undefined> {
    return this.#calls.call(this.#stream, async ({ jsm }) => {
      const message = await jsm.streams.getMessage(this.#stream, { last_by_subj: this.#subject(key) });
      return message === null ? undefined : { revision: message.seq, text: isDeletion(message.header) ? undefined : message.string(), writtenAt: message.time.getTime() };
    }, signal);
  }

  async #readAll(signal: AbortSignal): Promise<Map<string, Entry>> {
    const skip = this.#subject("").length;
    return this.#calls.call(this.#stream, async (session) => {
      const entries = new Map<string, Entry>();
      await readStream(session, { stream: this.#stream, filter: `${this.#subject("")}>`, from: "last-per-subject" }, (message) => {
        const text = isDeletion(message.headers) ? undefined : message.string();
        entries.set(message.subject.slice(skip), { revision: message.seq, text, writtenAt: Date.parse(message.timestamp) });
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

/** What every key-value client understands as a deleted key (ADR-8). Made anew each time, because the client writes into it. */
function deletion(): ReturnType<typeof headers> {
  const made = headers();
  made.set("KV-Operation", "DEL");
  return made;
}

function isDeletion(header: { get(name: string): string } | undefined): boolean {
  return (header?.get("KV-Operation") ?? "") !== "";
}
