/**
 * The time during which this process owns one vCenter: from claiming its journal to being overtaken or stopped. It holds the copy of the saved state.
 * The order of writes is the whole promise: journal, then messages, then state, and only then the next turn.
 */
import { fromJsonText, jsonText } from "../shared/json-text.js";
import type { BusLog } from "./bus-settings.js";
import { fitMessage } from "./fit-message.js";
import { inWindow } from "./in-window.js";
import { Journal, type Prepared } from "./journal.js";
import type { JournalPut, JournalTurn } from "./journal-record.js";
import type { LedgerStep } from "./ledger-step.js";
import { MirroredBucket } from "./mirrored-bucket.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { publishMessages } from "./publish-messages.js";
import { publishedIds } from "./published-ids.js";
import { escapeToken, subjectToken, unescapeToken } from "./subject-token.js";
import { writeIntents } from "./write-intents.js";
import { toMessage } from "./to-message.js";
import { stateKinds, type SavedState, type StateKey, type Turn } from "./turn.js";

/** Room for headers and for the journal's own line beside a message's body. */
const envelopeRoom = 4_096;
/** Resolved alerts leave the public bucket after the time that streams keep messages. */
const resolvedKeptMs = 30 * 86_400_000;
/** After a pause of this length in the middle of a turn the owner looks whether it still is one. */
const ownerCheckMs = 5_000;
/** Used when the journal that tells the true time is gone. */
const unknownSinceMs = 3_600_000;

export class Tenure {
  readonly #link: NatsLink;
  readonly #log: BusLog;
  readonly #instanceUuid: string;
  readonly #step: (step: LedgerStep) => void;
  readonly #writesIntents: boolean;
  readonly #calls: PatientCalls;
  readonly #journal: Journal;
  readonly #state: MirroredBucket;
  readonly #alerts: MirroredBucket;
  #alertBirths = 0;
  /** Written down, or perhaps so, and not done. */
  #unfinished: { readonly turn: JournalTurn; readonly prepared: Prepared; readonly begun: number; written: boolean } | undefined;

  constructor(link: NatsLink, log: BusLog, instanceUuid: string, step: (step: LedgerStep) => void, writesIntents: boolean) {
    const { stateBucket, alertBucket } = link.topology;
    const scope = subjectToken(instanceUuid);
    this.#link = link;
    this.#log = log;
    this.#instanceUuid = instanceUuid;
    this.#step = step;
    this.#writesIntents = writesIntents;
    this.#calls = new PatientCalls(link);
    this.#journal = new Journal(this.#calls, stateBucket, scope, instanceUuid);
    const stillOurs = (signal: AbortSignal): Promise<void> => this.#journal.verify(signal);
    this.#state = new MirroredBucket(this.#calls, stateBucket, `${scope}.state`, stillOurs);
    this.#alerts = new MirroredBucket(this.#calls, alertBucket, scope, stillOurs);
  }

