/**
 * Begins operations as tasks: the task is there at once, queued, with its TaskEvent; the rest happens on the world's clock.
 * It never knows what an operation does.
 */
import { ref, vim, type Ref, type VimObject } from "../wire/vim-value.js";
import type { Call } from "../methods/method.js";
import { taskDescriptions } from "../properties/task-descriptions.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { descriptionIdOf } from "./description-id.js";
import { aboutEntity } from "./event-arguments.js";
import { refuseLocked } from "./lock.js";
import type { Operation } from "./operation.js";
import { postEvent } from "./post-event.js";
import { RunningTask } from "./running-task.js";
import { taskInfoOf } from "./task-info.js";

/** Starts `operation` for the caller of a `_Task` method. Throws TaskInProgress when an object it locks is locked. */
export function startTask(call: Call, operation: Operation): Ref {
  const { world, method, userName, via, operationId } = call;
  const descriptionId = descriptionIdOf(call.self.type, method);
  return start(world, { name: method.name, descriptionId, reason: vim("TaskReasonUser", { userName }), userName, via, activationId: operationId }, operation);
}

/** Starts what no user asked for, e.g. "Drm.ExecuteVMotionLRO"; it has no WSDL name, and effects are counted under the descriptionId. */
export function startSystemTask(world: World, descriptionId: string, operation: Operation): Ref {
  return start(world, { name: undefined, descriptionId, reason: vim("TaskReasonSystem"), userName: "", via: "vcenter" }, operation);
}

/** Who began a task and under which names. */
interface Origin {
  readonly name: string | undefined;
  readonly descriptionId: string;
  readonly reason: VimObject;
  readonly userName: string;
  readonly via: "vcenter" | "host";
  readonly activationId?: string | undefined;
}

const taskManager = ref("TaskManager", "TaskManager");

function start(world: World, origin: Origin, operation: Operation): Ref {
  refuseLocked(world, operation.locks);
  const { name, descriptionId, reason, userName, via, activationId } = origin;
  const { entity, locks, cancelable } = operation;
  const where = { method: name ?? descriptionId, object: entity.value };
  const late = world.nuisances.strikes("task-late-visible", where);
  const task: TaskState = {
    ref: ref("Task", world.nextId("task")), name, descriptionId, entity, entityName: world.get(entity.value)?.name, locked: locks, cancelable, reason, userName, activationId,
    queueTime: world.clock.now(), state: "queued", cancelled: false, error: undefined, result: undefined, progress: undefined, startTime: undefined, completeTime: undefined,
    eventChainId: world.events.reserveKey(), hidden: late !== undefined,
  };
  for (const each of locks) world.locks.set(each.value, task.ref);
  world.tasks.add(task);
  world.changes.created(task.ref);
  const info = taskInfoOf(task);
  const message = `Task: ${taskDescriptions[descriptionId] ?? descriptionId}`;
  const show = () => {
    task.hidden = false;
    world.changes.touch(entity, "recentTask");
    world.changes.touch(taskManager, "recentTask");
    postEvent(world, "TaskEvent", aboutEntity(world, entity), { key: task.eventChainId, info }, { chainId: task.eventChainId, userName, message });
  };
  // What a host does by itself is no task of vCenter's: nobody sees it there, only what it changed (vim-facts 6.6).
  if (via === "host") task.hidden = true;
  else if (late === undefined) show();
  else world.clock.after(late.delayMs ?? 1_000, show);
  new RunningTask(world, task, operation, via).queue();
  const gone = world.nuisances.strikes("task-gone", where);
  if (gone !== undefined) world.clock.after(gone.delayMs ?? 0, () => { world.tasks.forget(task.ref.value); world.changes.destroyed(task.ref); });
  return task.ref;
}
