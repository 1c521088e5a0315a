/** For tests on a real server: settings for a bus, a log that can be read, and a reader of streams and buckets that shares no code with `src/bus`. */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { BusLog, BusSettings } from "../../src/bus/bus-settings.js";
import type { CloudEvent } from "../../src/bus/cloud-event.js";

export const forever = new AbortController().signal;

export function busSettings(url: string, change: Partial<BusSettings> = {}): BusSettings {
  return {
    site: "test", servers: [url], credsFile: undefined, nkeySeedFile: undefined, username: undefined, password: undefined, token: undefined,
    caFile: undefined, certFile: undefined, keyFile: undefined, replicas: 1, streamMaxBytes: 64 * 1_048_576, ...change,
  };
}

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function memoryLog(): BusLog & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine["level"]) => (details: Readonly<Record<string, unknown>>, message: string) => void lines.push({ level, message, details });
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

export interface Stored {
  readonly subject: string;
  readonly msgID: string;
  readonly event: CloudEvent;
}

/** Reads on in the streams of alerts, actions and facts; each call gives everything stored so far, in stored order per stream. */
export function streamReader(connection: NatsConnection, site = "test"): () => Promise<readonly Stored[]> {
  const js = jetstream(connection);
  const read = new Map<string, { next: number; readonly messages: Stored[] }>(["ALERTS", "ACTIONS", "FACTS"].map((suffix) => [`TETHERD_${site}_${suffix}`, { next: 1, messages: [] }]));
  return async () => {
    for (const [stream, so] of read) {
      const { state } = await (await jetstreamManager(connection)).streams.info(stream);
      if (state.last_seq < so.next || state.messages === 0) continue;
      const consumer = await js.consumers.get(stream, { opt_start_seq: so.next });
      const messages = await consumer.consume();
      for await (const message of messages) {
        so.messages.push({ subject: message.subject, msgID: message.headers?.get("Nats-Msg-Id") ?? "", event: message.json() });
        so.next = message.seq + 1;
        if (message.info.pending === 0) break;
      }
      await consumer.delete();
    }
    return [...read.values()].flatMap(({ messages }) => messages);
  };
}

/** The public bucket of alerts, read as any consumer would. */
export async function readAlerts(connection: NatsConnection, instanceUuid: string, site = "test"): Promise<ReadonlyMap<string, CloudEvent>> {
  const bucket = await new Kvm(connection).open(`tetherd_${site}_alerts`);
  const found = new Map<string, CloudEvent>();
  for await (const key of await bucket.keys(`${instanceUuid}.>`)) {
    const entry = await bucket.get(key);
    if (entry?.operation === "PUT") found.set(key.slice(instanceUuid.length + 1), entry.json());
  }
  return found;
}

export async function reader(url: string): Promise<NatsConnection> {
  return connect({ servers: url, name: "a consumer", maxReconnectAttempts: -1, reconnectTimeWait: 100 });
}
