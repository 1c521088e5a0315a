import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Operation } from "../../../src/actions/operation.js";
import type { Operator, TaskProgress } from "../../../src/streams/executor-ports.js";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import { openLab, type OpenLab } from "../../lab/peers/lab-access.js";
import { until } from "../../support/until.js";
import { within } from "./yard.js";

let open: OpenLab;
let operator: Operator;

beforeEach(async () => {
  open = await openLab({ settings: { copyBytesPerSecond: 0, taskBaseMs: 0 } });
  const { url, username, password, caFile } = open.access;
  operator = new VimOperator({ url, username, password: () => password, tls: { caFile } });
});
afterEach(async () => {
  await operator.close();
  await open.stop();
});

const snapshot = (vm: string, name = "s"): Operation => ({ kind: "CreateSnapshot_Task", vm: open.vm(vm).ref.value, name, description: "", memory: false, quiesce: false });
const ends = async (task: string) => operator.watchTask(task, () => undefined, within());
const taken = (vm: string) => open.lab.control.effects("CreateSnapshot_Task", vm).length;

describe("a call that changes something", () => {
  it("carries its operation id, by which its task is found again", async () => {
    const { time } = await operator.about(within());
    const started = await operator.start(snapshot("vm0"), "tetherd-a1-1", within());
    if (started.kind !== "started") throw new Error(started.kind);
    const outcome = await ends(started.task);
    expect(outcome).toMatchObject({ kind: "success", result: expect.stringMatching(/^snapshot-/) as string });
    const found = await operator.findTasks({ entity: open.vm("vm0").ref.value, entityType: "VirtualMachine", since: time }, within());
    expect(found).toMatchObject([{ task: started.task, state: "success", operationId: "tetherd-a1-1", descriptionId: expect.stringMatching(/createSnapshot/i) as string }]);
    expect(await operator.findTasks({ entity: open.vm("vm1").ref.value, entityType: "VirtualMachine", since: time }, within())).toEqual([]);
  });

  it.each([["drop-before", 0], ["drop-during", 1]] as const)("says that no answer came when the connection is lost (%s), and is never sent again", async (kind, effects) => {
    const { time } = await operator.about(within());
    open.lab.control.planNuisance({ kind, method: "CreateSnapshot_Task" });
    expect(await operator.start(snapshot("vm0"), "tetherd-a2-1", within())).toMatchObject({ kind: "no-answer", why: expect.stringMatching(/connection/) as string });
    const found = await operator.findTasks({ entity: open.vm("vm0").ref.value, entityType: "VirtualMachine", since: time }, within());
    expect(found.map(({ operationId }) => operationId)).toEqual(Array.from({ length: effects }, () => "tetherd-a2-1"));
    await Promise.all(found.map(({ task }) => ends(task)));
    expect(taken("vm0")).toBe(effects);
  });

  it("is sent on a new session when the old one has ended", async () => {
    await operator.about(within());
    open.lab.control.expireSessions();
    expect((await operator.start(snapshot("vm0"), "tetherd-a3-1", within())).kind).toBe("started");
  });

  it("was not begun when the session ends in the very moment, or nobody is there", async () => {
    open.lab.control.planNuisance({ kind: "expire-session", method: "CreateSnapshot_Task" });
    expect((await operator.start(snapshot("vm0"), "tetherd-a4-1", within())).kind).toBe("unsent");
    expect(taken("vm0")).toBe(0);
    expect((await operator.start(snapshot("vm0"), "tetherd-a4-2", within())).kind).toBe("started");
    const { url, username, password, caFile } = open.access;
    const nobody = new VimOperator({ url: url.replace(/:\d+/, ":1"), username, password: () => password, tls: { caFile } });
    expect(await nobody.start(snapshot("vm1"), "tetherd-a4-3", within())).toMatchObject({ kind: "unsent", why: expect.stringMatching(/refused/) as string });
    await nobody.close();
  });
});

