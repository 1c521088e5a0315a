/**
 * Which commands were taken up, and how they were answered: one key per id, created by compare-and-set, so that of several daemons and after
 * a restart an id is carried out at most once. The bucket forgets by age, later than any command can still count.
 */
import { randomUUID } from "node:crypto";
import type { CommandReply } from "./command.js";
import { LostRace, type PatientCalls } from "./patient-calls.js";
import type { CommandRequest } from "./read-command.js";
import { subjectToken } from "./subject-token.js";
import type { Bucket } from "./topology.js";

interface Remembered {
  readonly verb: string;
  readonly sender: string;
  readonly at: string;
  /** RFC 3339, the daemon's clock. */
  readonly takenAt: string;
  /** Missing while it is being carried out, or when that was cut short. */
  readonly reply?: CommandReply;
}

export type Claim = { readonly kind: "taken"; readonly revision: number } | { readonly kind: "replayed"; readonly first: Remembered };

export class CommandMemory {
  readonly #calls: PatientCalls;
  readonly #bucket: Bucket;

  constructor(calls: PatientCalls, bucket: Bucket) {
    this.#calls = calls;
    this.#bucket = bucket;
  }

  /** Rejects with the signal's reason when JetStream does not answer in time. */
  async claim(verb: string, request: CommandRequest, now: number, signal: AbortSignal): Promise<Claim> {
    const record: Remembered = { verb, sender: request.sender, at: request.at, takenAt: new Date(now).toISOString() };
    const text = JSON.stringify({ ...record, nonce: randomUUID() });
    try {
      return { kind: "taken", revision: await this.#write(request.id, text, 0, signal) };
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
    const stored = await this.#read(request.id, signal);
    if (stored === undefined) return { kind: "taken", revision: await this.#write(request.id, text, 0, signal) };
    // An earlier attempt of this very call whose answer was lost.
    if (stored.text === text) return { kind: "taken", revision: stored.revision };
    return { kind: "replayed", first: JSON.parse(stored.text) as Remembered };
  }

  /** So that a sender who missed the reply gets it by asking again. A failure changes nothing: the command is done. */
  async answered(verb: string, request: CommandRequest, revision: number, reply: CommandReply, now: number, signal: AbortSignal): Promise<void> {
    const record: Remembered = { verb, sender: request.sender, at: request.at, takenAt: new Date(now).toISOString(), reply };
    await this.#write(request.id, JSON.stringify(record), revision, signal).catch(() => undefined);
  }

  async #write(id: string, text: string, revision: number, signal: AbortSignal): Promise<number> {
    const ack = await this.#calls.call(this.#bucket.stream.name, ({ js }) => js.publish(this.#subject(id), text, { expect: { lastSubjectSequence: revision } }), signal);
    return ack.seq;
  }

  async #read(id: string, signal: AbortSignal): Promise<{ readonly text: string; readonly revision: number } | undefined> {
    const message = await this.#calls.call(this.#bucket.stream.name, ({ jsm }) => jsm.streams.getMessage(this.#bucket.stream.name, { last_by_subj: this.#subject(id) }), signal);
    return message === null ? undefined : { text: message.string(), revision: message.seq };
  }

  #subject(id: string): string {
    return `${this.#bucket.prefix}${subjectToken(id)}`;
  }
}
