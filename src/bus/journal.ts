/**
 * The turn journal of one vCenter: one head that is replaced by compare-and-set, and parts for turns that are larger than one message.
 * Whoever writes the head owns the vCenter; it never overwrites what a newer owner wrote.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { StoredMsg } from "@nats-io/jetstream";
import { deleteRevision } from "./delete-revision.js";
import { BusError, takenOver } from "./errors.js";
import { inWindow } from "./in-window.js";
import { entriesOf, headText, packEntries, parseEntries, parseHead, type JournalHead, type JournalTurn } from "./journal-record.js";
import { LostRace, type PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";
import type { Bucket } from "./topology.js";

/** A turn that an earlier process, or an aborted commit, left between journal and done. */
export interface Unfinished extends JournalTurn {
  /** The server's time when it was written down. */
  readonly since: Date;
}

interface Stored {
  readonly revision: number;
  /** Undefined when somebody deleted the key by hand, which leaves a marker with a revision. */
  readonly head: JournalHead | undefined;
  readonly body: string;
  readonly writtenAt: Date;
}

/** A turn as it will be written: its parts, and the head that makes them count. */
export interface Prepared {
  readonly parts: readonly { readonly key: string; readonly text: string }[];
  readonly keys: readonly string[];
  readonly nonce: string;
  readonly text: string;
}

export interface WriteHooks {
  /** All but the head is written. */
  readonly afterParts: () => void;
  /** The journal is gone or went back in time. */
  readonly lost: () => Promise<void>;
}

const headerRoom = 1_024;

export class Journal {
  readonly #calls: PatientCalls;
  readonly #bucket: Bucket;
  readonly #scope: string;
  readonly #vcenter: string;
  readonly #holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  #epoch = 0;
  #turn = 0;
  #revision = 0;
  /** The write that may have landed although its answer was lost. */
  #unanswered: string | undefined;
  #marking: Promise<void> = Promise.resolve();
  #parts: readonly string[] = [];

  constructor(calls: PatientCalls, bucket: Bucket, scope: string, vcenter: string) {
    this.#calls = calls;
    this.#bucket = bucket;
    this.#scope = scope;
    this.#vcenter = vcenter;
  }

