/**
 * Tasks as vCenter shows them. The engine in operations/ moves them on; this only keeps them, and forgets finished ones after a while as vCenter does.
 */
import type { Ref, VimObject, VimValue } from "../wire/vim-value.js";

export interface TaskState {
  readonly ref: Ref;
  /** WSDL name, e.g. "CloneVM_Task"; unset for what vCenter starts by itself. */
  readonly name: string | undefined;
  /** e.g. "VirtualMachine.clone" (vim-facts 5.7). */
  readonly descriptionId: string;
  readonly entity: Ref | undefined;
  readonly entityName: string | undefined;
  readonly locked: readonly Ref[];
  readonly cancelable: boolean;
  /** TaskReasonUser, TaskReasonSystem, … */
  readonly reason: VimObject;
  readonly userName: string;
  readonly queueTime: number;
  /** The `operationID` header of the call that began it. */
  readonly activationId?: string | undefined;
  state: "queued" | "running" | "success" | "error";
  cancelled: boolean;
  /** LocalizedMethodFault. */
  error: VimObject | undefined;
  /** Of the method's result type; a TypedValue where that is a scalar or an array. */
  result: VimValue;
  /** 0 to 100. */
  progress: number | undefined;
  startTime: number | undefined;
  completeTime: number | undefined;
  /** chainId of its events: the key of its TaskEvent. */
  eventChainId: number;
  /** Not yet in any recentTask or history, although it can be read: for servers that show a task late. */
  hidden?: boolean;
  /** Asks the task to end early; unset when it cannot be cancelled or has ended. */
  cancel?: (() => void) | undefined;
}

/** Tasks that the history remembers. */
const keptHistory = 20_000;

export class TaskBook {
  readonly #tasks = new Map<string, TaskState>();
  readonly #byEntity = new Map<string, Set<TaskState>>();
  /** Tasks that have ended, in that order, and are not forgotten yet. */
  readonly finished: TaskState[] = [];
  #history: TaskState[] = [];
  #forgotten = 0;

  add(task: TaskState): void {
    this.#tasks.set(task.ref.value, task);
    this.#history.push(task);
    if (this.#history.length > keptHistory + 1_000) {
      this.#forgotten += this.#history.length - keptHistory;
      this.#history = this.#history.slice(-keptHistory);
    }
    if (task.entity === undefined) return;
    const same = this.#byEntity.get(task.entity.value);
    if (same === undefined) this.#byEntity.set(task.entity.value, new Set([task]));
    else same.add(task);
  }

  get(id: string): TaskState | undefined {
    return this.#tasks.get(id);
  }

  /** In the order in which they were queued. */
  all(): Iterable<TaskState> {
    return this.#tasks.values();
  }

  /** The tasks shown at one object (moid), in the order in which they were queued. */
  ofEntity(entity: string): Iterable<TaskState> {
    return this.#byEntity.get(entity) ?? [];
  }

  /** For task history collectors: also tasks that are no objects any more, in the order in which they were queued. */
  history(): readonly TaskState[] {
    return this.#history;
  }

  /** How many tasks came before the oldest one of the history. */
  get historyForgotten(): number {
    return this.#forgotten;
  }

  forget(id: string): void {
    const task = this.#tasks.get(id);
    this.#tasks.delete(id);
    if (task?.entity === undefined) return;
    const same = this.#byEntity.get(task.entity.value);
    same?.delete(task);
    if (same?.size === 0) this.#byEntity.delete(task.entity.value);
  }
}
