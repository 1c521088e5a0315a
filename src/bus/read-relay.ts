/** Reads the relay's book and its lease as they are, for whoever wants to know how telling people stands. It declares nothing, takes no lease and leaves nothing behind. */
import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { BusSettings } from "./bus-settings.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom } from "./credentials.js";
import { explainError } from "./explain-error.js";
import type { LeaseRecord } from "./lease.js";
import { readStream } from "./read-stream.js";
import { relayLeaseKey } from "./relay-desk.js";
import { withoutUsers } from "./server-addresses.js";
import { requestTimeoutMs } from "./session.js";
import { topologyOf, type Bucket } from "./topology.js";
import { pause } from "./waiting.js";

export interface SeenLease extends Pick<LeaseRecord, "holder" | "released" | "since" | "ttlMs"> {
  /** RFC 3339, the server's clock. */
  readonly renewedAt: string;
  /** Whether it is still renewed. */
  readonly alive: boolean;
}

interface RelayAsRead {
  /** Undefined: no relay has ever had it. */
  readonly lease: SeenLease | undefined;
  /** By key. */
  readonly entries: ReadonlyMap<string, unknown>;
}

/** Clocks that differ by less are taken for the same. */
const clockSlackMs = 2_000;
const lookMs = 250;

/** `keys`: a filter over the keys of the book, e.g. "thread.>". Throws BUS_ codes: NATS out of reach, or no such bucket, as no relay of this site has been there yet. */
export async function readRelay(given: BusSettings, keys: string): Promise<RelayAsRead> {
  const settings = withoutUsers(given);
  const { relayBucket } = topologyOf(settings);
  const credentials = credentialsFrom(settings);
  try {
    await credentials.refresh();
    const connection = await connect({ ...connectOptions(settings, credentials), reconnect: false, name: "tetherd relay status" });
    try {
      const lost = new AbortController();
      void connection.closed().then(() => lost.abort());
      const jsm = await jetstreamManager(connection, { timeout: requestTimeoutMs, checkAPI: false });
      const entries = new Map<string, unknown>();
      await readStream({ js: jetstream(connection, { timeout: requestTimeoutMs }), lost: lost.signal }, { stream: relayBucket.stream.name, filter: `${relayBucket.prefix}${keys}`, from: "last-per-subject" }, (message) => {
        if (message.data.length > 0) entries.set(message.subject.slice(relayBucket.prefix.length), message.json());
        return true;
      });
      return { lease: await seenLease(jsm, relayBucket), entries };
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw explainError(error, relayBucket.stream.name).error;
  }
}

/** A lease that looks stale by this machine's clock is watched for as long as its holder may take to renew it. */
async function seenLease(jsm: JetStreamManager, bucket: Bucket): Promise<SeenLease | undefined> {
  const first = await readLease(jsm, bucket);
  if (first === undefined) return undefined;
  const age = Date.now() - Date.parse(first.renewedAt);
  const { revision, ...lease } = first;
  if (lease.released || (age >= -clockSlackMs && age <= lease.ttlMs)) return { ...lease, alive: !lease.released };
  for (const until = performance.now() + lease.ttlMs / 2; performance.now() < until;) {
    await pause(lookMs, AbortSignal.timeout(lease.ttlMs));
    const again = await readLease(jsm, bucket);
    if (again !== undefined && again.revision !== revision) return { holder: again.holder, since: again.since, ttlMs: again.ttlMs, released: again.released, renewedAt: again.renewedAt, alive: !again.released };
  }
  return { ...lease, alive: false };
}

async function readLease(jsm: JetStreamManager, { prefix, stream }: Bucket): Promise<Omit<SeenLease, "alive"> & { readonly revision: number } | undefined> {
  const message = await jsm.streams.getMessage(stream.name, { last_by_subj: `${prefix}${relayLeaseKey}` });
  if (message === null) return undefined;
  const { holder, since, ttlMs, released } = message.json<LeaseRecord>();
  return { holder, since, ttlMs, released, renewedAt: message.time.toISOString(), revision: message.seq };
}
