import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TaskInfo } from "../../src/inventory/activity.js";
import { TetherdError } from "../../src/shared/errors.js";
import { FakeVCenter, snapshotTree, vmEnter, vmModify } from "./fake-vcenter.js";
import { pass, policiesFrom, start, type Rig } from "./rig.js";

const promote = `
policy: promote-after-snapshot-removal
mode: enforce
each: vm
on: [vm.snapshot-removed]
when: vm.disks.exists(d, d.unneededLevels > 0) && !vm.busy
for: 1m
do: { promote: { unlink: false, disks: "vm.disks.filter(d, d.unneededLevels > 0).map(d, d.key)" } }
limits: { perHour: 20 }
`;
const big = `
policy: big-group
mode: enforce
each: group
when: size(group.members) > 2
for: 10s
alert: { severity: warning, summary: '"big"' }
`;

const kinds = (rig: Rig): readonly string[] => rig.ledger.messages.map((message) => (message.kind === "fact" ? message.fact.kind : message.kind === "alert" ? message.alert.status : message.kind === "shadow" ? `shadow ${message.alert.status}` : `${message.request.verb}.${message.request.state}`));
const removalTask: TaskInfo = { task: "task-1", descriptionId: "vm.Snapshot.remove", entity: "vm-1", state: "success", userName: "ann", queueTime: "2026-01-01T00:00:00Z", eventChainId: 0 };

