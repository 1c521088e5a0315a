/**
 * The way to a bridge on NATS: through the stream that takes its subject, watched by its consumer's position; where no stream does, by request and reply. It never
 * sends to a site on which a tetherd is alive.
 */
import { jetstreamManager, type ConsumerInfo, type JetStreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { Bridge } from "./bridge.js";
import { bridgeSubject, siteOfSubject } from "./bridge-subject.js";
import type { BusSettings } from "./bus-settings.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom } from "./credentials.js";
import { BusError } from "./errors.js";
import { explainError } from "./explain-error.js";
import { requestBridge } from "./request-bridge.js";
import { withoutUsers } from "./server-addresses.js";
import { streamBridge } from "./stream-bridge.js";

export interface BridgeOnNats {
  /** What the bridge reads: a subject, or "….>". */
  readonly subject: string;
  /** Its consumer, where the stream has several. */
  readonly consumer: string | undefined;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
}

export interface OpenBridge extends Bridge {
  /** In words, e.g. 'consumer "chat" of stream CHECK'. */
  readonly way: string;
  readonly close: () => Promise<void>;
}

/** Throws BUS_SUBJECT_UNUSABLE, BUS_SUBJECT_IN_USE, BUS_CONSUMER_UNCLEAR, and the BUS_ codes of a connection. */
export async function openBridge(given: BusSettings, { subject, consumer, timeoutMs }: BridgeOnNats): Promise<OpenBridge> {
  const settings = withoutUsers(given);
  const where = settings.servers.join(", ");
  bridgeSubject(subject, "heartbeat");
  const credentials = credentialsFrom(settings);
  try {
    await credentials.refresh();
    const connection = await connect({ ...connectOptions(settings, credentials), reconnect: false, name: "tetherd consumer-check" });
    try {
      const jsm = await jetstreamManager(connection, { checkAPI: false });
      await requireUnused(jsm, subject);
      const stream = await streamOf(jsm, subject);
      const close = (): Promise<void> => connection.close();
      if (stream === undefined) return { ...requestBridge(connection, subject, timeoutMs), way: `requests to ${subject}`, close };
      const reader = await readerOf(jsm, stream, consumer);
      return { ...streamBridge(connection, jsm, { stream, consumer: reader, subject, timeoutMs }), way: `consumer "${reader}" of stream ${stream}`, close };
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (error) {
    throw explainError(error, where).error;
  }
}

/** Whoever reads what a tetherd publishes would take test messages for its own. */
async function requireUnused(jsm: JetStreamManager, subject: string): Promise<void> {
  const site = siteOfSubject(subject);
  if (site === undefined) return;
  const beats = await jsm.streams.info(`TETHERD_${site}_HEARTBEAT`).then(({ state }) => state.messages, notThere);
  if (beats === undefined || beats === 0) return;
  throw new BusError("BUS_SUBJECT_IN_USE", `Cannot send test messages to "${subject}" as everybody who reads site "${site}" would be told of them: a tetherd publishes there`, {
    hint: "Make a stream for the check (nats stream add CHECK --subjects 'tetherd.check.alert.>') and let a copy of the bridge read that",
  });
}

async function streamOf(jsm: JetStreamManager, subject: string): Promise<string | undefined> {
  return jsm.streams.find(subject).catch(notThere);
}

/** No such stream, or no JetStream at all. */
function notThere(failure: unknown): undefined {
  const { kind, error } = explainError(failure, "JetStream");
  if (kind !== "missing" && error.code !== "BUS_JETSTREAM_OFF") throw error;
}

async function readerOf(jsm: JetStreamManager, stream: string, wanted: string | undefined): Promise<string> {
  const found: ConsumerInfo[] = [];
  for await (const info of jsm.consumers.list(stream)) found.push(info);
  const one = wanted === undefined && found.length === 1 ? found[0] : found.find(({ name }) => name === wanted);
  const names = found.map(({ name }) => name).join(", ");
  if (one === undefined) {
    throw new BusError("BUS_CONSUMER_UNCLEAR", `Cannot tell what the bridge did as its consumer must be known: stream ${stream} has ${found.length === 0 ? "none" : names}`, {
      hint: found.length === 0 ? "Start the bridge first, with a durable consumer" : "Name it with --consumer",
    });
  }
  if (one.config.ack_policy === "none") {
    throw new BusError("BUS_CONSUMER_UNCLEAR", `Cannot tell what the bridge did as its consumer must acknowledge: "${one.name}" of ${stream} has the policy none, so what it takes is lost if it ends`, { hint: "Give it explicit acknowledgements" });
  }
  return one.name;
}
