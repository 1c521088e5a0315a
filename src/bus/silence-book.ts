/**
 * The site's silences as they lie in their key-value bucket, followed by every daemon: what one of them writes all of them know. It does not say
 * what a silence holds. While NATS is away the last known ones stay in force.
 */
import { DeliverPolicy } from "@nats-io/jetstream";
import type { Silence } from "../alerts/silence.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { deleteRevision } from "./delete-revision.js";
import type { Session } from "./session.js";
import { subjectToken } from "./subject-token.js";
import { pause } from "./waiting.js";

/** Expired ones are listed for so long, then removed. */
const expiredKeptMs = 7 * 86_400_000;
const againMs = 1_000;

export class SilenceBook {
  readonly #link: NatsLink;
  readonly #calls: PatientCalls;
  readonly #refreshMs: number;
  readonly #changed: (silences: readonly Silence[]) => void;
  readonly #closing = new AbortController();
  readonly #silences = new Map<string, { readonly silence: Silence; readonly revision: number }>();

  /** `changed` is told all of them once they are known, and again after each change. */
  constructor(link: NatsLink, changed: (silences: readonly Silence[]) => void, refreshMs = 60_000) {
    this.#link = link;
    this.#refreshMs = refreshMs;
    this.#calls = new PatientCalls(link);
    this.#changed = changed;
    void this.#run();
  }

  get all(): readonly Silence[] {
    return [...this.#silences.values()].map(({ silence }) => silence);
  }

  get(id: string): Silence | undefined {
    return this.#silences.get(id)?.silence;
  }

  /** Resolves once it is stored; other daemons follow at once. */
  async put(silence: Silence, signal: AbortSignal): Promise<void> {
    const ack = await this.#calls.call(this.#stream, ({ js }) => js.publish(this.#subject(silence.id), JSON.stringify(silence)), signal);
    this.#take(silence, ack.seq);
    this.#changed(this.all);
    await this.#forgetOld(signal);
  }

  close(): void {
    this.#closing.abort(new Error("tetherd is stopping"));
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#follow(await this.#link.session(this.#closing.signal));
      } catch {
        if (this.#link.closed) return;
        await pause(againMs, this.#closing.signal).catch(() => undefined); // the link tells what is wrong
      }
    }
  }

  /** Until the session is lost, or for a while: a bucket that somebody removed meanwhile is only noticed by beginning anew. */
  async #follow(session: Session): Promise<void> {
    const consumer = await session.js.consumers.get(this.#stream, { deliver_policy: DeliverPolicy.LastPerSubject });
    const known = new Set(this.#silences.keys());
    for (const [id, { silence }] of this.#silences) this.#silences.set(id, { silence, revision: 0 }); // numbers begin anew with the bucket
    let waiting = (await consumer.info(true)).num_pending;
    const settle = async (): Promise<void> => {
      for (const id of known) await this.#putBack(session, id);
      known.clear();
      this.#changed(this.all);
    };
    if (waiting === 0) await settle();
    const messages = await consumer.consume({ max_messages: 100 });
    const stop = (): void => void messages.close();
    const ended = AbortSignal.any([session.lost, this.#closing.signal, AbortSignal.timeout(this.#refreshMs)]);
    ended.addEventListener("abort", stop, { once: true });
    if (ended.aborted) stop();
    try {
      for await (const message of messages) {
        const read = readSilence(message.string());
        if (read !== undefined) this.#take(read, message.seq);
        known.delete(read?.id ?? "");
        waiting--;
        if (waiting <= 0) await settle();
      }
    } finally {
      ended.removeEventListener("abort", stop);
      consumer.delete().catch(() => undefined); // it ends by itself when nobody asks
    }
  }

  /** What is known here and no longer lies there was lost with its bucket; only what ended long ago is removed on purpose. */
  async #putBack(session: Session, id: string): Promise<void> {
    const silence = this.get(id);
    if (silence !== undefined && !longOver(silence)) await session.js.publish(this.#subject(id), JSON.stringify(silence));
    else this.#silences.delete(id);
  }

  #take(silence: Silence, revision: number): void {
    if ((this.#silences.get(silence.id)?.revision ?? 0) < revision) this.#silences.set(silence.id, { silence, revision });
  }

  async #forgetOld(signal: AbortSignal): Promise<void> {
    for (const [id, { silence, revision }] of this.#silences) {
      if (!longOver(silence)) continue;
      await deleteRevision(this.#calls, this.#stream, revision, signal);
      this.#silences.delete(id);
    }
  }

  get #stream(): string {
    return this.#link.topology.silenceBucket.stream.name;
  }

  #subject(id: string): string {
    return `${this.#link.topology.silenceBucket.prefix}${subjectToken(id)}`;
  }
}

function longOver({ endsAt }: Silence): boolean {
  return Date.now() - Date.parse(endsAt) >= expiredKeptMs;
}

/** Undefined for what tetherd did not write: it silences nothing. */
function readSilence(text: string): Silence | undefined {
  try {
    const value = JSON.parse(text) as Partial<Silence> | null;
    return value !== null && typeof value.id === "string" && Array.isArray(value.matchers) && !Number.isNaN(Date.parse(value.startsAt ?? "")) && !Number.isNaN(Date.parse(value.endsAt ?? "")) ? value as Silence : undefined;
  } catch {
    return undefined;
  }
}
