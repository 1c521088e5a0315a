/**
 * What the decision line needs from the world, in its own words. `vim` and `bus` fit these by shape, `app` plugs them in,
 * tests hand in marbles or plain objects. No adapter ever sees RxJS.
 */
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import type { TaskInfo, VCenterEvent } from "../inventory/activity.js";
import type { Fact } from "../inventory/facts.js";
import type { InventoryUpdate, Ref } from "../inventory/updates.js";

/** Where reading the history stands, on vCenter's clock. */
export interface HistoryPosition {
  /** createdTime / queueTime of the newest item handled, as vCenter spelled it. */
  readonly time: string;
  /** Key of the newest event handled; 0 before the first. */
  readonly eventKey: number;
  /** Which events were handled as far back as is read again after a restart, in the watch's own words; an event that becomes visible late may have a lower key. */
  readonly handled?: { readonly since: string; readonly runs: readonly number[] };
}

/** One vCenter that can be watched. `open` logs in (or re-uses the live session) and builds collectors from zero. */
export interface VCenter {
  /** For logs and health, e.g. "vc1.example.org". */
  readonly name: string;
  /**
   * Starts a watch. Throws a TetherdError: `retryable` says whether trying again can help.
   * `positionOf` is asked once, after login, where reading history stands for this instance UUID; undefined: start from now.
   * What it throws ends the opening.
   */
  open(positionOf: (instanceUuid: string) => Promise<HistoryPosition | undefined>, signal: AbortSignal): Promise<Watch>;
}

/** One life of a session: whatever is lost with the session ends the watch with an error, and a new one starts from the empty version. */
export interface Watch {
  readonly about: { readonly instanceUuid: string; readonly fullName: string; readonly apiVersion: string };
  /** History that vCenter no longer has, found when opening; each becomes an `ingest.gap` fact. */
  readonly gaps: readonly Gap[];
  /**
   * The next update set, waiting at most `maxWaitSeconds`; an expired wait gives an empty batch. One call at a time.
   * The first batches of a watch are the full state (every object as `enter`), until one is not truncated.
   */
  waitForUpdates(maxWaitSeconds: number, signal: AbortSignal): Promise<UpdateBatch>;
  /** New events and tasks since the last call, overlap removed; never waits. `complete` false: more is ready now. */
  readHistory(signal: AbortSignal): Promise<HistoryBatch>;
  /** Current state of tasks; a task that vCenter has forgotten is absent from the answer. */
  readTasks(tasks: readonly Ref[], signal: AbortSignal): Promise<readonly TaskInfo[]>;
  /** Cancels the wait and destroys collectors, with its own deadline. Never throws. */
  close(): Promise<void>;
}

export interface UpdateBatch {
  readonly updates: readonly InventoryUpdate[];
  /** More is ready now: apply, do not judge. */
  readonly truncated: boolean;
  /** The event or task history announced something new. */
  readonly historyChanged: boolean;
}

export interface HistoryBatch {
  readonly events: readonly VCenterEvent[];
  readonly tasks: readonly TaskInfo[];
  readonly position: HistoryPosition;
  readonly complete: boolean;
  /** False while vCenter grants no collector for tasks: whether a VM is busy is then not known. */
  readonly tasksReadable: boolean;
  readonly gaps: readonly Gap[];
}

export interface Gap {
  /** vCenter's times; `from` is the last handled, `to` the oldest that can still be read. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly reason: string;
}

/** What a turn of the line wants to say and to remember. */
export interface Turn {
  readonly messages: readonly OutMessage[];
  /** `value` null deletes. Plain JSON. */
  readonly puts: readonly { readonly key: StateKey; readonly value: unknown }[];
}

export type OutMessage =
  | { readonly kind: "alert"; readonly alert: Alert }
  | { readonly kind: "action"; readonly request: ActionRequest }
  | { readonly kind: "fact"; readonly fact: Fact }
  /** What a policy in shadow would have told. */
  | { readonly kind: "shadow"; readonly alert: Alert };

/** A name in the durable state of one vCenter. `id` is a MoRef, a group id or a fingerprint. */
export interface StateKey {
  readonly kind: "checkpoint" | "vm" | "group" | "compute" | "host" | "datastore" | "episode" | "storm" | "concern";
  readonly id: string;
}

/** The durable side: JetStream. One per vCenter, keyed by its instance UUID. */
export interface Ledger {
  /**
   * Claims the vCenter, finishes the turn a crash may have left half done (nothing is said twice), then returns all saved state.
   * Waits for NATS as long as the signal allows.
   */
  open(instanceUuid: string, signal: AbortSignal): Promise<SavedState>;
  /**
   * Makes a turn durable as one unit, then publishes every message and awaits every PubAck, then writes the state. Resolves only
   * when all of that is done; a crash at any moment is finished by the next `open`. Retries until the signal aborts.
   * Throws LEDGER_TAKEN_OVER when another process has claimed the vCenter.
   */
  commit(turn: Turn, signal: AbortSignal): Promise<void>;
}

export type SavedState = ReadonlyMap<StateKey["kind"], ReadonlyMap<string, unknown>>;
