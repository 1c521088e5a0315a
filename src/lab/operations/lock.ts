/** Who may change an object now: at most one task (vim-facts 7.5). It only keeps the list; tasks hold and release. */
import { VimFault } from "../wire/vim-fault.js";
import type { Ref } from "../wire/vim-value.js";
import type { World } from "../world/world.js";

/** Throws TaskInProgress{task} when a task holds one of the objects; also for methods that change something without a task, as UnregisterVM. */
export function refuseLocked(world: World, objects: readonly Ref[]): void {
  for (const each of objects) {
    const task = world.locks.get(each.value);
    if (task !== undefined) throw new VimFault("TaskInProgress", "The operation is not allowed in the current state: another task is already in progress.", { task });
  }
}

/** Gives back what the task holds. */
export function releaseLocks(world: World, objects: readonly Ref[], task: Ref): void {
  for (const each of objects) if (world.locks.get(each.value)?.value === task.value) world.locks.delete(each.value);
}
