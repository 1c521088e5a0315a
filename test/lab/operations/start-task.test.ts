/** Tasks from start to end on a stepped clock. The operations here are made up: no room but this one is tested. */
import { describe, expect, it } from "vitest";
import { failHost, returnHost } from "../../../src/lab/ha/fail-host.js";
import type { Operation } from "../../../src/lab/operations/operation.js";
import { startTask } from "../../../src/lab/operations/start-task.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import type { Ref } from "../../../src/lab/wire/vim-value.js";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import { callOf } from "../support/call-of.js";
import { smallWorld } from "../support/small-world.js";

function operationOn(entity: Ref, more: Partial<Operation> = {}): Operation {
  return { entity, locks: [entity], cancelable: true, bytes: () => 0, commit: () => undefined, ...more };
}

const MiB = 1024 * 1024;

function stage() {
  const { world, plain, clone } = smallWorld({ taskBaseMs: 1_000, copyBytesPerSecond: 100 * MiB });
  const start = (more: Partial<Operation> = {}) =>
    world.tasks.get(startTask(callOf(world, plain.ref, "CloneVM_Task"), operationOn(plain.ref, more)).value) as TaskState;
  return { world, plain, clone, start };
}

describe("a task", () => {
  it("is queued at once, runs on the next turn and succeeds after a time in proportion to its bytes", () => {
    const { world, start } = stage();
    const task = start({ bytes: () => 900 * MiB });
    expect(task.state).toBe("queued");
    world.clock.advance(0);
    expect(task).toMatchObject({ state: "running", progress: 0 });
    world.clock.advance(5_000);
    expect(task).toMatchObject({ state: "running", progress: 50 });
    world.clock.advance(4_999);
    expect(task.state).toBe("running");
    world.clock.advance(1);
    expect(task.state).toBe("success");
    expect(world.defects).toEqual([]);
  });

  it("of a host itself is nothing that vCenter shows, only what it changed and the count of its effect", () => {
    const { world, plain } = stage();
    const call = { ...callOf(world, plain.ref, "CloneVM_Task"), via: "host", userName: "root" } as const;
    const task = world.tasks.get(startTask(call, operationOn(plain.ref)).value);
    world.clock.advance(5_000);
    expect(task).toMatchObject({ state: "success", hidden: true });
    expect(world.events.all()).toEqual([]);
    expect(propertyOf(world, undefined, plain.ref, "recentTask")).toEqual([]);
    expect(world.effects.all()).toMatchObject([{ operation: "CloneVM_Task", via: "host", userName: "root" }]);
  });

  it("takes effect in one step at its end, and only then is it counted", () => {
    const { world, plain, start } = stage();
    let effects = 0;
    start({ commit: () => { effects++; return undefined; } });
    world.clock.advance(999);
    expect([effects, world.effects.count("CloneVM_Task", plain.ref.value)]).toEqual([0, 0]);
    world.clock.advance(1);
    expect([effects, world.effects.count("CloneVM_Task", plain.ref.value)]).toEqual([1, 1]);
  });

  it("ends with the VimFault its effect throws, runs what follows a failure and is not counted", () => {
    const { world, start } = stage();
    const seen: string[] = [];
    const task = start({ commit: () => { throw new VimFault("NotFound", "gone"); }, failed: (_task, fault) => { seen.push(fault.type); } });
    world.clock.advance(1_000);
    expect(task).toMatchObject({ state: "error", error: { $type: "LocalizedMethodFault", fault: { $type: "NotFound" }, localizedMessage: "gone" } });
    expect(seen).toEqual(["NotFound"]);
    expect(world.effects.all()).toEqual([]);
  });

  it("that meets a defect of the lab ends with SystemError, and the defect is kept", () => {
    const { world, start } = stage();
    const task = start({ commit: () => { throw new TypeError("a slip"); } });
    world.clock.advance(1_000);
    expect(task).toMatchObject({ state: "error", error: { fault: { $type: "SystemError" } } });
    expect(world.defects.map((each) => each.message)).toEqual(["a slip"]);
  });

  it("refuses a second one on what it locks, naming itself, until it has ended", () => {
    const { world, start } = stage();
    const first = start();
    expect(() => start()).toThrow(expect.objectContaining({ type: "TaskInProgress", fields: { task: first.ref } }) as Error);
    world.clock.advance(1_000);
    expect(start().state).toBe("queued");
  });

  it("announces itself with a TaskEvent that shows it queued and whose key is its eventChainId", () => {
    const { world, start } = stage();
    const task = start();
    const event = world.events.latest;
    expect(event).toMatchObject({ $type: "TaskEvent", key: task.eventChainId, chainId: task.eventChainId, userName: "operator", vm: { name: "plain" } });
    world.clock.advance(1_000);
    expect(event).toMatchObject({ info: { state: "queued", descriptionId: "VirtualMachine.clone", name: "CloneVM_Task", entityName: "plain" } });
  });

  it("takes no time but a turn of the clock where tasks take none, and tasks end in the order in which they began", () => {
    const { world, plain, clone } = smallWorld({ taskBaseMs: 0, copyBytesPerSecond: 0 });
    const order: string[] = [];
    for (const vm of [plain, clone]) startTask(callOf(world, vm.ref, "CloneVM_Task"), operationOn(vm.ref, { bytes: () => 10 ** 12, commit: () => { order.push(vm.name); return undefined; } }));
    expect(order).toEqual([]);
    world.clock.advance(0);
    expect(order).toEqual(["plain", "clone"]);
  });

  it("of a VM dies with the VM's host, even when that is back before its end", () => {
    const { world, plain, start } = stage();
    const task = start({ bytes: () => 9_000 * MiB });
    world.clock.advance(5_000);
    failHost(world, world.the("HostSystem", plain.host ?? ""));
    world.clock.advance(1_000);
    returnHost(world, world.the("HostSystem", plain.host ?? ""));
    world.clock.advance(100_000);
    expect(task).toMatchObject({ state: "error", error: { fault: { $type: "HostNotConnected" } } });
    expect(world.effects.all()).toEqual([]);
  });

  it("is forgotten ten minutes after its end", () => {
    const { world, start } = stage();
    const task = start();
    world.clock.advance(1_000);
    world.clock.advance(600_000 - 1);
    expect(world.tasks.get(task.ref.value)).toBe(task);
    world.clock.advance(1);
    expect(world.tasks.get(task.ref.value)).toBeUndefined();
  });
});
