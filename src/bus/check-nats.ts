/**
 * What `doctor` asks of NATS: the same steps as the daemon takes, one by one, each with what is wrong and what to do.
 * It declares streams as the daemon would and stores no message.
 */
import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { BusSettings } from "./bus-settings.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom } from "./credentials.js";
import { ensureStream } from "./ensure-stream.js";
import type { BusError } from "./errors.js";
import { explainError } from "./explain-error.js";
import { readStream } from "./read-stream.js";
import { withoutUsers } from "./server-addresses.js";
import { requireServerVersion, versionCaveat } from "./server-version.js";
import { probes, requestTimeoutMs, requireJetStream, requirePublish } from "./session.js";
import { streamsOf, topologyOf, type Topology } from "./topology.js";
import { orAborted } from "./waiting.js";

export interface CheckStep {
  /** e.g. "NATS: connect". */
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do when it is not ok; advice when it is. */
  readonly hint?: string;
  readonly code?: string;
}

/** Ends with the first step that fails, for the later ones stand on it. Never throws. */
export async function checkNats(given: BusSettings, signal: AbortSignal): Promise<readonly CheckStep[]> {
  const settings = withoutUsers(given);
  const steps: CheckStep[] = [];
  const where = settings.servers.join(", ");
  let connection: NatsConnection | undefined;
  /** Runs one step; undefined when it failed. */
  const step = async <T>(name: string, what: string, work: () => Promise<T>, detail: (value: T) => string, hint?: (value: T) => string | undefined): Promise<T | undefined> => {
    try {
      const value = await orAborted(work(), signal);
      const advice = hint?.(value);
      steps.push({ name, ok: true, detail: detail(value), ...(advice === undefined ? {} : { hint: advice }) });
      return value;
    } catch (error) {
      steps.push(failed(name, signal.aborted ? explainError(signal.reason, what).error : explainError(error, what).error));
      return undefined;
    }
  };

  try {
    const topology = await step("NATS: site", "site", async () => Promise.resolve(topologyOf(settings)), ({ site }) => `subjects begin with tetherd.${site}.`);
    if (topology === undefined) return steps;
    const credentials = credentialsFrom(settings);
    if ((await step("NATS: credentials", "credentials", async () => (await credentials.refresh(), true), () => kindOf(settings))) === undefined) return steps;
    connection = await step("NATS: connect", where, () => connect({ ...connectOptions(settings, credentials), reconnect: false }),
      (made) => `${made.getServer()}, server ${made.info?.version ?? "of unknown version"}`);
    if (connection === undefined) return steps;
    await checkJetStream(connection, topology, step);
    return steps;
  } finally {
    await connection?.close();
  }
}

type Step = <T>(name: string, what: string, work: () => Promise<T>, detail: (value: T) => string, hint?: (value: T) => string | undefined) => Promise<T | undefined>;

async function checkJetStream(connection: NatsConnection, topology: Topology, step: Step): Promise<void> {
  const version = connection.info?.version ?? "0";
  const fits = await step("NATS: version", "NATS", async () => {
    requireServerVersion(version);
    return Promise.resolve(true);
  }, () => version, () => versionCaveat(version));
  if (fits === undefined) return;
  const options = { timeout: requestTimeoutMs };
  const jsm = await step("NATS: JetStream", "JetStream", async () => {
    const manager = await jetstreamManager(connection, { ...options, checkAPI: false });
    await requireJetStream(manager);
    return manager;
  }, () => "enabled for this account");
  if (jsm === undefined) return;
  if ((await step("NATS: streams", "streams", () => declareAll(jsm, topology), (done) => done.join(", "))) === undefined) return;
  const js = jetstream(connection, options);
  const allowed = await step("NATS: permission to publish", "subjects", async () => {
    for (const [stream, subject] of probes(topology)) await requirePublish(js, stream, subject);
    return true;
  }, () => "alerts, actions, facts, heartbeat and the buckets");
  if (allowed === undefined) return;
  const { stream, prefix } = topology.stateBucket;
  const session = { connection, js, jsm, maxPayload: 0, created: [], lost: new AbortController().signal };
  await step("NATS: permission to read", `stream "${stream.name}"`, async () => {
    await jsm.streams.getMessage(stream.name, { last_by_subj: `${prefix}probe` });
    await readStream(session, { stream: stream.name, filter: `${prefix}probe`, from: "last-per-subject" }, () => true);
    return true;
  }, () => "tetherd's own state can be read back");
}

async function declareAll(jsm: JetStreamManager, topology: Topology): Promise<readonly string[]> {
  const done: string[] = [];
  for (const wanted of streamsOf(topology)) {
    try {
      done.push(`${wanted.name} ${await ensureStream(jsm, wanted)}`);
    } catch (error) {
      throw explainError(error, `stream "${wanted.name}"`).error;
    }
  }
  return done;
}

function kindOf(settings: BusSettings): string {
  if (settings.credsFile !== undefined) return `credentials file ${settings.credsFile}`;
  if (settings.nkeySeedFile !== undefined) return `user seed ${settings.nkeySeedFile}`;
  if (settings.username !== undefined) return `user ${settings.username}`;
  return settings.token === undefined ? "none given" : "token";
}

function failed(name: string, error: BusError): CheckStep {
  return { name, ok: false, detail: error.message, code: error.code, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}
