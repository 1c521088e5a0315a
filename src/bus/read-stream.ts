/**
 * One pass over a stream, from a start to what is newest when it gets there. It holds nothing; each message is handed over once per pass.
 * It never acknowledges and leaves no consumer behind.
 */
import { DeliverPolicy, type JsMsg } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import type { Session } from "./session.js";

export interface Pass {
  readonly stream: string;
  /** One subject filter (2.9 knows no more). */
  readonly filter?: string;
  /** Only the newest message per subject; otherwise everything stored since `from`. */
  readonly from: "last-per-subject" | Date;
  readonly headersOnly?: boolean;
}

/** Nothing for so long, while something is still announced, means that the pass must begin again. */
const silenceMs = 5_000;

/** `take` returns false to end early. Rejects when the connection is lost: the caller begins again. */
export async function readStream(session: Pick<Session, "js" | "lost">, pass: Pass, take: (message: JsMsg) => boolean): Promise<void> {
  const consumer = await session.js.consumers.get(pass.stream, {
    ...(pass.filter === undefined ? {} : { filter_subjects: pass.filter }),
    ...(pass.from instanceof Date ? { opt_start_time: pass.from.toISOString() } : { deliver_policy: DeliverPolicy.LastPerSubject }),
    ...(pass.headersOnly === true ? { headers_only: true } : {}),
    inactive_threshold: 30_000,
  });
  const pending = (await consumer.info(true)).num_pending;
  if (pending > 0) {
    const messages = await consumer.consume({ max_messages: 1_000 });
    const watched = { heard: true, silent: false };
    const stop = (): void => void messages.close();
    session.lost.addEventListener("abort", stop, { once: true });
    const watch = setInterval(() => {
      watched.silent = !watched.heard;
      watched.heard = false;
      if (watched.silent) stop();
    }, silenceMs);
    let complete = false;
    try {
      for await (const message of messages) {
        watched.heard = true;
        complete = !take(message) || message.info.pending === 0;
        if (complete) break;
      }
    } finally {
      clearInterval(watch);
      session.lost.removeEventListener("abort", stop);
      await messages.close();
    }
    if (!complete) throw watched.silent ? new errors.TimeoutError() : new errors.ConnectionError("the pass over the stream was cut off");
  }
  consumer.delete().catch(() => undefined); // it ends by itself after its inactive threshold
}
