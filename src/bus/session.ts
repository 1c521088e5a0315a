/**
 * One stretch of time in which NATS is connected and the site's streams stand: from a (re)connect to the next loss.
 * It is never repaired; the link makes a new one.
 */
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { ensureStream } from "./ensure-stream.js";
import { explainError } from "./explain-error.js";
import { BusError } from "./errors.js";
import { requireServerVersion } from "./server-version.js";
import { streamsOf, type Topology } from "./topology.js";

/** Requests in flight when a connection drops run into this; retried with the same id. */
export const requestTimeoutMs = 3_000;
/** nats-server: "expected stream does not match". */
const otherStream = 10_060;

export interface Session {
  /** For core requests and replies; everything that matters goes through `js`. */
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** Bytes of headers and body together that the server takes. */
  readonly maxPayload: number;
  /** Streams that had to be created, by name: after the first session this means that somebody removed them. */
  readonly created: readonly string[];
  /** Aborts when the connection is lost or the streams are no longer trusted. */
  readonly lost: AbortSignal;
}

/** Throws a BusError that says what is missing and where to change it. */
export async function openSession(connection: NatsConnection, topology: Topology, lost: AbortSignal): Promise<Session> {
  const { info } = connection;
  requireServerVersion(info?.version ?? "0");
  const options = { timeout: requestTimeoutMs };
  const jsm = await jetstreamManager(connection, { ...options, checkAPI: false });
  await requireJetStream(jsm);
  const created: string[] = [];
  for (const wanted of streamsOf(topology)) {
    try {
      if ((await ensureStream(jsm, wanted)) === "created") created.push(wanted.name);
    } catch (error) {
      throw explainError(error, `stream "${wanted.name}"`).error;
    }
  }
  const js = jetstream(connection, options);
  await Promise.all(probes(topology).map(([stream, subject]) => requirePublish(js, stream, subject)));
  return { connection, js, jsm, maxPayload: info?.max_payload ?? 1_048_576, created, lost };
}

/** Throws BUS_JETSTREAM_OFF. */
export async function requireJetStream(jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.getAccountInfo();
  } catch (error) {
    const { kind, error: explained } = explainError(error, "JetStream");
    if (kind !== "missing") throw explained;
    throw new BusError("BUS_JETSTREAM_OFF", "Cannot use JetStream: the NATS server does not answer for it", {
      hint: "Enable JetStream in the server's configuration (jetstream { store_dir: … }) and for the account", cause: error,
    });
  }
}

/** One subject of each kind that will be published to, and the stream behind it. */
export function probes(topology: Topology): readonly (readonly [stream: string, subject: string])[] {
  const { site } = topology;
  return [
    [topology.alerts.name, `tetherd.${site}.alert.info.probe`],
    [topology.actions.name, `tetherd.${site}.action.probe.shadow`],
    [topology.facts.name, `tetherd.${site}.fact.ingest.gap`],
    [topology.shadow.name, `tetherd.${site}.shadow.alert.info.probe`],
    [topology.heartbeat.name, `tetherd.${site}.heartbeat`],
    [topology.alertBucket.stream.name, `${topology.alertBucket.prefix}probe`],
    [topology.stateBucket.stream.name, `${topology.stateBucket.prefix}probe`],
    [topology.commandBucket.stream.name, `${topology.commandBucket.prefix}probe`],
    [topology.silenceBucket.stream.name, `${topology.silenceBucket.prefix}probe`],
    [topology.intentBucket.stream.name, `${topology.intentBucket.prefix}probe`],
    [topology.relayBucket.stream.name, `${topology.relayBucket.prefix}probe`],
    [topology.dead.name, `tetherd.${site}.dead.probe`],
  ];
}

/** Asks the stream to refuse a message: the refusal proves permission and binding, and nothing is stored. */
export async function requirePublish(js: JetStreamClient, stream: string, subject: string): Promise<void> {
  try {
    await js.publish(subject, "", { expect: { streamName: "none-such" } });
  } catch (error) {
    if ((error as { code?: unknown }).code === otherStream) return;
    throw explainError(error, `stream "${stream}"`).error;
  }
}
