/** Calls of VIM methods on a world, as a user or as root on a host, and the task each one starts. Time moves only until the task has ended. */
import { methodCatalogue } from "../../../../src/lab/methods/catalogue.js";
import { invoke } from "../../../../src/lab/server/dispatch.js";
import type { Args } from "../../../../src/lab/wire/read-args.js";
import { isRef, type Ref, type VimObject, type VimValue } from "../../../../src/lab/wire/vim-value.js";
import type { TaskState } from "../../../../src/lab/world/task-book.js";
import type { World } from "../../../../src/lab/world/world.js";

/** The answer of a method; rejects with the VimFault of one that is refused at once. */
export function callMethod(world: World, self: Ref, method: string, args: Args = {}, via: "vcenter" | "host" = "vcenter"): Promise<VimValue> {
  return invoke(world, methodCatalogue, { self, method, args, via, userName: world.settings.userName });
}

/** Calls, lets the task run to its end, and answers the task. */
export async function runTask(world: World, self: Ref, method: string, args: Args = {}, via: "vcenter" | "host" = "vcenter"): Promise<TaskState> {
  const task = await startTask(world, self, method, args, via);
  for (let waited = 0; task.state === "queued" || task.state === "running"; waited++) {
    if (waited > 1_000) throw new Error(`${method} does not end`);
    world.clock.advance(10_000);
  }
  if (world.defects.length > 0) throw new Error(`${method} met a defect of the lab`, { cause: world.defects[0] });
  return task;
}

/** Calls and answers the task as it is then: queued. */
export async function startTask(world: World, self: Ref, method: string, args: Args = {}, via: "vcenter" | "host" = "vcenter"): Promise<TaskState> {
  const answer = await callMethod(world, self, method, args, via);
  const task = isRef(answer) ? world.tasks.get(answer.value) : undefined;
  if (task === undefined) throw new Error(`${method} started no task`);
  return task;
}

/** The type of a task's fault, "success" when it has none. */
export function outcome(task: TaskState): string {
  return task.error === undefined ? task.state : (task.error["fault"] as VimObject).$type;
}

/** Classes, and ids of those that are known by one, of the events in a task's chain, in order. */
export function eventsOf(world: World, task: TaskState): string[] {
  return world.events.all().filter(({ chainId }) => chainId === task.eventChainId).map((event) => (typeof event["eventTypeId"] === "string" ? event["eventTypeId"] : event.$type));
}
