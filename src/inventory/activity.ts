/**
 * Events and tasks as vCenter told them, reduced to what causes and busyness need. Times are vCenter's own clock.
 */
import type { Ref } from "./updates.js";

/** One event of the history (vim-facts 5.3). */
export interface VCenterEvent {
  readonly key: number;
  readonly chainId: number;
  /** vCenter's text, kept as is. */
  readonly createdTime: string;
  /** The xsi:type, e.g. "VmMigratedEvent"; unknown classes pass through. */
  readonly class: string;
  /** For EventEx and ExtendedEvent. */
  readonly eventTypeId?: string;
  readonly userName?: string;
  readonly vm?: Ref;
  readonly host?: Ref;
  readonly computeResource?: Ref;
  readonly datastore?: Ref;
  readonly message?: string;
  /** For TaskEvent: the task as it stood when it was created. */
  readonly task?: TaskInfo;
}

export type TaskState = "queued" | "running" | "success" | "error";

/** TaskInfo, reduced (vim-facts 7.5). */
export interface TaskInfo {
  readonly task: Ref;
  /** As vCenter spells it, e.g. "vm.Snapshot.remove"; see vim-facts 5.7 for vcsim's spellings. */
  readonly descriptionId: string;
  readonly entity?: Ref;
  readonly entityType?: string;
  readonly state: TaskState;
  readonly userName?: string;
  readonly queueTime: string;
  readonly startTime?: string;
  readonly completeTime?: string;
  readonly eventChainId: number;
  /** What the caller gave the call as its operationID, where the server keeps it. */
  readonly activationId?: string;
  readonly error?: string;
}
