/** A task as the data object that Task.info, TaskEvents and the task history show. It never changes the task. */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";

export function taskInfoOf(task: TaskState): VimObject {
  return vim("TaskInfo", {
    key: task.ref.value,
    task: task.ref,
    name: task.name,
    descriptionId: task.descriptionId,
    entity: task.entity,
    entityName: task.entityName,
    locked: task.locked.length === 0 ? undefined : task.locked,
    state: task.state,
    cancelled: task.cancelled,
    cancelable: task.cancelable,
    error: task.error,
    result: task.result,
    progress: task.progress,
    reason: task.reason,
    queueTime: isoTime(task.queueTime),
    startTime: isoTime(task.startTime),
    completeTime: isoTime(task.completeTime),
    eventChainId: task.eventChainId,
    activationId: task.activationId,
  });
}

function isoTime(at: number): string;
function isoTime(at: number | undefined): string | undefined;
function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
