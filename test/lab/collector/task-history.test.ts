import { describe, expect, it } from "vitest";
import { startTask } from "../../../src/lab/operations/start-task.js";
import { ref, vim, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { callOf } from "../support/call-of.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, shown, specOf, told, versionOf, type CollectorClient } from "./collector-client.js";

const taskManager = ref("TaskManager", "TaskManager");

/** A task on a VM that does nothing. */
function start({ world }: SmallWorld, vm: VmState, method: string, userName: string): Ref {
  return startTask(callOf(world, vm.ref, method, {}, { userName, operationId: `op-${userName}` }), {
    entity: vm.ref, locks: [], cancelable: false, bytes: () => 0, commit: () => undefined,
  });
}

async function collect(client: CollectorClient, filter: Record<string, VimValue> = {}): Promise<Ref> {
  return await client.call(taskManager, "CreateCollectorForTasks", { filter: vim("TaskFilterSpec", filter) }) as Ref;
}

const namesOf = (tasks: VimValue) => (tasks as readonly VimObject[]).map((task) => `${shown(task["name"])} ${shown(task["entityName"])}`);

describe("a task collector", () => {
  const powerOn = "PowerOnVM_Task plain";
  const powerOff = "PowerOffVM_Task clone";
  it.each<[string, (small: SmallWorld) => Record<string, VimValue>, string[]]>([
    ["reads every task, oldest first", () => ({}), [powerOn, powerOff]],
    ["reads the tasks of an entity", ({ plain }) => ({ entity: vim("TaskFilterSpecByEntity", { entity: plain.ref, recursion: "self" }) }), [powerOn]],
    ["reads the tasks of what is in a folder", ({ vmFolder }) => ({ entity: vim("TaskFilterSpecByEntity", { entity: vmFolder.ref, recursion: "children" }) }), [powerOn, powerOff]],
    ["reads no tasks of the VMs of a folder when the folder itself is meant", ({ vmFolder }) => ({ entity: vim("TaskFilterSpecByEntity", { entity: vmFolder.ref, recursion: "self" }) }), []],
    ["reads what a user began", () => ({ userName: vim("TaskFilterSpecByUsername", { systemUser: false, userList: ["ben"] }) }), [powerOff]],
    ["reads what is in a state", () => ({ state: ["success"] }), [powerOn]],
    ["reads what was queued from a time on", () => ({ time: vim("TaskFilterSpecByTime", { timeType: "queuedTime", beginTime: "2026-01-01T00:00:05Z" }) }), [powerOff]],
    ["reads no task that has not ended by the time it ended", () => ({ time: vim("TaskFilterSpecByTime", { timeType: "completedTime", endTime: "2030-01-01T00:00:00Z" }) }), [powerOn]],
    ["reads what an operation id began", () => ({ activationId: ["another", "op-anna"] }), [powerOn]],
    ["reads none by an operation id that nobody sent", () => ({ activationId: ["op"] }), []],
    ["reads none by a tag, for none has one", () => ({ tag: ["mine"] }), []],
  ])("%s", async (_what, filter, names) => {
    const small = smallWorld();
    const client = clientOf(small.world);
    start(small, small.plain, "PowerOnVM_Task", "anna");
    small.world.clock.advance(5_000);
    start(small, small.clone, "PowerOffVM_Task", "ben");
    expect(namesOf(await client.call(await collect(client, filter(small)), "ReadNextTasks", { maxCount: 10 }))).toEqual(names);
  });

  it("remembers tasks that are no objects any more", async () => {
    const small = smallWorld();
    const task = start(small, small.plain, "PowerOnVM_Task", "anna");
    small.world.clock.advance(24 * 3_600_000);
    const client = clientOf(small.world);
    expect(small.world.tasks.get(task.value)).toBeUndefined();
    expect(namesOf(await client.call(await collect(client), "ReadNextTasks", { maxCount: 10 }))).toEqual([powerOn]);
  });

  it("announces latestPage when a task is created and when its state changes", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const history = await collect(client, { entity: vim("TaskFilterSpecByEntity", { entity: small.plain.ref, recursion: "self" }) });
    const watcher = await client.watch(specOf([history], ["latestPage"]));
    const first = versionOf(await client.poll(watcher, ""));
    start(small, small.clone, "PowerOffVM_Task", "ben");
    expect(await client.poll(watcher, first)).toBeUndefined();
    start(small, small.plain, "PowerOnVM_Task", "anna");
    const second = await client.poll(watcher, first);
    expect(told(second)).toEqual([`modify ${history.value} latestPage=…`]);
    small.world.clock.advance(60_000);
    expect(told(await client.poll(watcher, versionOf(second)))).toEqual([`modify ${history.value} latestPage=…`]);
  });
});
