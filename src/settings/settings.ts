/** The settings as the house uses them: validated, units in their names, secrets as readers. Made by `load-settings.ts` alone. */
import type { Secret } from "./secret.js";

export interface VCenterSettings {
  /** For people and logs; the host name unless given. */
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
  readonly caFile: string | undefined;
  readonly thumbprint: string | undefined;
  readonly insecure: boolean;
}

export interface NatsSettings {
  readonly servers: readonly string[];
  readonly credsFile: string | undefined;
  readonly nkeySeedFile: string | undefined;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly token: Secret | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly replicas: number;
  readonly streamMaxBytes: number;
}

export interface ActionSettings {
  readonly enabled: boolean;
  readonly limits: {
    readonly perDatastore: number; readonly perHost: number; readonly perCluster: number; readonly perVcenter: number;
    readonly perMinute: number; readonly perHour: number; readonly perPolicyPerMinute: number; readonly perPolicyPerHour: number;
    readonly keepFreePercent: number;
  };
  readonly touchAtMost: number;
  readonly touchAtMostPercent: number;
  readonly approvalValidMs: number;
  readonly verifyWithinMs: number;
  readonly settleMs: number;
  readonly retryMs: number;
  readonly attempts: number;
  readonly stuckAfterMs: number;
  readonly fightWithinMs: number;
}

export interface Settings {
  readonly site: string;
  readonly vcenters: readonly VCenterSettings[];
  readonly nats: NatsSettings;
  readonly policiesDirectory: string;
  /** `lookMs`: undefined when the folder is not watched; `testWithinMs`: undefined when tests are not run. */
  readonly policies: { readonly lookMs: number | undefined; readonly testWithinMs: number | undefined };
  readonly hostLimit: number | undefined;
  readonly httpListen: { readonly host: string; readonly port: number } | undefined;
  /** Who may read the model there: this machine alone, whoever reaches `httpListen`, or nobody. */
  readonly httpDoor: "loopback" | "listen" | "off";
  readonly logLevel: string;
  readonly watch: {
    readonly maxWaitSeconds: number;
    readonly maxObjectUpdates: number;
    readonly refreshMs: number;
    readonly historyIntervalMs: number;
    readonly settleMs: number;
    readonly sweepMs: number;
    readonly forgetAfterMs: number;
  };
  readonly actions: ActionSettings;
  /** `file`: undefined where this daemon is no relay; `listen`: of a relay that is its own process. */
  readonly relay: { readonly file: string | undefined; readonly leaseMs: number; readonly listen: Settings["httpListen"] };
  readonly heartbeatMs: number;
  readonly shutdownMs: number;
}
