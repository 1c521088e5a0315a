/** An operation that runs as a task: checked before it begins, takes time in proportion to its bytes, takes effect in one step at its end. */
import type { VimFault } from "../wire/vim-fault.js";
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";

export interface Operation {
  /** The object the task is shown at; for snapshots the VM (vim-facts 7.1). */
  readonly entity: Ref;
  /** Objects that no other task may change meanwhile; one that is locked already gives TaskInProgress at once. */
  readonly locks: readonly Ref[];
  readonly cancelable: boolean;
  /** Bytes to copy or merge; the task's duration follows from them. Asked when the task starts running. */
  bytes(): number;
  /** Once running, before any effect: "being" events, for example. */
  begin?(task: TaskState): void;
  /**
   * For a task that waits for other things instead of copying bytes, e.g. for a host to be empty: called after `begin`. The task goes on to `commit` once `done()` is called,
   * or ends in error by `done(fault)`. Returns how to stop waiting, called when the task is cancelled.
   */
  wait?(task: TaskState, done: (fault?: VimFault) => void): () => void;
  /**
   * The whole effect, in one synchronous step. Preconditions are read afresh here; throws VimFault when the task must end in error, with nothing changed.
   * Returns the task's result.
   */
  commit(task: TaskState): VimValue;
  /** After a failure or a cancel: "failed" events. */
  failed?(task: TaskState, fault: VimFault): void;
}
