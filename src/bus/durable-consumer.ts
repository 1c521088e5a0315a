/**
 * A durable consumer as tetherd needs it: declared, read back, and pulled from while the session lasts. What becomes of a message is decided by whoever takes it, who also
 * acknowledges it.
 */
import { JetStreamApiError, type ConsumeOptions, type ConsumerConfig, type ConsumerInfo, type JsMsg } from "@nats-io/jetstream";
import type { BusLog } from "./bus-settings.js";
import { BusError } from "./errors.js";
import type { Session } from "./session.js";

/** Exactly what is relied upon; servers drop what they do not know. */
export type WantedConsumer = Partial<ConsumerConfig> & { readonly durable_name: string; readonly filter_subject: string };

/** nats-server: "consumer not found". */
const consumerNotFound = 10_014;

/** `begin` says where a new one begins. On 2.9 `add` quietly changes a consumer that is there: so it is looked at first. Throws BUS_STREAM_MISMATCH. */
export async function ensureConsumer({ jsm }: Session, stream: string, wanted: WantedConsumer, begin: Pick<ConsumerConfig, "deliver_policy" | "opt_start_time">): Promise<ConsumerInfo> {
  const { durable_name: durable } = wanted;
  const found = await jsm.consumers.info(stream, durable).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code === consumerNotFound) return undefined;
    throw error;
  });
  const info = found ?? await jsm.consumers.add(stream, { ...wanted, ...begin });
  const names = Object.keys(wanted) as (keyof ConsumerConfig)[];
  const differs = (config: ConsumerConfig): boolean => names.some((name) => config[name] !== wanted[name]);
  if (!differs(info.config)) return info;
  const mismatch = (cause?: unknown): BusError => new BusError("BUS_STREAM_MISMATCH", `Cannot use consumer "${durable}" of stream "${stream}" as tetherd needs it`, {
    cause, hint: `Remove it (nats consumer rm ${stream} ${durable}): tetherd declares it anew and loses nothing`,
  });
  const changed = await jsm.consumers.update(stream, durable, wanted).catch((error: unknown) => { throw error instanceof JetStreamApiError ? mismatch(error) : error; });
  if (differs(changed.config)) throw mismatch();
  return changed;
}

/** Until the session is lost or the signal aborts. The next message is taken when `take` has returned, or what it returned has resolved. */
export async function pullMessages(session: Session, stream: string, durable: string, options: ConsumeOptions, signal: AbortSignal, take: (message: JsMsg) => Promise<void> | undefined): Promise<void> {
  const consumer = await session.js.consumers.get(stream, durable);
  const messages = await consumer.consume(options);
  const stop = (): void => void messages.close();
  const ended = AbortSignal.any([session.lost, signal]);
  ended.addEventListener("abort", stop, { once: true });
  if (ended.aborted) stop();
  try {
    for await (const message of messages) await take(message);
  } finally {
    ended.removeEventListener("abort", stop);
    await messages.close();
  }
}

/** Tells what keeps a consumer from working, each once until it is another; of connections that are lost the link tells. */
export function consumerTroubles(log: BusLog, durable: string): (error: unknown) => void {
  let last: string | undefined;
  return (error) => {
    if (!(error instanceof BusError) || error.retryable || error.message === last) return;
    last = error.message;
    log.error({ code: error.code, consumer: durable }, `NATS: ${error.message}${error.hint === undefined ? "" : `. ${error.hint}`}`);
  };
}
