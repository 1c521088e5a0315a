/**
 * Listens on the stream of actions for all executors of a site together: a durable consumer that any of them pulls from. A message is only a reference to an
 * intent that tetherd wrote down itself; whatever else comes under these subjects goes to the dead letters. It carries nothing out.
 */
import { AckPolicy, DeliverPolicy, type ConsumerConfig, type JsMsg } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { actionEventStates } from "../actions/action-state.js";
import type { Intent } from "../actions/intent.js";
import type { ActionRequest } from "../actions/request.js";
import { contentHash } from "../shared/digest.js";
import type { BusLog } from "./bus-settings.js";
import { consumerTroubles, ensureConsumer, pullMessages } from "./durable-consumer.js";
import type { FollowedBucket } from "./followed-bucket.js";
import { intentKey } from "./intent-key.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { pause, retryDelayMs } from "./waiting.js";

const durable = "executor";
/** A forged message is kept as far as this. */
const mostKept = 65_536;

const wanted = {
  durable_name: durable, ack_policy: AckPolicy.Explicit, ack_wait: nanos(60_000), max_deliver: -1, max_ack_pending: 64,
} as const satisfies Partial<ConsumerConfig>;

export class ActionIntake {
  readonly #link: NatsLink;
  readonly #bucket: FollowedBucket;
  readonly #log: BusLog;
  readonly #calls: PatientCalls;
  readonly #closing = new AbortController();

  constructor(link: NatsLink, bucket: FollowedBucket, log: BusLog) {
    this.#link = link;
    this.#bucket = bucket;
    this.#log = log;
    this.#calls = new PatientCalls(link);
    void this.#run();
  }

  close(): void {
    this.#closing.abort(new Error("tetherd is stopping"));
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const troubles = consumerTroubles(this.#log, durable);
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const session = await this.#link.session(signal);
        await ensureConsumer(session, this.#stream, { ...wanted, filter_subject: `tetherd.${this.#link.topology.site}.action.>` }, { deliver_policy: DeliverPolicy.New });
        attempt = 0;
        await pullMessages(session, this.#stream, durable, { max_messages: 32 }, signal, (message) => this.#take(message));
      } catch (error) {
        troubles(error);
        if (this.#link.closed) return; // otherwise the next session is waited for
        await pause(retryDelayMs(attempt, Math.random()), signal).catch(() => undefined);
      }
    }
  }

  /** Whatever was said of redeliveries, only the journal knows what has been done: an action that has ended is acknowledged once more and nothing else. */
  async #take(message: JsMsg): Promise<void> {
    const state = message.subject.split(".").at(-1) ?? "";
    if (state === "shadow" || (actionEventStates as readonly string[]).includes(state)) {
      message.ack();
      return;
    }
    const wrong = state === "requested" || state === "proposed" ? await this.#wrongWith(message) : `"${state.slice(0, 60)}" is no state of an action`;
    if (wrong === undefined) {
      message.ack();
      return;
    }
    this.#log.warn({ subject: message.subject, sequence: message.seq }, `NATS: a message about an action is not tetherd's own: ${wrong}; it is put to the dead letters`);
    message.working();
    const body = { subject: message.subject, sequence: message.seq, at: message.timestamp, reason: wrong, body: message.string().slice(0, mostKept) };
    await this.#calls.call(this.#link.topology.dead.name, ({ js }) => js.publish(`tetherd.${this.#link.topology.site}.dead.action`, JSON.stringify(body), { msgID: `action:${message.seq}:${message.timestamp}` }), this.#closing.signal);
    message.term(); // without a reason: servers before 2.10.4 would ignore it and deliver for ever
  }

  /** Undefined: it refers to an intent of ours and says the same. */
  async #wrongWith(message: JsMsg): Promise<string | undefined> {
    let event: { readonly source?: unknown; readonly data?: unknown } | null;
    try {
      event = JSON.parse(message.string()) as typeof event;
    } catch {
      return "it is not JSON";
    }
    const data = event?.data as Partial<ActionRequest> | null | undefined;
    const vcenter = typeof event?.source === "string" ? /^tetherd\/(.+)$/.exec(event.source)?.[1] : undefined;
    if (vcenter === undefined || typeof data !== "object" || data === null || typeof data.id !== "string") return "it has no source and id of an action";
    const key = intentKey(vcenter, data.id);
    const known = this.#bucket.entries.get(key) ?? await this.#bucket.refresh(key, this.#closing.signal).then(() => this.#bucket.entries.get(key));
    if (known === undefined) return `there is no intent ${data.id}`;
    const { request } = known.value as Intent;
    return said(request) === said(data) ? undefined : `it does not say what intent ${data.id} says`;
  }

  get #stream(): string {
    return this.#link.topology.actions.name;
  }
}

/** What is done, and to whom. */
function said({ verb, target, params, policy }: Partial<ActionRequest>): string {
  return contentHash({ verb: verb ?? null, target: target ?? null, params: params ?? null, policy: policy ?? null });
}
