/** What can be made to go wrong with tasks and their announcements, and cancelling. The operations are made up: one touches two properties and posts an event. */
import { describe, expect, it } from "vitest";
import { taskMethods } from "../../../src/lab/methods/tasks/task-methods.js";
import type { Operation } from "../../../src/lab/operations/operation.js";
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { startTask } from "../../../src/lab/operations/start-task.js";
import type { Nuisance } from "../../../src/lab/world/nuisances.js";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import { callOf } from "../support/call-of.js";
import { mistakesIn } from "../support/check-value.js";
import { smallWorld } from "../support/small-world.js";

function stage(nuisance?: Nuisance, more: Partial<Operation> = {}) {
  const { world, plain } = smallWorld({ taskBaseMs: 1_000, copyBytesPerSecond: 0 });
  if (nuisance !== undefined) world.nuisances.plan(nuisance);
  const outcomes: string[] = [];
  const operation: Operation = {
    entity: plain.ref, locks: [plain.ref], cancelable: true, bytes: () => 0,
    commit: (started) => {
      outcomes.push("done");
      world.changes.touch(plain.ref, "snapshot", "config.hardware.device");
      postEvent(world, "VmReconfiguredEvent", { vm: plain }, { configSpec: { $type: "VirtualMachineConfigSpec" } }, { chainId: started.eventChainId, userName: "operator" });
      return undefined;
    },
    failed: (_task, fault) => { outcomes.push(fault.type); },
    ...more,
  };
  const self = startTask(callOf(world, plain.ref, "ReconfigVM_Task"), operation);
  const task = world.tasks.get(self.value) as TaskState;
  /** What of the VM and of the task's end a watcher has heard so far, in order. */
  const heard = () => (world.changes.since(0) ?? []).flatMap(({ ref, paths }) => {
    if (ref.value === plain.ref.value) return paths.filter((path) => path === "snapshot" || path === "config.hardware.device");
    return ref.value === self.value && paths.includes("info.completeTime") ? ["task ended"] : [];
  });
  return { world, plain, self, task, outcomes, heard };
}

describe("the announcements of a task", () => {
  it("are its properties first and its end then, as a rule", () => {
    const { world, heard } = stage();
    world.clock.advance(1_000);
    expect(heard()).toEqual(["snapshot", "config.hardware.device", "task ended"]);
  });

  it("can have properties well before the end, while the task still runs", () => {
    const { world, task, heard } = stage({ kind: "properties-early", delayMs: 3_000 });
    world.clock.advance(1_000);
    expect([heard(), task.state]).toEqual([["snapshot", "config.hardware.device"], "running"]);
    world.clock.advance(3_000);
    expect([heard().at(-1), task.state]).toEqual(["task ended", "success"]);
  });

  it("can have properties well after the end, although whoever reads sees the effect, and events in time", () => {
    const { world, outcomes, heard } = stage({ kind: "properties-late", delayMs: 3_000 });
    world.clock.advance(1_000);
    expect([heard(), outcomes, world.events.latest?.$type]).toEqual([["task ended"], ["done"], "VmReconfiguredEvent"]);
    world.clock.advance(3_000);
    expect(heard()).toEqual(["task ended", "snapshot", "config.hardware.device"]);
  });

  it("can come piece by piece", () => {
    const { world, heard } = stage({ kind: "split-changes", delayMs: 100 });
    world.clock.advance(1_000);
    expect(heard()).toEqual(["snapshot", "task ended"]);
    world.clock.advance(100);
    expect(heard()).toEqual(["snapshot", "task ended", "config.hardware.device"]);
  });
});

describe("a task made to go wrong", () => {
  it("fails on its way, before any effect, with the fault that was asked for and its cause", () => {
    const { world, task, outcomes } = stage({ kind: "task-fails", amount: 40, fault: "FileLocked", faultFields: { file: "[ds0] a.vmdk", faultCause: "HostNotConnected" } });
    world.clock.advance(399);
    expect(task.state).toBe("running");
    world.clock.advance(1);
    expect(task).toMatchObject({ state: "error", error: { fault: { $type: "FileLocked", faultCause: { fault: { $type: "HostNotConnected" } } } } });
    expect(mistakesIn(task.error, "LocalizedMethodFault")).toEqual([]);
    expect([outcomes, world.effects.all()]).toEqual([["FileLocked"], []]);
  });

  it("waits queued for as long as it was told", () => {
    const { world, task } = stage({ kind: "task-queued", delayMs: 30_000 });
    world.clock.advance(29_999);
    expect(task.state).toBe("queued");
    world.clock.advance(1_001);
    expect(task.state).toBe("success");
  });

  it("is gone for whoever looks, and takes effect all the same", () => {
    const { world, self, outcomes } = stage({ kind: "task-gone" });
    world.clock.advance(0);
    expect(world.tasks.get(self.value)).toBeUndefined();
    world.clock.advance(1_000);
    expect(outcomes).toEqual(["done"]);
  });

  it("shows late in recentTask and events, with the key that its chain has from the beginning", () => {
    const { world, task } = stage({ kind: "task-late-visible", delayMs: 5_000 });
    world.clock.advance(1_000);
    expect([task.hidden, world.events.all().map((event) => event.$type)]).toEqual([true, ["VmReconfiguredEvent"]]);
    world.clock.advance(4_000);
    expect(task.hidden).toBe(false);
    expect(world.events.latest).toMatchObject({ $type: "TaskEvent", key: task.eventChainId, info: { state: "queued" } });
    expect(world.events.all()[0]).toMatchObject({ chainId: task.eventChainId });
  });
});

describe("CancelTask", () => {
  const cancel = ({ world, self }: ReturnType<typeof stage>) => taskMethods["Task.CancelTask"]?.(callOf(world, self, "CancelTask"));

  it("ends a running task with RequestCanceled, without effect, and frees what it locked", () => {
    const staged = stage();
    staged.world.clock.advance(500);
    void cancel(staged);
    staged.world.clock.advance(10_000);
    expect(staged.task).toMatchObject({ state: "error", cancelled: true, error: { fault: { $type: "RequestCanceled" } } });
    expect([staged.outcomes, staged.world.locks.size]).toEqual([["RequestCanceled"], 0]);
  });

  it("is refused with InvalidState for a task that has ended or cannot be cancelled", () => {
    const ended = stage();
    ended.world.clock.advance(1_000);
    const refusal = expect.objectContaining({ type: "InvalidState" }) as Error;
    expect(() => cancel(ended)).toThrow(refusal);
    expect(() => cancel(stage(undefined, { cancelable: false }))).toThrow(refusal);
  });
});
