/**
 * An action asked for, as it goes onto the bus (design 7). It is an intent about a wanted state, not a call. Plain JSON.
 */
import type { Cause } from "../inventory/facts.js";
import type { Forecast } from "./forecast.js";

export const actionStates = ["requested", "proposed", "shadow"] as const;
/** `shadow` is only a record of what would have been asked for. */
export type RequestState = (typeof actionStates)[number];

export interface ActionRequest {
  /** Derived from content: vCenter, policy, subject and occurrence. Asking again for the same has the same id. */
  readonly id: string;
  /** e.g. "promote". */
  readonly verb: string;
  readonly state: RequestState;
  readonly target: { readonly type: "VirtualMachine" | "CloneGroup" | "ClusterComputeResource" | "HostSystem" | "Datastore"; readonly id: string; readonly name: string; readonly instanceUuid?: string };
  /** e.g. { unlink: false, disks: [2000] }. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly policy: string;
  readonly fingerprint: string;
  readonly reasons: readonly string[];
  /** What it would do, as seen when it was asked for. */
  readonly forecast: Forecast;
  readonly cause?: Cause;
  /** RFC 3339. */
  readonly requestedAt: string;
  /** RFC 3339; after this an executor must not begin it. */
  readonly notAfter: string;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly verify?: Readonly<Record<string, unknown>>;
}
