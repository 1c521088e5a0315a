// Who did it: vCenter, the host, tetherd itself, or nobody can say. Each row is a change of a VM and what was known beside it.
import { asyncScheduler, ReplaySubject, Subject } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TaskInfo } from "../../src/inventory/activity.js";
import type { Fact } from "../../src/inventory/facts.js";
import { TetherdError } from "../../src/shared/errors.js";
import { decisionLine } from "../../src/streams/decision-line.js";
import { loaded } from "../policies/support.js";
import { FakeVCenter, snapshotTree, vmEnter, vmModify } from "./fake-vcenter.js";
import { MemoryLedger } from "./memory-ledger.js";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const pass = async (ms: number): Promise<void> => { await vi.advanceTimersByTimeAsync(ms); };
const settleMs = 2_000;

interface Rig { readonly vcenter: FakeVCenter; readonly ledger: MemoryLedger; readonly stop: () => void }

function start(ledger = new MemoryLedger(), ownTasks: ReadonlyMap<string, string> = new Map()): Rig {
  const vcenter = new FakeVCenter();
  vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"], { snapshot: snapshotTree("snapshot-1") })];
  const line = decisionLine({
    vcenter, ledger, policies: () => policies, wake$: new Subject(), resync$: new Subject(), stop$: new ReplaySubject(1), scheduler: asyncScheduler, random: () => 0, ownTasks,
    limits: { hostLimit: undefined, maxWaitSeconds: 30, historyIntervalMs: 10_000, settleMs, sweepMs: 900_000 },
  }).subscribe();
  return { vcenter, ledger, stop: () => { line.unsubscribe(); } };
}

const policies = loaded();
const removed = vmModify("vm-1", { snapshot: null });
const removal: TaskInfo = { task: "task-1", descriptionId: "vm.Snapshot.remove", entity: "vm-1", state: "success", userName: "ann", queueTime: "2026-01-01T00:00:00Z", eventChainId: 0 };

/** Cause and what is unknown of the one fact that is told of the change. */
function told({ ledger }: Rig): Told {
  const facts = ledger.messages.flatMap((message) => (message.kind === "fact" ? [message.fact] : []));
  expect(facts.map(({ kind }) => kind)).toEqual(["vm.snapshot-removed"]);
  return { cause: facts[0]!.cause, ...(facts[0]!.unknown === undefined ? {} : { unknown: facts[0]!.unknown }) };
}

type Told = Pick<Fact, "cause" | "unknown">;
const onHost: Told = { cause: { via: "host" }, unknown: ["cause.user"] };
const unknown: Told = { cause: { via: "unknown" }, unknown: ["cause"] };

