/** Finished tasks are forgotten after a while, as on vCenter (vim-facts 7.5). It never forgets one that runs. */
import { ref } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";

/** Tells that `task` has ended now; it is forgotten after settings.taskKeepMs. One timer serves all tasks. */
export function forgetLater(world: World, task: TaskState): void {
  world.tasks.finished.push(task);
  if (world.tasks.finished.length === 1) world.clock.after(world.settings.taskKeepMs, () => { forgetDue(world); });
}

function forgetDue(world: World): void {
  const { finished } = world.tasks;
  const dueBefore = world.clock.now() - world.settings.taskKeepMs;
  const firstKept = finished.findIndex((task) => (task.completeTime ?? 0) > dueBefore);
  const gone = finished.splice(0, firstKept === -1 ? finished.length : firstKept);
  for (const task of gone) {
    if (world.tasks.get(task.ref.value) !== task) continue;
    world.tasks.forget(task.ref.value);
    world.changes.destroyed(task.ref);
    if (task.entity !== undefined) world.changes.touch(task.entity, "recentTask");
  }
  if (gone.length > 0) world.changes.touch(ref("TaskManager", "TaskManager"), "recentTask");
  const next = finished[0];
  if (next !== undefined) world.clock.after((next.completeTime ?? 0) + world.settings.taskKeepMs - world.clock.now(), () => { forgetDue(world); });
}