  async begin(signal: AbortSignal): Promise<SavedState> {
    const unfinished = await this.#journal.claim(signal);
    this.#alertBirths = this.#link.births(this.#link.topology.alertBucket.stream.name);
    await this.#state.load(signal);
    await this.#alerts.load(signal);
    if (unfinished !== undefined) {
      const { messages, puts, since } = unfinished;
      // However short the pause was: looking costs a pass over what came since, and depends on no clock.
      const stored = await publishedIds(this.#calls, this.#link.topology, messages, since, signal);
      await this.#finish({ messages, puts }, () => Promise.resolve(since), stored, signal);
      await this.#journal.markDone(signal);
    }
    await this.#journal.tidy(signal);
    await this.#forgetResolved(signal);
    return savedState(this.#state);
  }

  async commit(turn: Turn, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#unfinished !== undefined) await this.#finishEarlier(signal);
    await this.#repairAlerts(signal);
    await this.#state.sweep(signal);
    const { maxPayload } = await this.#link.session(signal);
    const journalTurn = this.#encode(turn, maxPayload - envelopeRoom);
    if (journalTurn.messages.length === 0 && journalTurn.puts.length === 0) return;
    this.#step("before-journal");
    const unfinished = { turn: journalTurn, prepared: this.#journal.prepare(journalTurn, maxPayload), begun: Date.now(), written: false };
    this.#unfinished = unfinished;
    await this.#write(signal);
    this.#step("after-journal");
    await this.#finish(journalTurn, () => this.#since(unfinished.begun, signal), new Set(), signal);
    this.#unfinished = undefined;
    void this.#journal.markDone(signal);
  }

  async #write(signal: AbortSignal): Promise<void> {
    if (this.#unfinished === undefined || this.#unfinished.written) return;
    await this.#journal.write(this.#unfinished.prepared, { afterParts: () => this.#step("after-parts"), lost: () => this.#restore(signal) }, signal);
    this.#unfinished.written = true;
  }

  /** An earlier commit was cut short while or after it was written down; the caller may have gone on to another turn. */
  async #finishEarlier(signal: AbortSignal): Promise<void> {
    if (this.#unfinished === undefined) return;
    const { turn, begun } = this.#unfinished;
    await this.#write(signal);
    await this.#journal.verify(signal);
    const since = (): Promise<Date> => this.#since(begun, signal);
    const stored = await publishedIds(this.#calls, this.#link.topology, turn.messages, await since(), signal);
    await this.#finish(turn, since, stored, signal);
    this.#unfinished = undefined;
  }

  /** The server's time before which nothing of the present turn was published. */
  async #since(begun: number, signal: AbortSignal): Promise<Date> {
    return (await this.#journal.writtenAt(signal)) ?? new Date(begun - unknownSinceMs);
  }

  async #finish(turn: JournalTurn, notBefore: () => Promise<Date>, stored: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const begunAt = Date.now();
    // First the record, then the message that refers to it: nobody hears of an action that is not in the journal.
    if (this.#writesIntents) await writeIntents(this.#calls, this.#link.topology.intentBucket, this.#instanceUuid, turn.messages, signal);
    await publishMessages(this.#calls, this.#link.topology, { messages: turn.messages, stored, notBefore, afterMessage: () => this.#step("after-message") }, signal);
    this.#step("after-publish");
    if (Date.now() - begunAt > ownerCheckMs) await this.#journal.verify(signal);
    const lastAlerts = new Map(turn.messages.flatMap(({ alertKey, body }) => (alertKey === undefined ? [] : [[alertKey, body] as const])));
    const writes = [
      ...turn.puts.map(({ key, body }) => async () => this.#put(key, body, signal)),
      ...[...lastAlerts].map(([key, body]) => async () => this.#alerts.put(key, body, signal)),
    ];
    await inWindow(writes, async (write) => {
      await write();
      this.#step("after-put");
    });
    this.#step("after-puts");
  }

  async #put(key: StateKey, body: string | undefined, signal: AbortSignal): Promise<void> {
    await this.#state.put(nameOf(key), body, signal);
  }

  /** The last put of a key counts; what is saved already is not said again. */
  #encode(turn: Turn, limit: number): JournalTurn {
    const origin = { site: this.#link.topology.site, instanceUuid: this.#instanceUuid };
    const puts = new Map<string, JournalPut>();
    for (const { key, value } of turn.puts) puts.set(nameOf(key), { key, body: value === null || value === undefined ? undefined : jsonText(value) });
    return {
      messages: turn.messages.map((one) => {
        const message = toMessage(one, origin);
        return { subject: message.subject, msgID: message.msgID, lane: message.lane, alertKey: message.alertKey, body: fitMessage(message, limit) };
      }),
      puts: [...puts].filter(([name, { body }]) => this.#state.entries.get(name)?.text !== body).map(([, put]) => put),
    };
  }

  async #restore(signal: AbortSignal): Promise<void> {
    this.#log.warn({ vcenter: this.#instanceUuid }, "NATS: tetherd's saved state was removed or set back by somebody; writing it anew from memory");
    await this.#state.restore(signal);
    await this.#alerts.restore(signal);
  }

  async #repairAlerts(signal: AbortSignal): Promise<void> {
    const births = this.#link.births(this.#link.topology.alertBucket.stream.name);
    if (births === this.#alertBirths) return;
    await this.#alerts.restore(signal);
    this.#alertBirths = births;
  }

  async #forgetResolved(signal: AbortSignal): Promise<void> {
    const old = [...this.#alerts.entries].filter(([, { text, writtenAt }]) =>
      Date.now() - writtenAt > resolvedKeptMs && text?.includes('"type":"io.tetherd.alert.resolved.v1"'));
    await inWindow(old, ([key]) => this.#alerts.remove(key, signal));
  }
}

function nameOf(key: StateKey): string {
  return `${key.kind}.${escapeToken(key.id)}`;
}

function savedState(bucket: MirroredBucket): SavedState {
  const state = new Map<StateKey["kind"], Map<string, unknown>>(stateKinds.map((kind) => [kind, new Map()]));
  for (const [name, { text }] of bucket.entries) {
    const dot = name.indexOf(".");
    const kind = stateKinds.find((one) => one === name.slice(0, dot)); // a kind of a newer version is left alone
    if (kind !== undefined && text !== undefined) state.get(kind)?.set(unescapeToken(name.slice(dot + 1)), fromJsonText(text));
  }
  return state;
}