describe("a task is followed to its end", () => {
  it("with its progress, through lost sessions, lost connections and a restart of vCenter", async () => {
    open.lab.control.planNuisance({ kind: "task-queued", method: "CreateSnapshot_Task", delay: "60s" });
    const started = await operator.start(snapshot("vm0"), "tetherd-b1-1", within());
    if (started.kind !== "started") throw new Error(started.kind);
    const told: TaskProgress[] = [];
    const end = operator.watchTask(started.task, (news) => told.push(news), within());
    await until("the first news", () => told[0]);
    open.lab.control.expireSessions();
    open.lab.control.planNuisance({ kind: "drop-before", method: "RetrievePropertiesEx", times: 2 });
    await open.lab.control.restart();
    open.lab.control.advance("2m");
    expect((await end).kind).toBe("success");
    expect(told[0]).toEqual({ state: "queued", percent: undefined });
  });

  it("that has vanished is told as vanished, and so is one that never was", async () => {
    open.lab.control.planNuisance({ kind: "task-gone", method: "CreateSnapshot_Task" });
    const started = await operator.start(snapshot("vm0"), "tetherd-b2-1", within());
    if (started.kind !== "started") throw new Error(started.kind);
    expect(await ends(started.task)).toEqual({ kind: "vanished" });
    expect(await ends("task-99999")).toEqual({ kind: "vanished" });
  });

  it("can be cancelled while it may be, and then says so", async () => {
    open.lab.control.planNuisance({ kind: "task-queued", method: "PromoteDisks_Task", delay: "10h" });
    const started = await operator.start({ kind: "PromoteDisks_Task", vm: open.vm("vm0").ref.value, unlink: false }, "tetherd-b3-1", within());
    if (started.kind !== "started") throw new Error(started.kind);
    expect(await operator.cancelTask(started.task, within())).toBe(true);
    expect(await ends(started.task)).toMatchObject({ kind: "error", cancelled: true, fault: { type: "RequestCanceled" } });
    expect(await operator.cancelTask(started.task, within())).toBe(false);
  });

  it("by one call for all tasks that are followed", async () => {
    open.lab.control.planNuisance({ kind: "task-queued", times: 0, delay: "10h" });
    const started = await Promise.all(["vm0", "vm1", "vm2", "vm3"].map((vm) => operator.start(snapshot(vm), "tetherd-b4-1", within())));
    const leave = new AbortController();
    const news = new Set<string>();
    const followed = started.map(async (one) => (one.kind === "started" ? operator.watchTask(one.task, () => news.add(one.task), leave.signal) : one));
    await until("news of all four", () => (news.size === 4 ? true : undefined));
    expect(open.lab.control.calls()["RetrievePropertiesEx"]).toBeLessThanOrEqual(news.size);
    leave.abort();
    expect((await Promise.allSettled(followed)).map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
  });
});

describe("a dry run", () => {
  it("shows the call as it would be sent, and sends nothing", async () => {
    const text = await operator.show({ kind: "RelocateVM_Task", vm: "vm-7", datastore: "datastore-3", diskMoveType: "moveChildMostDiskBacking" }, "tetherd-c1-1", within());
    expect(text).toContain("<operationID>tetherd-c1-1</operationID>");
    expect(text).toMatch(/<vim25:spec>\n\s+<vim25:datastore type="Datastore">datastore-3<\/vim25:datastore>\n\s+<vim25:diskMoveType>moveChildMostDiskBacking<\/vim25:diskMoveType>\n\s+<\/vim25:spec>/);
    const clone = await operator.show({ kind: "CloneVM_Task", vm: "vm-7", name: "n", folder: "group-v3", diskMoveType: "moveChildMostDiskBacking", powerOn: false, template: false, marker: "c1" }, "tetherd-c1-2", within());
    expect(clone).toContain('<vim25:value xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string">c1</vim25:value>');
    for (const method of ["RelocateVM_Task", "CloneVM_Task"]) expect(open.lab.control.calls()).not.toHaveProperty(method);
    expect(await operator.show({ kind: "PromoteDisks_Task", vm: open.vm("vm0").ref.value, unlink: true, disks: [9] }, "tetherd-c1-2", within())).toMatch(/^Nothing would be called: vm-\d+ has no disk with key 9\.$/);
  });
});
