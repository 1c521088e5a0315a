/** Calls of methods without a client: by the administrator, through vCenter or as if on the host, with the same checks as a call over the wire. */
import type { MethodTable } from "../methods/method.js";
import { invoke } from "../server/dispatch.js";
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema } from "../wire/vim-schema.js";
import { isRef, type Ref, type VimValue } from "../wire/vim-value.js";
import type { TaskState } from "../world/task-book.js";
import type { World } from "../world/world.js";
import { entityTypes, findRef } from "./find-named.js";
import { argsOfJson } from "./json-args.js";
import { refuse, refuseUnknown } from "./refuse.js";

export interface Order {
  /** Name, id or path of an entity; "vm@snapshot" for a snapshot; the id of a singleton such as "FileManager". */
  readonly on: string;
  /** Wire type of `on`, where the name alone could be several things. */
  readonly type?: string;
  /** WSDL name, e.g. "RemoveSnapshot_Task". */
  readonly method: string;
  /** As the schema has them; things may be given by name. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly via?: "vcenter" | "host";
  /** Unset: the administrator; "root" on a host. */
  readonly userName?: string;
  /** Unset: true. With false the answer comes when the task has begun. */
  readonly wait?: boolean;
}

export interface Outcome {
  /** The task's id, for methods that begin one. */
  readonly task: string | undefined;
  readonly state: TaskState["state"] | "done";
  /** Fault type and text of a task that failed, or of a call that was refused. */
  readonly fault: { readonly type: string; readonly message: string } | undefined;
  readonly result: VimValue;
}

/** LAB_ORDER_REFUSED for names and arguments that make no sense; what vCenter refuses is an outcome with a fault. On a stepped clock somebody else must move time while it waits. */
export async function operate(world: World, methods: MethodTable, order: Order): Promise<Outcome> {
  const self = selfOf(world, order);
  const method = vimSchema().method(self.type, order.method);
  if (method === undefined) throw refuseUnknown(`method of ${self.type}`, order.method, methodNames(self.type));
  const args = argsOfJson(world, method.params, order.args ?? {}, order.method);
  let answer: VimValue;
  try {
    answer = await invoke(world, methods, { self, method: order.method, args, via: order.via ?? "vcenter", ...callerOf(world, order) });
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    return { task: undefined, state: "error", fault: { type: error.type, message: error.message }, result: undefined };
  }
  if (!isRefOf(answer, "Task")) return { task: undefined, state: "done", fault: undefined, result: answer };
  const task = world.tasks.get(answer.value);
  if (task === undefined) throw refuse(`the task ${answer.value} is gone already`);
  if (order.wait !== false) await ended(world, task);
  return outcomeOf(task);
}

function callerOf(world: World, { via, userName }: Order): { readonly userName?: string } {
  if (userName !== undefined) return { userName };
  return via === "host" ? {} : { userName: world.settings.userName };
}

export function outcomeOf(task: TaskState): Outcome {
  const error = task.error as { readonly fault?: { readonly $type: string }; readonly localizedMessage?: string } | undefined;
  const fault = error === undefined ? undefined : { type: error.fault?.$type ?? "", message: error.localizedMessage ?? "" };
  return { task: task.ref.value, state: task.state, fault, result: task.result };
}

function ended(world: World, task: TaskState): Promise<void> {
  const isOver = () => task.state === "success" || task.state === "error";
  if (isOver()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = world.changes.onChange(() => {
      if (!isOver()) return;
      stop();
      resolve();
    });
  });
}

function selfOf(world: World, { on, type, method }: Order): Ref {
  if (type !== undefined) return findRef(world, type, on);
  if (on.includes("@") || world.snapshots.has(on)) return findRef(world, "VirtualMachineSnapshot", on);
  const known = world.get(on);
  if (known !== undefined) return known.ref;
  if (world.tasks.get(on) !== undefined) return { type: "Task", value: on };
  const answering = entityTypes.filter((each) => vimSchema().method(each, method) !== undefined);
  const singleton = [...singletons].find(([id]) => id.toLowerCase() === on.toLowerCase());
  if (singleton !== undefined) return { type: singleton[1], value: singleton[0] };
  for (const each of answering) if ([...world.all(each)].some((entity) => entity.name === on)) return findRef(world, each, on);
  return findRef(world, answering[0] ?? "ManagedEntity", on);
}

/** Id → type (vim-facts 2). */
const singletons: ReadonlyMap<string, string> = new Map([
  ["ServiceInstance", "ServiceInstance"], ["SessionManager", "SessionManager"], ["EventManager", "EventManager"], ["TaskManager", "TaskManager"], ["SearchIndex", "SearchIndex"],
  ["FileManager", "FileManager"], ["virtualDiskManager", "VirtualDiskManager"], ["ViewManager", "ViewManager"], ["AuthorizationManager", "AuthorizationManager"],
]);

function methodNames(type: string): readonly string[] {
  const names: string[] = [];
  for (let each: string | undefined = type; each !== undefined; each = vimSchema().type(each)?.base) names.push(...(vimSchema().type(each)?.methods.keys() ?? []));
  return names;
}

function isRefOf(value: VimValue, type: string): value is Ref {
  return isRef(value) && value.type === type;
}
