/**
 * The streams and buckets of one site, as data: names, subjects, limits. docs/nats.md tells them to operators.
 * It only says what is wanted; `ensure-stream.ts` declares it.
 */
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { BusSettings } from "./bus-settings.js";
import { BusError } from "./errors.js";

const dayMs = 86_400_000;
export const defaultDuplicateWindowMs = 1_800_000;
/** Longer than any command can count (read-command.ts), so that no id comes back. */
const commandMemoryMs = dayMs + 3_600_000;
/** Enough for tens of thousands of commands a day. */
const smallBytes = 16 * 1_048_576;

/** Exactly the settings that tetherd relies upon; each is read back after declaring. Only what server 2.9 knows. */
export type WantedStream = Pick<StreamConfig,
  "name" | "description" | "subjects" | "retention" | "storage" | "discard" | "max_age" | "max_bytes" | "max_msgs_per_subject" | "duplicate_window"
  | "num_replicas" | "allow_direct" | "deny_delete" | "allow_rollup_hdrs">;

export interface Topology {
  readonly site: string;
  readonly alerts: WantedStream;
  readonly actions: WantedStream;
  readonly facts: WantedStream;
  readonly shadow: WantedStream;
  readonly heartbeat: WantedStream;
  /** Key-value bucket: the last message per vCenter and fingerprint, for consumers that come late. */
  readonly alertBucket: Bucket;
  /** Key-value bucket: tetherd's own state. Nobody else should read meaning into it. */
  readonly stateBucket: Bucket;
  /** Key-value bucket: ids of commands taken up, and how each was answered. Forgets by age. */
  readonly commandBucket: Bucket;
  /** Key-value bucket: the site's silences. */
  readonly silenceBucket: Bucket;
  /** Key-value bucket: the journal of actions, what was asked and where each stands. */
  readonly intentBucket: Bucket;
  /** Key-value bucket: what the relay has heard, told, and still has to tell. */
  readonly relayBucket: Bucket;
  /** What came under the subjects of actions and is not ours, and what the relay had to put aside. */
  readonly dead: WantedStream;
  readonly duplicateWindowMs: number;
}

export interface Bucket {
  readonly bucket: string;
  readonly stream: WantedStream;
  /** Subject of a key: this, then the key. */
  readonly prefix: string;
}

/** Throws BUS_SITE_INVALID unless the site is one plain subject token. */
export function topologyOf(settings: Pick<BusSettings, "site" | "replicas" | "streamMaxBytes" | "duplicateWindowMs">): Topology {
  const { site } = settings;
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(site)) {
    throw new BusError("BUS_SITE_INVALID", `Cannot name streams after the site as it must be one subject token: current value is ${JSON.stringify(site)}`, {
      hint: "Use letters, digits, - and _ only, at most 32",
    });
  }
  const duplicateWindowMs = settings.duplicateWindowMs ?? defaultDuplicateWindowMs;
  const stream = (suffix: string, subject: string, description: string, more: Partial<WantedStream> = {}): WantedStream => ({
    // The site is taken as it is: with capitals made of it, sites "a" and "A" would share streams.
    name: `TETHERD_${site}_${suffix}`,
    description,
    subjects: [`tetherd.${site}.${subject}`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(30 * dayMs),
    max_bytes: settings.streamMaxBytes,
    max_msgs_per_subject: -1,
    duplicate_window: nanos(duplicateWindowMs),
    num_replicas: settings.replicas,
    allow_direct: false,
    deny_delete: false,
    allow_rollup_hdrs: false,
    ...more,
  });
  const bucket = (suffix: string, description: string, more: Partial<WantedStream> = {}): Bucket => {
    const name = `tetherd_${site}_${suffix}`;
    return {
      bucket: name,
      prefix: `$KV.${name}.`,
      stream: {
        ...stream("", "", description), name: `KV_${name}`, subjects: [`$KV.${name}.>`], max_age: 0, max_msgs_per_subject: 1, allow_rollup_hdrs: true,
        duplicate_window: nanos(Math.min(120_000, duplicateWindowMs)), ...more,
      },
    };
  };
  return {
    site,
    alerts: stream("ALERTS", "alert.>", "tetherd: alerts, firing and resolved", { deny_delete: true }),
    actions: stream("ACTIONS", "action.>", "tetherd: actions asked for", { deny_delete: true }),
    facts: stream("FACTS", "fact.>", "tetherd: what changed, and why", { discard: DiscardPolicy.Old }),
    shadow: stream("SHADOW", "shadow.>", "tetherd: what policies in shadow would have told", { discard: DiscardPolicy.Old, max_bytes: smallBytes }),
    heartbeat: stream("HEARTBEAT", "heartbeat", "tetherd: the last sign of life", { discard: DiscardPolicy.Old, max_msgs_per_subject: 1, max_bytes: 1_048_576 }),
    alertBucket: bucket("alerts", "tetherd: last message per alert"),
    stateBucket: bucket("state", "tetherd: its own memory"),
    commandBucket: bucket("commands", "tetherd: commands taken up", { max_age: nanos(commandMemoryMs), max_bytes: smallBytes }),
    silenceBucket: bucket("silences", "tetherd: silences", { max_bytes: smallBytes }),
    intentBucket: bucket("intents", "tetherd: the journal of actions"),
    relayBucket: bucket("relay", "tetherd: what people were told, and what waits"),
    dead: stream("DEAD", "dead.>", "tetherd: what came under its subjects and is not its own", { discard: DiscardPolicy.Old, max_bytes: smallBytes }),
    duplicateWindowMs,
  };
}

/** Every stream of the site, the buckets' own included. */
export function streamsOf(topology: Topology): readonly WantedStream[] {
  return [
    topology.alerts, topology.actions, topology.facts, topology.shadow, topology.heartbeat, topology.alertBucket.stream, topology.stateBucket.stream, topology.commandBucket.stream, topology.silenceBucket.stream,
    topology.intentBucket.stream, topology.relayBucket.stream, topology.dead,
  ];
}

/** The stream that takes messages of this subject. */
export function streamOfSubject(topology: Topology, subject: string): string {
  const [, , family] = subject.split(".");
  switch (family) {
    case "alert": return topology.alerts.name;
    case "action": return topology.actions.name;
    case "fact": return topology.facts.name;
    case "shadow": return topology.shadow.name;
    case "dead": return topology.dead.name;
    default: return topology.heartbeat.name;
  }
}

/** Where a command is sent to; no stream may take it, or the stream's answer would come before the daemon's. */
export function commandSubject(site: string, verb: string): string {
  return `tetherd.${site}.command.${verb}`;
}

/** How daemons pass commands on to each other. Only tetherd's own user may publish here. */
export function relaySubject(site: string, token: string): string {
  return `tetherd.${site}.relay.${token}`;
}
