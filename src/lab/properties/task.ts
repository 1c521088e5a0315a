/** The properties of a task, and its info as TaskEvents and the task history show it too. */
import type { VimObject } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { dateTime, dateTimeIfSet } from "./lab-time.js";
import { part, readPart, type Part, type Properties } from "./property-table.js";

const infoPart: Part<TaskState> = part("TaskInfo", {
  key: (_world, task) => task.ref.value,
  task: (_world, task) => task.ref,
  name: (_world, task) => task.name,
  descriptionId: (_world, task) => task.descriptionId,
  entity: (_world, task) => task.entity,
  entityName: (_world, task) => task.entityName,
  locked: (_world, task) => (task.locked.length === 0 ? undefined : task.locked),
  state: (_world, task) => task.state,
  cancelled: (_world, task) => task.cancelled,
  cancelable: (_world, task) => task.cancelable,
  error: (_world, task) => task.error,
  result: (_world, task) => task.result,
  progress: (_world, task) => task.progress,
  reason: (_world, task) => task.reason,
  queueTime: (_world, task) => dateTime(task.queueTime),
  startTime: (_world, task) => dateTimeIfSet(task.startTime),
  completeTime: (_world, task) => dateTimeIfSet(task.completeTime),
  eventChainId: (_world, task) => task.eventChainId,
  activationId: (_world, task) => task.activationId,
});

/** TaskInfo in the present state of the task. */
export function taskInfoOf(world: World, task: TaskState): VimObject {
  const info = readPart(infoPart, world, task, undefined);
  if (info === undefined) throw new TypeError("TaskInfo is never unset");
  return info;
}

export const taskProperties: Properties<TaskState> = {
  info: infoPart,
  value: () => [],
  availableField: () => [],
};
