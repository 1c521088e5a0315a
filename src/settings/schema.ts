/**
 * Every setting in one place: name, default, environment variable, kind, and what it is for. Reading them is `load-settings.ts`.
 * Durations are texts such as "30s"; other units stand at the end of names.
 */
import convict from "convict";
import type { FormatName } from "./formats.js";
import "./formats.js";

const setting = <Value>(doc: string, format: FormatName, fallback: Value, env?: string) => ({ doc, format, default: fallback, ...(env === undefined ? {} : { env }) });
const optional = (doc: string, env: string) => setting<string | null>(doc, "optional-text", null, env);

/** A fresh convict configuration over the given environment; command-line arguments are never read here. */
export function settingsSchema(env: NodeJS.ProcessEnv) {
  return convict({
    site: setting("Name of this installation; part of every subject and stream name.", "site-token", "default", "TETHERD_SITE"),
    vcenters: setting<Record<string, unknown>[]>("The vCenters to watch.", "vcenter-list", []),
    nats: {
      servers: setting<string[]>("NATS servers of one cluster.", "server-list", ["nats://127.0.0.1:4222"], "TETHERD_NATS_SERVERS"),
      credsFile: optional("User credentials file (JWT and seed), read anew at each connect.", "TETHERD_NATS_CREDS_FILE"),
      nkeySeedFile: optional("File with a bare user seed.", "TETHERD_NATS_NKEY_SEED_FILE"),
      username: optional("User name; goes with password or passwordFile.", "TETHERD_NATS_USERNAME"),
      password: { ...optional("Password; better: passwordFile.", "TETHERD_NATS_PASSWORD"), sensitive: true },
      passwordFile: optional("File with the password, read anew at each connect.", "TETHERD_NATS_PASSWORD_FILE"),
      tokenFile: optional("File with an access token.", "TETHERD_NATS_TOKEN_FILE"),
      caFile: optional("CA certificate(s) of the servers; turns TLS on.", "TETHERD_NATS_CA_FILE"),
      certFile: optional("Client certificate.", "TETHERD_NATS_CERT_FILE"),
      keyFile: optional("Key of the client certificate.", "TETHERD_NATS_KEY_FILE"),
      replicas: setting("Replicas of streams and buckets; 3 in a cluster.", "replicas", 1, "TETHERD_NATS_REPLICAS"),
      streamMaxMiB: setting("Size limit of each stream; when it is reached tetherd waits, it does not drop.", "mebibytes", 256, "TETHERD_NATS_STREAM_MAX_MIB"),
    },
    policies: {
      directory: setting("Folder with policy files (*.yaml, *.yml).", "text", "config/policies", "TETHERD_POLICIES_DIR"),
      watch: setting("Whether an edited folder takes effect by itself; otherwise on SIGHUP and the command reload.", "switch", true, "TETHERD_POLICIES_WATCH"),
      look: setting("How often the folder is looked at for changes that the system does not announce.", "duration", "10s"),
      test: setting("Whether the tests beside the policies must pass before tetherd starts with them and before an edit takes effect.", "switch", true, "TETHERD_POLICIES_TEST"),
      testWithin: setting("How long these tests may take together; at the start at most 30s, then it starts untested and says so.", "duration", "2m"),
    },
    linkedClones: { hostLimit: setting<number | null>("How many hosts may share a base; unset: judged from host and datastore versions.", "host-limit", null, "TETHERD_HOST_LIMIT") },
    http: {
      listen: setting('Where /healthz, /readyz and /metrics are served, or "off".', "listen-address", "127.0.0.1:9464", "TETHERD_HTTP_LISTEN"),
      door: { doc: 'Who may read the model there, names of VMs included: "loopback" (this machine alone), "listen" (whoever reaches it) or "off".', format: ["loopback", "listen", "off"], default: "loopback", env: "TETHERD_HTTP_DOOR" },
    },
    log: { level: { doc: "trace, debug, info, warn, error or fatal.", format: ["trace", "debug", "info", "warn", "error", "fatal"], default: "info", env: "TETHERD_LOG_LEVEL" } },
    watch: {
      maxWait: setting("Longest wait of one update call: how soon a dead feed is noticed, and below every idle timer on the way.", "duration", "10s"),
      maxObjectUpdates: setting("Objects asked for in one update set; vCenter may give fewer.", "object-count", 1_000),
      refresh: setting("How often properties that vCenter does not announce are read again.", "duration", "60s", "TETHERD_WATCH_REFRESH"),
      historyInterval: setting("How often events and tasks are read even when nothing rang.", "duration", "10s"),
      settle: setting("How long a fact waits for the event or task that tells its cause; twice as long at most while its object goes on changing.", "duration", "2s"),
      sweep: setting("How often every policy looks at every object again.", "duration", "15m"),
      forgetAfter: setting("How long after the start alerts of vCenters that were taken out of the settings are resolved.", "duration", "10m", "TETHERD_WATCH_FORGET_AFTER"),
    },
    actions: {
      enabled: setting("Whether this daemon carries actions out; otherwise it only asks for them on the bus. The same for all daemons of a site.", "switch", false, "TETHERD_ACTIONS_ENABLED"),
      perDatastore: setting("Actions at work on one datastore, whoever asked for them.", "action-count", 2),
      perHost: setting("Actions at work on one host.", "action-count", 2),
      perCluster: setting("Actions at work in one cluster.", "action-count", 4),
      perVcenter: setting("Actions at work on one vCenter.", "action-count", 12),
      perMinute: setting("Actions begun in a minute on one vCenter.", "action-count", 30),
      perHour: setting("Actions begun in an hour on one vCenter.", "action-count", 300),
      perPolicyPerMinute: setting("Actions of one policy begun in a minute.", "action-count", 10),
      perPolicyPerHour: setting("Actions of one policy begun in an hour.", "action-count", 100),
      keepFree: setting("Percent of a datastore that must stay free, also when everything in flight takes all it may.", "percent", 10),
      touchAtMost: setting("Objects that a policy may want to act on within an hour before a person is asked.", "action-count", 20),
      touchAtMostPercent: setting("The same as a share of what the policy looks at, where that is more.", "percent", 5),
      approvalValid: setting("How long an approval may wait for its turn.", "duration", "1h"),
      verifyWithin: setting("How long the wanted state may take to show after a task, unless the policy says so.", "duration", "5m"),
      settle: setting("How long vCenter's task may take to show up after a lost answer.", "duration", "30s"),
      retry: setting("First wait after a failure; it doubles up to 15 minutes.", "duration", "5s"),
      attempts: setting("Failures of one action before it is given up.", "action-count", 8),
      stuckAfter: setting("A task that takes longer raises an alert.", "duration", "2h"),
      fightWithin: setting("The same outcome may not be undone three times within this.", "duration", "1h"),
    },
    relay: {
      file: optional("Routing file: who is told of alerts. Unset: this daemon tells nobody by itself, and tetherd relay run may.", "TETHERD_RELAY_FILE"),
      lease: setting("How long the others wait before one of them takes over from a relay that says nothing.", "lease-time", "15s", "TETHERD_RELAY_LEASE"),
      listen: setting('Where a relay that is its own process serves /healthz, /readyz and /metrics, or "off".', "listen-address", "127.0.0.1:9465", "TETHERD_RELAY_LISTEN"),
    },
    heartbeat: { interval: setting("How often the heartbeat is published.", "duration", "60s") },
    shutdown: { deadline: setting("How long a stop may take before it is forced.", "duration", "10s") },
  }, { env, args: [] });
}

export type SettingsConfig = ReturnType<typeof settingsSchema>;

/** The environment variables of the one vCenter, and the key each sets. */
export const vcenterVariables = {
  TETHERD_VCENTER_URL: "url",
  TETHERD_VCENTER_USERNAME: "username",
  TETHERD_VCENTER_PASSWORD: "password",
  TETHERD_VCENTER_PASSWORD_FILE: "passwordFile",
  TETHERD_VCENTER_CA_FILE: "caFile",
  TETHERD_VCENTER_THUMBPRINT: "thumbprint",
  TETHERD_VCENTER_INSECURE: "insecure",
} as const;
