/** Calls of VIM methods on a world, as a user or as root on a host, and the task each one starts. Time moves only until the task has ended. */
import { methodCatalogue } from "../../../../src/lab/methods/catalogue.js";
import { invoke } from "../../../../src/lab/server/dispatch.js";
import type { Args } from "../../../../src/lab/wire/read-args.js";
import { isRef, vim, type Ref, type VimObject, type VimValue } from "../../../../src/lab/wire/vim-value.js";
import type { TaskState } from "../../../../src/lab/world/task-book.js";
import type { VmState } from "../../../../src/lab/world/vm-state.js";
import type { World } from "../../../../src/lab/world/world.js";
import { mistakesIn } from "../../support/check-value.js";
import type { DisksWorld } from "./disks-world.js";

/** The answer of a method; rejects with the VimFault of one that is refused at once. */
export function callMethod(world: World, self: Ref, method: string, args: Args = {}, via: "vcenter" | "host" = "vcenter"): Promise<VimValue> {
  return invoke(world, methodCatalogue, { self, method, args, via, userName: world.settings.userName });
}

/** Calls, lets the task run to its end, and answers the task. Every event it left must fit the schema. */
export async function runTask(world: World, self: Ref, method: string, args: Args = {}, via: "vcenter" | "host" = "vcenter"): Promise<TaskState> {
  const task = await startTask(world, self, method, args, via);
  for (let waited = 0; task.state === "queued" || task.state === "running"; waited++) {
    if (waited > 1_000) throw new Error(`${method} does not end`);
    world.clock.advance(10_000);
  }
  const mistakes = world.events.all().filter(({ chainId }) => chainId === task.eventChainId).flatMap((event) => mistakesIn(event, "Event"));
  if (mistakes.length > 0) throw new Error(`the events of ${method} do not fit the schema: ${mistakes.join("; ")}`);
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

/** CreateSnapshot_Task without memory. */
export const snapshotArgs = { name: "s1", description: "before", memory: false, quiesce: true };

/** CloneVM_Task into the datacenter's VM folder. */
export function cloneArgs({ datacenter }: DisksWorld, name: string, location: Record<string, Ref | string> = {}, more: Record<string, Ref | boolean> = {}) {
  return { folder: datacenter.vmFolder, name, spec: vim("VirtualMachineCloneSpec", { location: vim("VirtualMachineRelocateSpec", location), template: false, powerOn: false, ...more }) };
}

/** The VM that a task's result names. */
export function made({ world }: DisksWorld, result: unknown): VmState {
  return world.the("VirtualMachine", (result as Ref).value);
}
