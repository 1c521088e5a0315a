/** Runs methods of places (folders, pools, clusters, hosts, datastores, files) on a world with a stepped clock, and reads what they said. */
import { expect } from "vitest";
import { addHostMethods } from "../../../src/lab/methods/clusters/add-host-methods.js";
import { clusterMethods } from "../../../src/lab/methods/clusters/cluster-methods.js";
import { entityMethods } from "../../../src/lab/methods/folders/entity-methods.js";
import { folderMethods } from "../../../src/lab/methods/folders/folder-methods.js";
import { poolMethods } from "../../../src/lab/methods/folders/pool-methods.js";
import { searchIndexMethods } from "../../../src/lab/methods/folders/search-index-methods.js";
import { browserMethods } from "../../../src/lab/methods/files/browser-methods.js";
import { datastoreMethods } from "../../../src/lab/methods/files/datastore-methods.js";
import { fileManagerMethods } from "../../../src/lab/methods/files/file-manager-methods.js";
import { virtualDiskMethods } from "../../../src/lab/methods/files/virtual-disk-methods.js";
import { hostMethods } from "../../../src/lab/methods/hosts/host-methods.js";
import type { Args } from "../../../src/lab/wire/read-args.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { isRef, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import type { World } from "../../../src/lab/world/world.js";
import { callOf } from "./call-of.js";
import { mistakesIn } from "./check-value.js";

const methods = {
  ...addHostMethods, ...browserMethods, ...clusterMethods, ...datastoreMethods, ...entityMethods, ...fileManagerMethods, ...folderMethods, ...hostMethods, ...poolMethods, ...searchIndexMethods,
  ...virtualDiskMethods,
};

/** Calls a method that answers at once. */
export function call(world: World, self: Ref, name: string, args: Args = {}): VimValue {
  for (let type: string | undefined = self.type; type !== undefined; type = vimSchema().type(type)?.base) {
    const method = methods[`${type}.${name}`];
    if (method !== undefined) return method(callOf(world, self, name, args)) as VimValue;
  }
  throw new TypeError(`${self.type} has no ${name}`);
}

/** Begins a task and leaves it in the queue. */
export function begin(world: World, self: Ref, name: string, args: Args = {}): TaskState {
  const answer = call(world, self, name, args);
  const task = isRef(answer) ? world.tasks.get(answer.value) : undefined;
  if (task === undefined) throw new TypeError(`${name} began no task`);
  return task;
}

/** Begins a task and lets it run for ten seconds of lab time. Everything it posts and answers fits the schema. */
export function run(world: World, self: Ref, name: string, args: Args = {}): TaskState {
  const known = world.events.all().length;
  const task = begin(world, self, name, args);
  world.clock.advance(10_000);
  expect(world.defects).toEqual([]);
  expect(world.events.all().slice(known).flatMap((event) => mistakesIn(event, "Event"))).toEqual([]);
  expect(task.result === undefined ? [] : mistakesIn(task.result, "anyType")).toEqual([]);
  return task;
}

/** The fault type of a task that failed, "" of one that did not. */
export function faultOf(task: TaskState): string {
  return (task.error?.["fault"] as VimObject | undefined)?.$type ?? "";
}

/** The fault type that a call is refused with, "" when it is not. */
export function refusal(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    if (error instanceof VimFault) return error.type;
    throw error;
  }
}

/** Classes of the events of one task, in order. */
export function eventsOf(world: World, task: TaskState): readonly string[] {
  return world.events.all().filter((event) => event["chainId"] === task.eventChainId).map((event) => event.$type);
}

export function eventTypes(world: World): readonly string[] {
  return world.events.all().map((event) => event.$type);
}