  /** Makes this process the owner. Returns the turn that must be finished first. */
  async claim(signal: AbortSignal): Promise<Unfinished | undefined> {
    for (;;) {
      const before = await this.#read(signal);
      const last = before?.head;
      this.#epoch = Math.max((last?.epoch ?? 0) + 1, Date.now()); // keeps growing also when the bucket was lost or restored
      this.#turn = last?.turn ?? 0;
      this.#revision = before?.revision ?? 0;
      if (before === undefined || last?.state !== "open") {
        this.#parts = [];
        const head = this.#head("done", []);
        if (await this.#offer(headText(head, ""), head.nonce, signal)) return undefined;
        continue; // another one claimed it meanwhile: look again
      }
      this.#parts = last.parts;
      const since = last.since ?? before.writtenAt.toISOString();
      const head = { ...this.#head("open", last.parts), since };
      if (!(await this.#offer(headText(head, before.body), head.nonce, signal))) continue;
      return { ...parseEntries(await this.#wholeBody(last.parts, before.body, signal)), since: new Date(since) };
    }
  }

  /** Gives a turn its number and its text, and writes nothing. Throws BUS_MESSAGE_TOO_LARGE. */
  prepare(turn: JournalTurn, maxPayload: number): Prepared {
    const entries = entriesOf(turn);
    requireFit(entries, maxPayload - headerRoom);
    const packs = packEntries(entries, Math.floor(maxPayload / 2));
    this.#turn += 1;
    const parts = packs.length <= 1 ? [] : packs.map((text, i) => ({ key: `part.${this.#epoch}-${this.#turn}.${i}`, text }));
    const head = this.#head("open", parts.map(({ key }) => key));
    return { parts, nonce: head.nonce, keys: head.parts, text: headText(head, parts.length > 0 ? "" : (packs[0] ?? "")) };
  }

  /** Writes a turn down as one unit; the same again when it is not known whether it was. Throws LEDGER_TAKEN_OVER. */
  async write(prepared: Prepared, hooks: WriteHooks, signal: AbortSignal): Promise<void> {
    await this.#marking;
    this.#parts = prepared.keys;
    await inWindow(prepared.parts, async ({ key, text }) => {
      await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#subject(key), text), signal);
    });
    if (prepared.parts.length > 0) hooks.afterParts();
    await this.#put(prepared.text, prepared.nonce, hooks, signal);
  }

  /** Marks the turn as done without anybody waiting for it: should the mark be lost, the turn is done again, which changes nothing. */
  markDone(signal: AbortSignal): Promise<void> {
    const parts = this.#parts;
    const head = this.#head("done", []);
    this.#unanswered = head.nonce;
    const mark = async (): Promise<void> => {
      const session = await this.#calls.link.session(signal);
      const ack = await session.js.publish(this.#subject("journal"), headText(head, ""), { expect: { lastSubjectSequence: this.#revision } });
      this.#revision = ack.seq;
      this.#unanswered = undefined;
      if (parts.length > 0) await this.#removeParts(signal);
    };
    this.#marking = mark().catch(() => undefined); // see above; the next write finds out whether it landed
    return this.#marking;
  }

  /** The server's time at which the present turn was written down; undefined when the journal is gone. */
  async writtenAt(signal: AbortSignal): Promise<Date | undefined> {
    return (await this.#read(signal))?.writtenAt;
  }

  /** Throws LEDGER_TAKEN_OVER when somebody else owns the vCenter now. */
  async verify(signal: AbortSignal): Promise<void> {
    const stored = await this.#read(signal);
    this.#refuseOther(stored?.head);
  }

  /** Removes what crashed writers left; the parts of an unfinished turn stay. */
  async tidy(signal: AbortSignal): Promise<void> {
    await this.#removeParts(signal, new Set(this.#parts));
  }

  #head(state: JournalHead["state"], parts: readonly string[]): JournalHead {
    return { schema: 1, holder: this.#holder, epoch: this.#epoch, turn: this.#turn, nonce: randomUUID(), state, parts };
  }

  async #put(text: string, nonce: string, hooks: WriteHooks, signal: AbortSignal): Promise<void> {
    while (!(await this.#offer(text, nonce, signal))) {
      const stored = await this.#read(signal);
      this.#refuseOther(stored?.head);
      // Our own mark that landed after its answer was given up is no loss; anything else of ours, or nothing, is.
      if (stored?.head === undefined || stored.head.nonce !== this.#unanswered) await hooks.lost();
      this.#unanswered = undefined;
      this.#revision = stored?.revision ?? 0;
    }
    this.#unanswered = undefined;
  }

  /** False when another write came first. A write whose answer was lost is recognised by its nonce. */
  async #offer(text: string, nonce: string, signal: AbortSignal): Promise<boolean> {
    try {
      const ack = await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#subject("journal"), text, { expect: { lastSubjectSequence: this.#revision } }), signal);
      this.#revision = ack.seq;
      return true;
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
    const stored = await this.#read(signal);
    if (stored?.head?.nonce !== nonce) return false;
    this.#revision = stored.revision;
    return true;
  }

  /** An older epoch is what a restored backup shows; only a newer one has overtaken us. */
  #refuseOther(head: JournalHead | undefined): void {
    if (head !== undefined && head.holder !== this.#holder && head.epoch >= this.#epoch) throw takenOver(this.#vcenter, head.holder.split("/").slice(0, 2).join(" process "));
  }

  async #wholeBody(parts: readonly string[], body: string, signal: AbortSignal): Promise<string> {
    if (parts.length === 0) return body;
    const texts = new Map<string, string>();
    await inWindow(parts, async (key) => {
      const part = await this.#get(key, signal);
      if (part === undefined) throw new BusError("LEDGER_RECORD_UNREADABLE", `Cannot finish the last turn of vCenter ${this.#vcenter}: part "${key}" of its journal is missing`);
      texts.set(key, part.string());
    });
    return parts.map((key) => texts.get(key) ?? "").join("\n");
  }

  async #removeParts(signal: AbortSignal, keep: ReadonlySet<string> = new Set()): Promise<void> {
    const skip = this.#subject("").length;
    const leftover = await this.#calls.call(this.#stream, async (session) => {
      const found: number[] = [];
      await readStream(session, { stream: this.#stream, filter: this.#subject("part.>"), from: "last-per-subject", headersOnly: true }, (message) => {
        if (!keep.has(message.subject.slice(skip))) found.push(message.seq);
        return true;
      });
      return found;
    }, signal);
    await inWindow(leftover, (revision) => deleteRevision(this.#calls, this.#stream, revision, signal));
  }

  async #read(signal: AbortSignal): Promise<Stored | undefined> {
    const message = await this.#get("journal", signal);
    if (message === undefined) return undefined;
    const text = message.string();
    return { revision: message.seq, writtenAt: new Date(message.time), ...(text === "" ? { head: undefined, body: "" } : parseHead(text)) };
  }

  async #get(key: string, signal: AbortSignal): Promise<StoredMsg | undefined> {
    return this.#calls.call(this.#stream, async ({ jsm }) => (await jsm.streams.getMessage(this.#stream, { last_by_subj: this.#subject(key) })) ?? undefined, signal);
  }

  get #stream(): string {
    return this.#bucket.stream.name;
  }

  #subject(key: string): string {
    return `${this.#bucket.prefix}${this.#scope}.${key}`;
  }
}

function requireFit(entries: readonly string[], limit: number): void {
  for (const entry of entries) {
    if (Buffer.byteLength(entry) <= limit) continue;
    const meta = entry.slice(0, entry.indexOf("\n"));
    throw new BusError("BUS_MESSAGE_TOO_LARGE", `Cannot save ${meta}: it has ${Buffer.byteLength(entry)} bytes and the NATS server takes ${limit}`, {
      hint: "Raise max_payload of the NATS server",
    });
  }
}
