/**
 * What the daemon knows about its own state, for /readyz, the heartbeat and one log line per change.
 * It tells the truth of the last reports; it never asks anybody.
 */
import { describeError } from "../shared/errors.js";
import { troublesOf, type ActionHealth } from "./actions/action-health.js";
import type { RelayHealth } from "./relay/start-relay.js";
import { relayTroubles } from "./relay/relay-troubles.js";
import type { LineReport } from "../streams/report.js";

export interface VCenterHealth {
  readonly name: string;
  /** `syncing` until the full state has been judged once on this watch; `blind` while vCenter cannot be seen. */
  readonly state: "opening" | "syncing" | "following" | "blind";
  readonly since: string;
  readonly reason?: string;
  readonly vms?: number;
  readonly groups?: number;
  readonly lastTurnAt?: string;
  /** While it is not followed after it has been: when its state was last confirmed. Since then nothing fires, resolves or waits for its time. */
  readonly frozenSince?: string;
}

export interface BusHealth {
  readonly ready: boolean;
  readonly reason?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly vcenters: readonly VCenterHealth[];
  readonly nats: BusHealth;
  readonly policies: { readonly inForce: number; readonly problem?: string };
  readonly actions: ActionHealth;
  /** Where this daemon is a relay too. */
  readonly relay?: RelayHealth;
}

/** Folds reports of one vCenter's line into its health. */
export class LineHealth {
  #health: VCenterHealth;
  #dataAt: number | undefined;

  constructor(name: string, now: number) {
    this.#health = { name, state: "opening", since: timeOf(now) };
  }

  get current(): VCenterHealth {
    return this.#health;
  }

  /** Returns true when the words an operator would read have changed. */
  take(report: LineReport, now: number): boolean {
    const before = this.#health;
    switch (report.kind) {
      case "opened":
        this.#health = { name: before.name, state: "syncing", since: timeOf(now), ...this.#frozen };
        break;
      case "synced":
        this.#health = { name: before.name, state: "following", since: timeOf(now), vms: report.vms, groups: report.groups };
        break;
      case "blind": {
        const reason = describeError(report.error);
        this.#health = { ...before, state: "blind", since: before.state === "blind" ? before.since : timeOf(now), reason, ...this.#frozen };
        break;
      }
      case "turn":
        this.#dataAt = report.dataAt;
        this.#health = { ...before, vms: report.vms, groups: report.groups, lastTurnAt: timeOf(now) };
        return false;
      case "fact": case "alert": case "action": case "shadow": case "unknown": case "missed":
        return false;
    }
    return before.state !== this.#health.state || before.reason !== this.#health.reason;
  }

  get #frozen(): Pick<VCenterHealth, "frozenSince"> {
    return this.#dataAt === undefined ? {} : { frozenSince: timeOf(this.#dataAt) };
  }
}

export function readiness(vcenters: readonly VCenterHealth[], nats: BusHealth, policies: Readiness["policies"], actions: ActionHealth, relay?: RelayHealth): Readiness {
  const reasons = [
    ...vcenters.filter((one) => one.state !== "following").map((one) => `vCenter ${one.name}: ${one.state}${one.reason === undefined ? "" : ` (${one.reason})`}${one.frozenSince === undefined ? "" : `; its alerts stand as they were at ${one.frozenSince}`}`),
    ...(nats.ready ? [] : [`NATS: ${nats.reason ?? "not connected"}`]),
    ...(policies.problem === undefined ? [] : [`policies: ${policies.problem}`]),
    ...troublesOf(actions),
    ...(relay === undefined ? [] : relayTroubles(relay)),
  ];
  return { ready: vcenters.every((one) => one.state === "following") && nats.ready, reasons, vcenters, nats, policies, actions, ...(relay === undefined ? {} : { relay }) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