/** vm-1 stands alone on a base that nobody else uses, with one snapshot of its leaf. */
const lonely = (snapshots: readonly string[]): ReturnType<typeof vmEnter> => vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk", "[ds] gone/base.vmdk"], { snapshot: snapshotTree(...snapshots) });
const frozen = { type: "VirtualMachineSnapshot", ref: "snapshot-1", kind: "enter", unreadable: [], set: { vm: "vm-1", disks: [{ key: 2000, backing: { type: "VirtualDiskFlatVer2BackingInfo", fileName: "[ds] vm-1/leaf.vmdk", datastore: "ds-1" } }] } } as const;
const members = (...refs: readonly string[]): readonly ReturnType<typeof vmEnter>[] => refs.map((ref) => vmEnter(ref, [`[ds] ${ref}/leaf.vmdk`, "[ds] base/base.vmdk"]));

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("the decision line", () => {
  it("takes the first full state as a baseline and announces nothing", async () => {
    const rig = start(policiesFrom(promote));
    rig.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    expect(rig.ledger.messages).toEqual([]);
    expect(rig.ledger.state.get("vm")?.has("vm-1")).toBe(true);
    expect(rig.reports.map((report) => report.kind)).toContain("synced");
    rig.unsubscribe();
  });

  it("asks for a promote once after a snapshot removal, with disk keys and cause", async () => {
    const rig = start(policiesFrom(promote));
    rig.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    rig.vcenter.happened([removalTask]);
    rig.vcenter.send(vmModify("vm-1", { snapshot: null }), { ...frozen, kind: "leave", set: {} });
    await pass(1_000);
    expect(kinds(rig)).toEqual(["vm.snapshot-removed"]);
    await pass(60_000);
    expect(kinds(rig)).toEqual(["vm.snapshot-removed", "promote.requested"]);
    const request = rig.ledger.messages.at(-1);
    expect(request).toMatchObject({ kind: "action", request: { params: { unlink: false, disks: [2000] }, target: { id: "vm-1", name: "name of vm-1" }, cause: { user: "ann", task: "task-1", via: "vcenter" } } });
    await pass(600_000);
    expect(kinds(rig)).toHaveLength(2);
    rig.unsubscribe();
  });

  it("waits a bounded time for a cause, then says that it does not know", async () => {
    const rig = start(policiesFrom(promote));
    rig.vcenter.tasksReadable = false;
    rig.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    rig.vcenter.send(vmModify("vm-1", { snapshot: null }));
    await pass(1_500);
    expect(rig.ledger.messages).toEqual([]);
    await pass(1_000);
    expect(rig.ledger.messages).toMatchObject([{ fact: { kind: "vm.snapshot-removed", cause: { via: "unknown" }, unknown: ["cause"] } }]);
    rig.unsubscribe();
  });

  it("does not ask for anything while it cannot see whether the VM is busy, and does once it can", async () => {
    const rig = start(policiesFrom(promote));
    rig.vcenter.tasksReadable = false;
    rig.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    rig.vcenter.send(vmModify("vm-1", { snapshot: null }));
    await pass(120_000);
    expect(kinds(rig)).toEqual(["vm.snapshot-removed"]);
    expect(rig.reports).toContainEqual(expect.objectContaining({ kind: "unknown", missing: ["vm.busy"] }));
    rig.vcenter.tasksReadable = true;
    await pass(80_000);
    expect(kinds(rig)).toEqual(["vm.snapshot-removed", "promote.requested"]);
    rig.unsubscribe();
  });

  it("reads the full state again when asked to, and finds what the watch had missed", async () => {
    const rig = start(policiesFrom(big));
    rig.vcenter.state = members("vm-1", "vm-2");
    await pass(100);
    rig.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(20_000);
    expect(kinds(rig)).toEqual([]);
    rig.resync();
    await pass(20_000);
    expect(rig.vcenter.opened).toBe(2);
    expect(rig.vcenter.closed).toBe(1);
    expect(kinds(rig)).toContain("firing");
    expect(rig.reports.map((report) => report.kind)).not.toContain("blind");
    rig.unsubscribe();
  });

  it("finds a removal that happened while it was down", async () => {
    const first = start(policiesFrom(promote));
    first.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    first.unsubscribe();
    const second = start(policiesFrom(promote), new FakeVCenter(), first.ledger);
    second.vcenter.state = [lonely([])];
    second.vcenter.happened([removalTask]);
    await pass(70_000);
    expect(kinds(second)).toEqual(["vm.snapshot-removed", "promote.requested"]);
    expect(second.vcenter.openedAt[0]).toBeDefined();
    second.unsubscribe();
  });

  it("keeps `for:` running over a restart", async () => {
    const first = start(policiesFrom(promote));
    first.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    first.vcenter.happened([removalTask]);
    first.vcenter.send(vmModify("vm-1", { snapshot: null }));
    for (let wait = 0; wait < 4; wait++) {
      await pass(10_000);
      first.vcenter.send();
    }
    first.unsubscribe();
    await pass(3_600_000);
    const second = start(policiesFrom(promote), new FakeVCenter(), first.ledger);
    second.vcenter.state = [lonely([])];
    // Of the 40 seconds that were seen at most the last quarter of a minute counts again; the hour that nobody saw does not count.
    await pass(19_000);
    expect(kinds(second)).toEqual(["vm.snapshot-removed"]);
    await pass(17_000);
    expect(kinds(second)).toEqual(["vm.snapshot-removed", "promote.requested"]);
    second.unsubscribe();
  });

  it("does not judge inside a truncated run", async () => {
    const rig = start(policiesFrom(big));
    rig.vcenter.state = [];
    await pass(100);
    rig.vcenter.sendTruncated(...members("vm-1", "vm-2", "vm-3"));
    await pass(30_000);
    expect(rig.ledger.messages).toEqual([]);
    rig.vcenter.send();
    await pass(30_000);
    expect(kinds(rig)).toContain("firing");
    rig.unsubscribe();
  });

  it("fires after `for:`, resolves when the group shrinks while the session was lost, and fires again with the next number", async () => {
    const rig = start(policiesFrom(big));
    rig.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(11_000);
    expect(kinds(rig)).toEqual(["firing"]);
    rig.vcenter.state = members("vm-1", "vm-2");
    rig.vcenter.fail(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
    await pass(10_000);
    expect(kinds(rig)).toContain("resolved");
    expect(rig.vcenter.opened).toBe(2);
    expect(rig.vcenter.closed).toBe(1);
    rig.vcenter.send(...members("vm-3"));
    await pass(20_000);
    const alerts = rig.ledger.messages.flatMap((message) => (message.kind === "alert" ? [message.alert] : []));
    expect(alerts.map(({ status, transition }) => [status, transition])).toEqual([["firing", 1], ["resolved", 2], ["firing", 3]]);
    expect(new Set(alerts.map((alert) => alert.fingerprint)).size).toBe(1);
    rig.unsubscribe();
  });

  it("tells what a policy in shadow would have told, as shadow alone, and begins to alert when it leaves shadow", async () => {
    const rig = start(policiesFrom(big.replace("enforce", "shadow").replace("summary: '\"big\"'", "raise: [{ to: critical, when: size(group.members) > 3 }], summary: '\"big\"'")));
    rig.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(11_000);
    rig.vcenter.send(...members("vm-4"));
    await pass(1_000);
    rig.vcenter.send(...["vm-2", "vm-3", "vm-4"].map((ref) => vmEnter(ref, [`[ds] ${ref}/own.vmdk`])));
    await pass(10_000);
    expect(rig.ledger.messages.flatMap((message) => (message.kind === "shadow" ? [`${message.alert.transitionKind} ${message.alert.severity}`] : []))).toEqual(["fired warning", "raised critical", "resolved critical"]);
    expect(kinds(rig)).not.toContain("firing");
    rig.vcenter.send(...members("vm-2", "vm-3"));
    await pass(11_000);
    rig.policies = policiesFrom(big);
    rig.wake();
    await pass(11_000);
    expect(kinds(rig).filter((kind) => !kind.includes("."))).toEqual(["shadow firing", "shadow firing", "shadow resolved", "shadow firing", "firing"]);
    rig.unsubscribe();
  });

  it("resolves an alert whose policy is removed, as soon as the bell rings", async () => {
    const rig = start(policiesFrom(big));
    rig.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(11_000);
    rig.policies = policiesFrom(promote);
    rig.wake();
    await pass(10);
    expect(rig.ledger.messages.at(-1)).toMatchObject({ kind: "alert", alert: { status: "resolved", reason: "policy removed" } });
    rig.unsubscribe();
  });

  it("resolves an alert whose policy now looks at something else, and does not spin on its timer", async () => {
    const rig = start(policiesFrom(big));
    rig.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(11_000);
    rig.policies = policiesFrom(big.replace("each: group", "each: vm").replace("size(group.members) > 2", "vm.busy"));
    rig.wake();
    await pass(10);
    expect(rig.ledger.messages.at(-1)).toMatchObject({ kind: "alert", alert: { status: "resolved", reason: "the policy now looks at each vm" } });
    rig.unsubscribe();
  });

  it("resolves an alert whose condition ended while it was down", async () => {
    const first = start(policiesFrom(big));
    first.vcenter.state = members("vm-1", "vm-2", "vm-3");
    await pass(11_000);
    first.unsubscribe();
    const second = start(policiesFrom(big), new FakeVCenter(), first.ledger);
    second.vcenter.state = [];
    await pass(5_000);
    expect(second.ledger.messages.filter((message) => message.kind === "alert")).toMatchObject([{ alert: { status: "firing" } }, { alert: { status: "resolved" } }]);
    second.unsubscribe();
  });

  it("tells a gap in history as a fact", async () => {
    const vcenter = new FakeVCenter();
    vcenter.gaps = [{ from: "2025-01-01T00:00:00Z", to: "2025-12-01T00:00:00Z", reason: "aged out" }];
    const rig = start(policiesFrom(promote, "policy: failed\nmode: enforce\neach: vm\non: { event: VmFailoverFailed }\nwhen: 'true'\nalert: { severity: warning }"), vcenter);
    await pass(100);
    expect(rig.ledger.messages).toMatchObject([{ fact: { kind: "ingest.gap", after: { reason: "aged out", policiesThatMayHaveMissedEvents: ["failed"] } } }]);
    expect(rig.reports).toContainEqual({ kind: "missed", policy: "failed", reason: "aged out" });
    rig.unsubscribe();
  });

  it("tries again with growing delays while vCenter cannot be opened, and says so", async () => {
    const vcenter = new FakeVCenter();
    vcenter.openError = new TetherdError("VIM_UNREACHABLE", "no route", { retryable: true });
    const rig = start(policiesFrom(promote), vcenter);
    await pass(10_000);
    const blind = rig.reports.filter((report) => report.kind === "blind");
    expect(blind.map((report) => report.retryInMs)).toEqual([750, 1_500, 3_000, 6_000]);
    vcenter.openError = undefined;
    await pass(10_000);
    expect(rig.reports.at(-1)?.kind).toBe("turn");
    rig.unsubscribe();
  });

  it("ends when another vCenter answers at the same address", async () => {
    const rig = start(policiesFrom(promote));
    await pass(100);
    rig.vcenter.uuid = "99999999-0000-0000-0000-000000000000";
    rig.vcenter.fail(new TetherdError("VIM_SESSION_LOST", "gone", { retryable: true }));
    await pass(5_000);
    expect(rig.ended).toMatchObject({ code: "VCENTER_CHANGED" });
  });

  it("finishes the turn in hand when stopped, closes the watch, and completes", async () => {
    const rig = start(policiesFrom(promote));
    rig.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    let open = (): void => undefined;
    rig.ledger.gate = new Promise((resolve) => void (open = resolve));
    rig.vcenter.happened([removalTask]);
    rig.vcenter.send(vmModify("vm-1", { snapshot: null }));
    await pass(10);
    rig.stop();
    await pass(1_000);
    expect(rig.ended).toBeUndefined();
    open();
    await pass(10);
    expect(rig.ended).toBe("completed");
    expect(kinds(rig)).toEqual(["vm.snapshot-removed"]);
    expect(rig.vcenter.closed).toBe(1);
  });

  it("stops at once while it waits for vCenter", async () => {
    const vcenter = new FakeVCenter();
    vcenter.openError = new TetherdError("VIM_UNREACHABLE", "no route", { retryable: true });
    const rig = start(policiesFrom(promote), vcenter);
    await pass(5_000);
    rig.stop();
    await pass(1);
    expect(rig.ended).toBe("completed");
  });

  it("ends with the ledger's word when another process took over", async () => {
    const rig = start(policiesFrom(promote));
    rig.ledger.commitError = new TetherdError("LEDGER_TAKEN_OVER", "another tetherd watches this vCenter");
    await pass(1_000);
    expect(rig.ended).toMatchObject({ code: "LEDGER_TAKEN_OVER" });
  });

  it("ends when a turn cannot be made durable, and says the same turn after a restart", async () => {
    const first = start(policiesFrom(promote));
    first.vcenter.state = [lonely(["snapshot-1"]), frozen];
    await pass(100);
    first.ledger.commitError = new TetherdError("BUS_MESSAGE_TOO_LARGE", "a message has 2 MB and the server takes 1 MB");
    first.vcenter.happened([removalTask]);
    first.vcenter.send(vmModify("vm-1", { snapshot: null }));
    await pass(5_000);
    expect(first.ended).toMatchObject({ code: "LEDGER_COMMIT_FAILED", cause: { code: "BUS_MESSAGE_TOO_LARGE" } });
    expect(kinds(first)).toEqual([]);
    first.ledger.commitError = undefined;
    const second = start(policiesFrom(promote), first.vcenter, first.ledger);
    first.vcenter.state = [lonely([])];
    await pass(5_000);
    expect(kinds(second)).toEqual(["vm.snapshot-removed"]);
    second.unsubscribe();
  });
});
