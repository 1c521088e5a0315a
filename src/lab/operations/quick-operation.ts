/** Operations that copy nothing and change one object: most of what is done to places. It decides nothing. */
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";
import type { Operation } from "./operation.js";

/** Locks its entity, cannot be cancelled and takes a task's base time, unless `more` says otherwise. */
export function quickOperation(entity: Ref, commit: (task: TaskState) => VimValue, more: Partial<Operation> = {}): Operation {
  return { entity, locks: [entity], cancelable: false, bytes: () => 0, commit, ...more };
}