describe("a snapshot that is gone", () => {
  const rows: readonly (readonly [what: string, story: (rig: Rig) => Promise<void>, expected: Told])[] = [
    ["was removed through vCenter when a task says so", async ({ vcenter }) => {
      vcenter.happened([removal]);
      vcenter.send(removed);
      await pass(500);
    }, { cause: { user: "ann", task: "task-1", operation: "vm.Snapshot.remove", via: "vcenter" } }],
    ["was removed through vCenter when the task shows up before the fact has waited long enough", async ({ vcenter }) => {
      vcenter.send(removed);
      await pass(settleMs - 400);
      vcenter.happened([removal]);
      await pass(1_000);
    }, { cause: { user: "ann", task: "task-1", operation: "vm.Snapshot.remove", via: "vcenter" } }],
    ["was removed on the host when vCenter shows all its tasks and none of them does that", async ({ vcenter }) => {
      vcenter.happened([{ ...removal, descriptionId: "VirtualMachine.powerOn" }, { ...removal, task: "task-2", entity: "vm-2" }]);
      vcenter.send(removed);
      await pass(settleMs + 500);
    }, onHost],
    ["may have been removed by a task that failed", async ({ vcenter }) => {
      vcenter.happened([{ ...removal, state: "error" }]);
      vcenter.send(removed);
      await pass(settleMs + 500);
    }, unknown],
    ["may have been removed by a task of a kind nobody knows yet", async ({ vcenter }) => {
      vcenter.happened([{ ...removal, descriptionId: "VirtualMachine.pruneSnapshots" }]);
      vcenter.send(removed);
      await pass(settleMs + 500);
    }, unknown],
    ["nobody can say about while tasks cannot be read", async ({ vcenter }) => {
      vcenter.tasksReadable = false;
      await pass(11_000);
      vcenter.send(removed);
      await pass(settleMs + 500);
    }, unknown],
    ["nobody can say about when tasks became readable only after it", async ({ vcenter }) => {
      vcenter.tasksReadable = false;
      await pass(11_000);
      vcenter.send(removed);
      await pass(500);
      vcenter.tasksReadable = true;
      await pass(settleMs + 500);
    }, unknown],
    ["nobody can say about when vCenter was out of sight meanwhile", async ({ vcenter }) => {
      vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"])];
      vcenter.fail(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
      await pass(30_000);
    }, unknown],
    ["nobody can say about when the session was lost before the fact had waited long enough", async ({ vcenter }) => {
      vcenter.send(removed);
      await pass(500);
      vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"])];
      vcenter.fail(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
      await pass(30_000);
    }, unknown],
    ["is not laid to the host while more than the window holds is happening", async ({ vcenter }) => {
      vcenter.happened(Array.from({ length: 20_500 }, (_, index) => ({ ...removal, task: `task-${index}`, entity: `vm-${index + 100}` })));
      vcenter.send(removed);
      await pass(settleMs + 500);
    }, unknown],
  ];

  it.each(rows)("%s", async (_what, story, expected) => {
    const rig = start();
    await pass(100);
    await story(rig);
    expect(told(rig)).toEqual(expected);
    rig.stop();
  });

  it("nobody can say about when it happened while tetherd was down and no task tells it", async () => {
    const first = start();
    await pass(100);
    first.stop();
    const second = start(first.ledger);
    second.vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"])];
    await pass(10_000);
    expect(told(second)).toEqual(unknown);
    second.stop();
  });

  it("is not laid to a task that had ended before tetherd saw the full state", async () => {
    const rig = start();
    rig.vcenter.happened([removal]);
    await pass(6_000);
    rig.vcenter.send(removed);
    await pass(settleMs + 500);
    expect(told(rig)).toEqual(unknown);
    rig.stop();
  });

  it("is not laid to a task that by vCenter's clock had ended long before the full state, however soon it shows and however often that task is told", async () => {
    const rig = start();
    rig.vcenter.happened([removal, { ...removal, task: "task-2", descriptionId: "VirtualMachine.powerOn", queueTime: "2026-01-01T00:01:00Z" }]);
    await pass(100);
    rig.vcenter.happened([removal]);
    rig.vcenter.send(removed);
    await pass(settleMs + 500);
    expect(told(rig)).toEqual(unknown);
    rig.stop();
  });

  it("waits for the task of its own when only an old one is known", async () => {
    const rig = start();
    rig.vcenter.happened([removal, { ...removal, task: "task-2", descriptionId: "VirtualMachine.powerOn", queueTime: "2026-01-01T00:01:00Z" }]);
    await pass(100);
    rig.vcenter.send(removed);
    await pass(500);
    rig.vcenter.happened([{ ...removal, task: "task-3", userName: "bob", queueTime: "2026-01-01T00:01:10Z" }]);
    await pass(settleMs);
    expect(told(rig).cause).toMatchObject({ user: "bob", task: "task-3", via: "vcenter" });
    rig.stop();
  });

  it.each([
    ["by the task it began", new Map([["task-1", "promote-1"]]), {}],
    ["by the name it gave its call", new Map<string, string>(), { activationId: "tetherd-promote-1-2" }],
  ])("is known as tetherd's own doing %s", async (_how, ownTasks, more) => {
    const rig = start(new MemoryLedger(), ownTasks);
    await pass(100);
    rig.vcenter.happened([{ ...removal, ...more }]);
    rig.vcenter.send(removed);
    await pass(500);
    expect(told(rig).cause).toEqual({ user: "ann", task: "task-1", operation: "vm.Snapshot.remove", by: "tetherd", action: "promote-1", via: "vcenter" });
    rig.stop();
  });
});

it("a VM that goes on changing is waited for, but not for ever", async () => {
  const rig = start();
  await pass(100);
  rig.vcenter.send(removed);
  const facts = (): readonly Fact[] => rig.ledger.messages.flatMap((message) => (message.kind === "fact" ? [message.fact] : []));
  for (let half = 0; half < 7; half++) {
    await pass(500);
    rig.vcenter.send(vmModify("vm-1", { name: `name ${half}` }));
    expect(facts()).toEqual([]);
  }
  await pass(1_000);
  expect(facts()).toMatchObject([{ kind: "vm.snapshot-removed", cause: { via: "unknown" } }]);
  rig.stop();
});

it("free space has no cause to wait for", async () => {
  const rig = start();
  rig.vcenter.state = [{ type: "Datastore", ref: "ds-1", kind: "enter", unreadable: [], set: { name: "ds", capacityBytes: 100, freeSpaceBytes: 80 } }];
  await pass(100);
  rig.vcenter.send({ type: "Datastore", ref: "ds-1", kind: "modify", unreadable: [], set: { freeSpaceBytes: 8 } });
  await pass(10);
  expect(rig.ledger.messages).toMatchObject([{ fact: { kind: "datastore.space-changed", after: { step: 8, freePercent: 8 } } }]);
  expect(rig.ledger.messages[0]).not.toHaveProperty("fact.unknown");
  rig.stop();
});

it("a power change that no task tells keeps its event, but not the way", async () => {
  const rig = start();
  await pass(100);
  rig.vcenter.happened([], [{ key: 7, chainId: 7, createdTime: "2026-01-01T00:00:01Z", class: "VmPoweredOffEvent", userName: "root", vm: "vm-1" }]);
  rig.vcenter.send(vmModify("vm-1", { powerState: "poweredOff" }));
  await pass(settleMs + 500);
  expect(rig.ledger.messages).toMatchObject([{ fact: { kind: "vm.power-changed", cause: { user: "root", operation: "VmPoweredOffEvent", eventKey: 7, via: "unknown" }, unknown: ["cause.via"] } }]);
  rig.stop();
});
