/**
 * The sign of life: what a consumer needs to raise "the watcher is blind". Only the last one is kept.
 * It is telemetry: one attempt, no repetition, nothing depends on it.
 */
import { schemas, type CloudEvent } from "./cloud-event.js";

export interface Heartbeat {
  /** RFC 3339. */
  readonly at: string;
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reasons: readonly string[];
  /** Milliseconds until the next one is due. */
  readonly intervalMs: number;
  readonly policies: { readonly inForce: number; readonly hash: string };
  readonly vcenters: readonly {
    readonly name: string;
    readonly instanceUuid?: string;
    readonly state: string;
    /** RFC 3339: since when it is in this state. */
    readonly since: string;
    readonly lastTurnAt?: string;
    /** RFC 3339, while it is not followed after it has been: when its state was last confirmed. Its alerts stand as they were then. */
    readonly frozenSince?: string;
    readonly vms?: number;
    readonly groups?: number;
  }[];
}

export function heartbeatEvent(heartbeat: Heartbeat, site: string): CloudEvent<Heartbeat> {
  return {
    specversion: "1.0", id: `${site}:heartbeat:${heartbeat.at}`, source: `tetherd/${site}`, type: "io.tetherd.heartbeat.v1", time: heartbeat.at,
    datacontenttype: "application/json", dataschema: schemas.heartbeat, data: heartbeat,
  };
}
