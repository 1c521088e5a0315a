/**
 * A bridge that reads a stream: messages are stored where it reads, and its consumer's position tells what became of them. What it refused is heard from the
 * server's advisories. It changes nothing about stream or consumer.
 */
import { jetstream, type ConsumerInfo, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import type { Bridge, BridgeAnswer } from "./bridge.js";
import { bridgeSubject, isReadBy } from "./bridge-subject.js";
import { pause } from "./waiting.js";

interface Place {
  readonly stream: string;
  readonly consumer: string;
  /** What the bridge reads. */
  readonly subject: string;
  readonly timeoutMs: number;
}

const lookMs = 20;

export function streamBridge(connection: NatsConnection, jsm: JetStreamManager, { stream, consumer, subject: read, timeoutMs }: Place): Bridge {
  const js = jetstream(connection);
  return {
    send: async (messages, signal) => {
      const heard = listen(connection, stream, consumer);
      try {
        const began = performance.now();
        const stored: (number | undefined)[] = [];
        for (const { tail, msgID, body } of messages) {
          const subject = bridgeSubject(read, tail);
          if (isReadBy(read, subject)) stored.push((await js.publish(subject, body, msgID === undefined ? {} : { msgID })).seq);
          else {
            connection.publish(subject, body);
            stored.push(undefined);
          }
        }
        const last = Math.max(0, ...stored.flatMap((seq) => seq ?? []));
        let info = await jsm.consumers.info(stream, consumer);
        while (!isThrough(info, last) && performance.now() - began < timeoutMs && !signal.aborted) {
          await pause(lookMs, signal);
          info = await jsm.consumers.info(stream, consumer);
        }
        const ms = Math.round(performance.now() - began);
        await connection.flush();
        return stored.map((seq): BridgeAnswer => (seq === undefined ? { outcome: "unasked", words: "sent", ms: 0 } : { ...meaningOf(seq, info, last, heard.refused), ms }));
      } finally {
        heard.stop();
      }
    },
  };
}

/** Everything up to the sequence was delivered and answered for good. */
function isThrough({ delivered, num_pending: pending, num_ack_pending: open }: ConsumerInfo, last: number): boolean {
  return last === 0 || (delivered.stream_seq >= last && pending === 0 && open === 0);
}

function meaningOf(seq: number, info: ConsumerInfo, last: number, refused: ReadonlyMap<number, string>): Pick<BridgeAnswer, "outcome" | "words"> {
  const { delivered, ack_floor: acknowledged } = info;
  const said = refused.get(seq);
  if (said === "terminated" || said === "given up") return { outcome: "refused", words: said };
  if (isThrough(info, last) || seq <= acknowledged.stream_seq) return said === undefined ? { outcome: "accepted", words: "acked" } : { outcome: "busy", words: `${said}, then acked` };
  return { outcome: said === undefined ? "unanswered" : "refused", words: said ?? (delivered.stream_seq < seq ? "not fetched" : "not acked") };
}

const kinds: Readonly<Record<string, string>> = { MSG_NAKED: "nak'd", MSG_TERMINATED: "terminated", MAX_DELIVERIES: "given up" };

/** Advisories of one consumer, by stream sequence. Where they may not be heard, refusals look like missing answers. */
function listen(connection: NatsConnection, stream: string, consumer: string): { readonly refused: ReadonlyMap<number, string>; readonly stop: () => void } {
  const refused = new Map<number, string>();
  const subscriptions = Object.entries(kinds).map(([kind, words]): Subscription => connection.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream}.${consumer}`, {
    callback: (error, message) => {
      if (error === null) refused.set(message.json<{ readonly stream_seq: number }>().stream_seq, words);
    },
  }));
  return { refused, stop: () => subscriptions.forEach((subscription) => subscription.unsubscribe()) };
}
