/** A task's last transition and how tasks are told of: locks go, the end is announced, and the task is forgotten in due time. It decides no outcome. */
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { forgetLater } from "./forget-tasks.js";
import { releaseLocks } from "./lock.js";

/** `result` or `error` is set already, as `state` says. */
export function endTask(world: World, task: TaskState, state: "success" | "error"): void {
  task.cancel = undefined;
  task.state = state;
  task.completeTime = world.clock.now();
  task.progress = undefined;
  releaseLocks(world, task.locked, task.ref);
  touchTask(world, task, "info.state", "info.completeTime", "info.progress", state === "success" ? "info.result" : "info.error");
  forgetLater(world, task);
}

/** Nothing is told of a task that is forgotten. */
export function touchTask(world: World, task: TaskState, ...paths: readonly string[]): void {
  if (world.tasks.get(task.ref.value) === task) world.changes.touch(task.ref, ...paths);
}
