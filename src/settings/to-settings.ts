/** Validated raw values to the form the house uses: milliseconds, bytes, secrets as readers. It checks nothing again. */
import { parseDuration } from "../shared/duration.js";
import { secretFromFile, secretFromValue } from "./secret.js";
import type { ActionSettings, NatsSettings, Settings, VCenterSettings } from "./settings.js";

/** The shape of schema.ts, with the nulls that convict's own types lose. */
export interface RawSettings {
  readonly site: string;
  readonly vcenters: readonly Record<string, unknown>[];
  readonly nats: {
    readonly servers: readonly string[];
    readonly replicas: number;
    readonly streamMaxMiB: number;
  } & { readonly [Name in "credsFile" | "nkeySeedFile" | "username" | "password" | "passwordFile" | "tokenFile" | "caFile" | "certFile" | "keyFile"]: string | null };
  readonly policies: { readonly directory: string; readonly watch: boolean; readonly look: string; readonly test: boolean; readonly testWithin: string };
  readonly linkedClones: { readonly hostLimit: number | null };
  readonly http: { readonly listen: string; readonly door: Settings["httpDoor"] };
  readonly log: { readonly level: string };
  readonly watch: { readonly maxWait: string; readonly maxObjectUpdates: number; readonly refresh: string; readonly historyInterval: string; readonly settle: string; readonly sweep: string; readonly forgetAfter: string };
  readonly actions: { readonly enabled: boolean; readonly approvalValid: string; readonly verifyWithin: string; readonly settle: string; readonly retry: string; readonly stuckAfter: string; readonly fightWithin: string }
    & { readonly [Name in "perDatastore" | "perHost" | "perCluster" | "perVcenter" | "perMinute" | "perHour" | "perPolicyPerMinute" | "perPolicyPerHour" | "keepFree" | "touchAtMost" | "touchAtMostPercent" | "attempts"]: number };
  readonly relay: { readonly file: string | null; readonly lease: string; readonly listen: string };
  readonly heartbeat: { readonly interval: string };
  readonly shutdown: { readonly deadline: string };
}

/** `raw` has passed validation. */
export function toSettings(raw: RawSettings, vcenters: readonly VCenterSettings[]): Settings {
  const ms = (text: string): number => parseDuration(text) ?? 0;
  const watch = raw.watch;
  return {
    site: raw.site,
    vcenters,
    nats: natsSettings(raw.nats),
    policiesDirectory: raw.policies.directory,
    policies: { lookMs: raw.policies.watch ? ms(raw.policies.look) : undefined, testWithinMs: raw.policies.test ? ms(raw.policies.testWithin) : undefined },
    hostLimit: raw.linkedClones.hostLimit ?? undefined,
    httpListen: listenAddress(raw.http.listen),
    httpDoor: raw.http.door,
    logLevel: raw.log.level,
    watch: {
      maxWaitSeconds: Math.max(1, Math.round(ms(watch.maxWait) / 1_000)),
      maxObjectUpdates: watch.maxObjectUpdates,
      refreshMs: ms(watch.refresh),
      historyIntervalMs: ms(watch.historyInterval),
      settleMs: ms(watch.settle),
      sweepMs: ms(watch.sweep),
      forgetAfterMs: ms(watch.forgetAfter),
    },
    actions: actionSettings(raw.actions, ms),
    relay: { file: raw.relay.file ?? undefined, leaseMs: ms(raw.relay.lease), listen: listenAddress(raw.relay.listen) },
    heartbeatMs: ms(raw.heartbeat.interval),
    shutdownMs: ms(raw.shutdown.deadline),
  };
}

function actionSettings(actions: RawSettings["actions"], ms: (text: string) => number): ActionSettings {
  const { enabled, perDatastore, perHost, perCluster, perVcenter, perMinute, perHour, perPolicyPerMinute, perPolicyPerHour, keepFree, touchAtMost, touchAtMostPercent, attempts } = actions;
  return {
    enabled, limits: { perDatastore, perHost, perCluster, perVcenter, perMinute, perHour, perPolicyPerMinute, perPolicyPerHour, keepFreePercent: keepFree }, touchAtMost, touchAtMostPercent, attempts,
    approvalValidMs: ms(actions.approvalValid), verifyWithinMs: ms(actions.verifyWithin), settleMs: ms(actions.settle), retryMs: ms(actions.retry),
    stuckAfterMs: ms(actions.stuckAfter), fightWithinMs: ms(actions.fightWithin),
  };
}

function natsSettings(nats: RawSettings["nats"]): NatsSettings {
  const password = nats.passwordFile !== null ? secretFromFile(nats.passwordFile, "nats.passwordFile")
    : nats.password !== null ? secretFromValue(nats.password, "nats.password") : undefined;
  return {
    servers: nats.servers,
    credsFile: nats.credsFile ?? undefined,
    nkeySeedFile: nats.nkeySeedFile ?? undefined,
    username: nats.username ?? undefined,
    password,
    token: nats.tokenFile === null ? undefined : secretFromFile(nats.tokenFile, "nats.tokenFile"),
    caFile: nats.caFile ?? undefined,
    certFile: nats.certFile ?? undefined,
    keyFile: nats.keyFile ?? undefined,
    replicas: nats.replicas,
    streamMaxBytes: nats.streamMaxMiB * 1_048_576,
  };
}

function listenAddress(text: string): Settings["httpListen"] {
  if (text === "off") return undefined;
  const colon = text.lastIndexOf(":");
  const host = text.slice(0, colon).replace(/^\[|\]$/g, "");
  return { host: host === "" ? "0.0.0.0" : host, port: Number(text.slice(colon + 1)) };
}
