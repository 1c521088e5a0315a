/**
 * What passes through the daemon's read-only door: JSON for what is small, NDJSON for what is large. Its last line says that nothing was
 * cut. It is between one version of tetherd and itself: a daemon of another version is not read from.
 */
import type { Silence } from "../../alerts/silence.js";
import type { SavedGroup } from "../../inventory/group-ids.js";
import type { InventoryUpdate, Ref } from "../../inventory/updates.js";
import type { Episode } from "../../policies/decision.js";
import type { PolicyWork, UnknownVerdict } from "../../streams/line-state.js";

export interface DoorVCenter {
  readonly name: string;
  readonly url: string;
  readonly instanceUuid: string | undefined;
  readonly state: "opening" | "syncing" | "following" | "blind";
  /** ISO 8601. */
  readonly since: string;
  readonly reason?: string;
  readonly vms: number | undefined;
  readonly groups: number | undefined;
  /** Since vCenter last answered. */
  readonly dataAgeMs: number | undefined;
}

/** GET /v1/vcenters */
export interface DoorVCenters {
  readonly version: string;
  readonly site: string;
  readonly vcenters: readonly DoorVCenter[];
}

interface Header {
  readonly vcenter: string;
  readonly instanceUuid: string;
  readonly dataAgeMs: number;
}

/** First line of GET /v1/inventory/<vcenter> */
export interface InventoryHeader extends Header {
  /** The daemon's `linkedClones.hostLimit`. */
  readonly hostLimit: number | undefined;
  /** VMs with a task, and what it does where that is known; absent while tasks cannot be read. */
  readonly busy?: readonly (readonly [vm: Ref, operation: string | null])[];
  /** When history was last found to be lost, ms since the epoch. */
  readonly historyLostAt: number | undefined;
  readonly groups: readonly SavedGroup[];
}

/**
 * Lines of GET /v1/inventory/<vcenter>: the header, the model as updates, the end. With `?follow` each update set that is applied later
 * comes as `then`, and a last line says why nothing comes any more.
 */
export type InventoryLine =
  | { readonly header: InventoryHeader }
  | InventoryUpdate
  | { readonly end: number }
  | { readonly then: readonly InventoryUpdate[]; readonly truncated: boolean }
  | { readonly lost: string };

/** First line of GET /v1/episodes/<vcenter> */
export interface EpisodesHeader extends Header {
  /** Hash of the policies it was judged with last. */
  readonly policies: string | undefined;
  readonly silences: readonly Silence[];
  /** What each policy has cost and found since the line began. */
  readonly work: Readonly<Record<string, PolicyWork>>;
}

/** `wakeAt`: when it is looked at again by itself, ms since the epoch. */
export type LiveEpisode = Omit<Episode, "published"> & { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>>; readonly wakeAt?: number };

/** Lines of GET /v1/episodes/<vcenter>: the header, what holds or held, what cannot be judged, the end. */
export type EpisodesLine = { readonly header: EpisodesHeader } | { readonly episode: LiveEpisode } | { readonly unknown: UnknownVerdict } | { readonly end: number };
