/**
 * Listens on the stream of alerts for the relay: a durable consumer whose messages are acknowledged when whoever takes them has kept them, or when they have been put
 * to the dead letters with the reason. It decides nothing about alerts, and tells nobody.
 */
import { AckPolicy, DeliverPolicy, type ConsumerConfig, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { BusLog } from "./bus-settings.js";
import { consumerTroubles, ensureConsumer, pullMessages } from "./durable-consumer.js";
import { BusError } from "./errors.js";
import type { FollowedBucket } from "./followed-bucket.js";
import { inWindow } from "./in-window.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";
import type { Session } from "./session.js";
import { pause, retryDelayMs } from "./waiting.js";

export interface AlertMessage {
  /** The CloudEvent. */
  readonly text: string;
  /** Where it lies in the stream: comparable within one `stream`. Undefined for the last message of an alert, from the public bucket. */
  readonly at: { readonly stream: string; readonly sequence: number } | undefined;
}

/** Resolves when the message is kept; with a reason where it cannot be used. */
export type TakeAlert = (message: AlertMessage) => Promise<string | undefined>;

const durable = "relay";
/** Key in the relay's bucket: of which consumer it is known that nothing before it was missed. */
const begunKey = "begun";
/** A new consumer begins so far back: the public bucket, which is read too, may lag behind the stream. */
const overlapMs = 3_600_000;
/** A forged message is kept as far as this. */
const mostKept = 65_536;
/** What could not be kept comes again after so long. */
const againMs = 500;

/** Keeping a message takes milliseconds. */
const wanted = {
  durable_name: durable, ack_policy: AckPolicy.Explicit, ack_wait: nanos(5_000), max_deliver: -1, max_ack_pending: 512,
} as const satisfies Partial<ConsumerConfig>;

export class AlertIntake {
  readonly #link: NatsLink;
  readonly #book: FollowedBucket;
  readonly #log: BusLog;
  readonly #take: TakeAlert;
  readonly #calls: PatientCalls;

  constructor(link: NatsLink, book: FollowedBucket, log: BusLog, take: TakeAlert) {
    this.#link = link;
    this.#book = book;
    this.#log = log;
    this.#take = take;
    this.#calls = new PatientCalls(link);
  }

  /** Until the signal aborts; over every loss of the connection. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const troubles = consumerTroubles(this.#log, durable);
    const filter = `tetherd.${this.#link.topology.site}.alert.>`;
    for (let attempt = 0; !signal.aborted && !this.#link.closed; attempt++) {
      try {
        const session = await this.#link.session(signal);
        const begin = { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(Date.now() - overlapMs).toISOString() };
        const info = await ensureConsumer(session, this.#stream, { ...wanted, filter_subject: filter }, begin);
        const { created } = (await session.jsm.streams.info(this.#stream));
        await this.#catchUp(session, `${created} ${info.created}`, signal);
        attempt = 0;
        await pullMessages(session, this.#stream, durable, { max_messages: 256, abort_on_missing_resource: true }, signal, (message) => {
          // Side by side: the server hands out no more than it may have back, and whoever takes them keeps each alert's order.
          this.#keep(message, created, signal).catch((error: unknown) => {
            if (!signal.aborted) troubles(error);
            message.nak(againMs);
          });
          return undefined;
        });
      } catch (error) {
        troubles(error);
        await pause(retryDelayMs(attempt, Math.random()), signal).catch(() => undefined);
      }
    }
  }

  /** With a consumer that is new, or whose beginning was never made good: the last word on every alert, from the public bucket. */
  async #catchUp(session: Session, consumer: string, signal: AbortSignal): Promise<void> {
    if (this.#book.entries.get(begunKey)?.value === consumer) return;
    const { stream, prefix } = this.#link.topology.alertBucket;
    const texts: string[] = [];
    await readStream(session, { stream: stream.name, filter: `${prefix}>`, from: "last-per-subject" }, (message) => {
      if (message.data.length > 0) texts.push(message.string());
      return true;
    });
    await inWindow(texts, async (text) => {
      await this.#take({ text, at: undefined });
    });
    await this.#book.put(begunKey, consumer, this.#book.entries.get(begunKey)?.revision ?? 0, signal);
  }

  async #keep(message: JsMsg, stream: string, signal: AbortSignal): Promise<void> {
    const wrong = await this.#take({ text: message.string(), at: { stream, sequence: message.seq } }).catch((error: unknown) => {
      if (error instanceof BusError && error.code === "BUS_MESSAGE_TOO_LARGE") return "is too large to be kept beside what was told of it";
      throw error;
    });
    if (wrong === undefined) {
      message.ack();
      return;
    }
    this.#log.warn({ subject: message.subject, sequence: message.seq }, `NATS: a message under the subjects of alerts cannot be used: it ${wrong}; it is put to the dead letters`);
    const body = { subject: message.subject, sequence: message.seq, at: message.timestamp, reason: `it ${wrong}`, body: message.string().slice(0, mostKept) };
    const { dead, site } = this.#link.topology;
    await this.#calls.call(dead.name, ({ js }) => js.publish(`tetherd.${site}.dead.alert`, JSON.stringify(body), { msgID: `alert:${message.seq}:${message.timestamp}` }), signal);
    message.term(); // without a reason: servers before 2.10.4 would ignore it and deliver for ever
  }

  get #stream(): string {
    return this.#link.topology.alerts.name;
  }
}
