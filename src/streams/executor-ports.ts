/**
 * What the executor needs from vCenter, in its own words: calls as data go out, answers come back as values. `vim` fits this by shape;
 * it retries reads by itself and never repeats a call that changes something.
 */
import type { Operation } from "../actions/operation.js";
import type { PowerState, Ref } from "../inventory/updates.js";

/** Why vCenter would not, or could not, as a value and as sentences (vim-facts 1.7). */
export interface OperationFault {
  /** The type of the fault, e.g. "TaskInProgress"; "unknown" when vCenter told none. */
  readonly type: string;
  /** What happened, as one sentence. */
  readonly message: string;
  /** What a person can do about it, as one sentence. */
  readonly cure: string;
  /**
   * - `later`: somebody else is at it, or vCenter is short of something that comes back by itself; no failure of the action.
   * - `replan`: the object is not as it was when the call was planned; ask the action again.
   * - `never`: the same call would fail again until a person has done something.
   */
  readonly again: "later" | "replan" | "never";
  /** The task that is in the way, for TaskInProgress. */
  readonly task?: Ref;
}

/** What became of a call that changes something. */
export type StartOutcome =
  | { readonly kind: "started"; readonly task: Ref }
  /** vCenter answered, and began nothing. */
  | { readonly kind: "refused"; readonly fault: OperationFault }
  /** It certainly never reached vCenter: no connection, no login, no session. */
  | { readonly kind: "unsent"; readonly why: string }
  /** It may have begun: no answer came. */
  | { readonly kind: "no-answer"; readonly why: string };

export type TaskOutcome =
  /** `result`: the object it made, for a snapshot or a clone. `ms`: how long it ran by vCenter's clock; undefined when vCenter does not tell. */
  | { readonly kind: "success"; readonly result?: Ref; readonly ms?: number }
  | { readonly kind: "error"; readonly fault: OperationFault; readonly cancelled: boolean }
  /** vCenter knows no such task any more; every other failure of reading is tried again. */
  | { readonly kind: "vanished" };

export interface TaskProgress {
  readonly state: "queued" | "running";
  /** 0 to 100; undefined while vCenter tells none. */
  readonly percent: number | undefined;
}

/** A task of the history that may be ours. Times are vCenter's, as it spells them. */
export interface FoundTask {
  readonly task: Ref;
  readonly state: "queued" | "running" | "success" | "error";
  readonly queueTime: string;
  /** The operationID of the call that started it, where the server keeps it (TaskInfo.activationId); undefined where it does not. */
  readonly operationId: string | undefined;
  readonly descriptionId: string;
  readonly userName: string | undefined;
  readonly cancelled: boolean;
  /** Of one that has failed, where vCenter tells why. */
  readonly fault: OperationFault | undefined;
}

/** A VM read anew, past every mirror. Members that vCenter would not show are undefined. */
export interface FreshVm {
  readonly ref: Ref;
  readonly name: string | undefined;
  readonly instanceUuid: string | undefined;
  readonly changeVersion: string | undefined;
  readonly powerState: PowerState | undefined;
  readonly template: boolean | undefined;
  readonly host: Ref | undefined;
  /** Id of the action that made this VM, if one of ours did. */
  readonly marker: string | undefined;
  /** Queued or running tasks; undefined where vCenter would not show them, which is no sign that there are none. */
  readonly tasks: readonly Ref[] | undefined;
}

/** One vCenter that can be changed, over a session of its own. */
export interface Operator {
  /** Logs in if need be. Throws a TetherdError when vCenter cannot be reached. */
  about(signal: AbortSignal): Promise<{ readonly instanceUuid: string; readonly apiVersion: string; readonly time: string }>;
  /** One call, sent at most once. `operationId` goes into the SOAP header: `tetherd-<actionId>-<attempt>`. Never throws but for an aborted signal before sending. */
  start(operation: Operation, operationId: string, signal: AbortSignal): Promise<StartOutcome>;
  /** Until the task has ended or is gone; failures of the network are retried for as long as the signal allows. */
  watchTask(task: Ref, onProgress: (progress: TaskProgress) => void, signal: AbortSignal): Promise<TaskOutcome>;
  /** Tasks of `entity` that were queued at `since` (vCenter's time) or later, oldest first. Throws when the history cannot be read. */
  findTasks(search: { readonly entity: Ref; readonly entityType: string; readonly since: string }, signal: AbortSignal): Promise<readonly FoundTask[]>;
  /** False when vCenter says it cannot be cancelled any more. */
  cancelTask(task: Ref, signal: AbortSignal): Promise<boolean>;
  /** VMs that are gone are absent. Throws when they cannot be read. */
  readFresh(vms: readonly Ref[], signal: AbortSignal): Promise<ReadonlyMap<Ref, FreshVm>>;
  /** Privileges this account lacks for the operation, e.g. "VirtualMachine.Provisioning.PromoteDisks on vm-12"; undefined when vCenter would not tell. */
  lackedPrivileges(operation: Operation, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** The SOAP call as it would be sent, for people; nothing is changed. */
  show(operation: Operation, operationId: string, signal: AbortSignal): Promise<string>;
  /** Logs out. Never throws. */
  close(): Promise<void>;
}
