// What changed between two states of an object, as facts with cause.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskInfo, VCenterEvent } from "../../src/inventory/activity.js";
import { Activity } from "../../src/inventory/activity-window.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { findCause, withCause } from "../../src/inventory/causes.js";
import { deriveFacts } from "../../src/inventory/derive-facts.js";
import { digestOf, type Digest, type DigestSubject } from "../../src/inventory/digest.js";
import { factKinds, type Fact } from "../../src/inventory/facts.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, cluster, disk, host, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";
import { histories } from "./histories.js";

/** An inventory whose digests are saved as JSON after every step, as across restarts. */
class Watched {
  readonly inventory = new Inventory();
  readonly saved = new Map<string, string>();

  step(subject: DigestSubject, ...updates: readonly InventoryUpdate[]): readonly Fact[] {
    applyUpdates(this.inventory, updates);
    const key = `${subject.kind}:${subject.id}`;
    const text = this.saved.get(key);
    const before = text === undefined ? undefined : JSON.parse(text) as Digest;
    const after = digestOf(this.inventory, subject, before);
    if (after === undefined) this.saved.delete(key);
    else this.saved.set(key, JSON.stringify(after));
    return deriveFacts(before, after, { observedAt: 1_000 });
  }
}

const vm1: DigestSubject = { kind: "vm", id: "vm-1" };
const plain = linked("vm-1", "a/a-1.vmdk", "a/a.vmdk");
const kindsOf = (facts: readonly Fact[]): readonly string[] => facts.map(({ kind }) => kind);

describe("facts of a VM", () => {
  const tree = (...refs: readonly string[]) => vm("vm-1", { snapshot: snapshots(refs.at(-1) ?? "", ...refs.slice(0, 1).map((ref) => node(ref, ...refs.slice(1).map((child) => node(child))))) }, "modify");

  const rows: readonly (readonly [title: string, before: readonly InventoryUpdate[], after: readonly InventoryUpdate[], kinds: readonly string[]])[] = [
    ["nothing new", [plain], [plain], []],
    ["a snapshot and its delta", [plain], [tree("snapshot-1"), vm("vm-1", { disks: [disk(2000, chain("a/a-2.vmdk", "a/a-1.vmdk", "a/a.vmdk"))] }, "modify")], ["vm.snapshot-created", "vm.chain-changed"]],
    ["a snapshot removed, its level folded", [plain, tree("snapshot-1", "snapshot-2")], [tree("snapshot-1"), vm("vm-1", { disks: [disk(2000, chain("a/a.vmdk"))] }, "modify")], ["vm.snapshot-removed", "vm.chain-changed"]],
    ["the last snapshot removed: the property is unset", [plain, tree("snapshot-1")], [vm("vm-1", { snapshot: null }, "modify")], ["vm.snapshot-removed"]],
    ["another snapshot made current", [plain, tree("snapshot-1", "snapshot-2")], [vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1", node("snapshot-2"))) }, "modify")], ["vm.snapshot-reverted"]],
    ["a snapshot renamed", [plain, tree("snapshot-1")], [vm("vm-1", { snapshot: snapshots("snapshot-1", { ...node("snapshot-1"), name: "other" }) }, "modify")], []],
    ["a disk added", [plain], [vm("vm-1", { disks: [disk(2000, chain("a/a-1.vmdk", "a/a.vmdk")), disk(2001, chain("a/a_1.vmdk"))] }, "modify")], ["vm.chain-changed"]],
    ["its leaf on another datastore", [plain], [vm("vm-1", { disks: [disk(2000, chain("2:a/a-1.vmdk", "a/a.vmdk"))] }, "modify")], ["vm.chain-changed", "vm.relocated"]],
    ["another host", [plain], [vm("vm-1", { host: "host-2" }, "modify")], ["vm.moved-host"]],
    ["power", [plain], [vm("vm-1", { powerState: "poweredOff" }, "modify")], ["vm.power-changed"]],
    ["consolidation needed", [plain, vm("vm-1", { consolidationNeeded: false }, "modify")], [vm("vm-1", { consolidationNeeded: true }, "modify")], ["vm.consolidation-needed"]],
    ["consolidation no longer needed", [plain, vm("vm-1", { consolidationNeeded: true }, "modify")], [vm("vm-1", { consolidationNeeded: false }, "modify")], []],
    ["out of reach: its config and snapshots unset", [plain, tree("snapshot-1")], [vm("vm-1", { connectionState: "inaccessible", disks: null, snapshot: null, vmPathName: null }, "modify")], ["vm.inaccessible"]],
    ["its host disconnected", [plain], [vm("vm-1", { connectionState: "disconnected" }, "modify")], []],
    ["gone", [plain], [leave("VirtualMachine", "vm-1")], ["vm.removed"]],
    ["new", [], [plain], ["vm.appeared"]],
    ["new on another VM's base", [linked("vm-2", "g/g-1.vmdk", "g/g.vmdk")], [linked("vm-1", "a/a.vmdk", "g/g.vmdk")], ["vm.appeared", "vm.cloned"]],
    ["new as the base's own VM", [linked("vm-2", "b/b.vmdk", "a/a.vmdk")], [plain], ["vm.appeared"]],
  ];
  test.each(rows)("%s", (_title, before, after, kinds) => {
    const watched = new Watched();
    watched.step(vm1, ...before);
    const facts = watched.step(vm1, ...after);
    expect(kindsOf(facts)).toEqual(kinds);
    expect(watched.step(vm1, ...after)).toEqual([]);
    for (const { occurrence } of facts) expect(occurrence).toBe(before.length === 0 || kinds.includes("vm.appeared") ? "1" : "2");
  });

  test("a removed snapshot tells names and levels before and after", () => {
    const watched = new Watched();
    watched.step(vm1, plain, tree("snapshot-1"));
    const [fact] = watched.step(vm1, vm("vm-1", { snapshot: null, disks: [disk(2000, chain("a/a.vmdk"))] }, "modify"));
    expect(fact).toEqual({
      kind: "vm.snapshot-removed", subject: "vm-1", subjectName: "name-vm-1", at: undefined, observedAt: 1_000, cause: { via: "unknown" }, occurrence: "2",
      before: { snapshots: ["name of snapshot-1"], levels: { 2000: 2 } }, after: { snapshots: [], levels: { 2000: 1 } },
    });
  });

  test("what happened while its config was out of reach is told when it is back", () => {
    const watched = new Watched();
    watched.step(vm1, plain, tree("snapshot-1"));
    watched.step(vm1, vm("vm-1", { connectionState: "inaccessible", disks: null, snapshot: null }, "modify"));
    expect(kindsOf(watched.step(vm1, vm("vm-1", { connectionState: "connected", disks: [disk(2000, chain("a/a.vmdk"))] }, "modify")))).toEqual(["vm.snapshot-removed", "vm.chain-changed"]);
  });

  test("a clone that shows its disks only later is told as cloned then", () => {
    const watched = new Watched();
    applyUpdates(watched.inventory, [linked("vm-2", "g/g-1.vmdk", "g/g.vmdk")]);
    expect(kindsOf(watched.step(vm1, vm("vm-1", { disks: null })))).toEqual(["vm.appeared"]);
    expect(kindsOf(watched.step(vm1, vm("vm-1", { disks: [disk(2000, chain("a/a.vmdk", "g/g.vmdk"))] }, "modify")))).toEqual(["vm.cloned"]);
  });

  test("coming back after leaving is another occurrence; what left for good is forgotten when asked again", () => {
    const watched = new Watched();
    watched.step(vm1, plain);
    expect(watched.step(vm1, leave("VirtualMachine", "vm-1"))).toMatchObject([{ kind: "vm.removed", occurrence: "2", subjectName: "name-vm-1" }]);
    expect(watched.step(vm1, plain)).toMatchObject([{ kind: "vm.appeared", occurrence: "3" }]);
    watched.step(vm1, leave("VirtualMachine", "vm-1"));
    expect(watched.step(vm1)).toEqual([]);
    expect(watched.saved.size).toBe(0);
  });

  test("a doubtful file name changes no chain when it is resolved", () => {
    const watched = new Watched();
    const parent = { type: "VirtualDiskFlatVer2BackingInfo", fileName: "[ds2] g/g.vmdk" };
    watched.step(vm1, vm("vm-1", { disks: [disk(2000, { ...chain("a/a.vmdk"), parent })] }));
    expect(watched.step(vm1, { type: "Datastore", ref: "datastore-2", kind: "enter", set: { name: "ds2" }, unreadable: [] })).toEqual([]);
    expect(watched.inventory.disksOf("vm-1")?.[0]?.levels[1]?.file).toBe("datastore-2:g/g.vmdk");
  });
});

describe("facts of groups, clusters and hosts", () => {
  test("a group forms, grows, moves, loses its base's owner and dissolves", () => {
    const watched = new Watched();
    applyUpdates(watched.inventory, [linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk")]);
    const subject = { kind: "group", id: watched.inventory.groupOf("vm-1")?.id ?? "" } as const;
    expect(watched.step(subject)).toMatchObject([{ kind: "group.formed", subject: subject.id, subjectName: "name-vm-1", after: { size: 2, hosts: ["host-1"] } }]);
    expect(watched.step(subject, linked("vm-3", "c/c.vmdk", "g/g.vmdk"))).toMatchObject([{ kind: "group.members-changed", before: { left: [] }, after: { size: 3, joined: ["vm-3"] } }]);
    expect(watched.step(subject, vm("vm-3", { host: "host-7" }, "modify"))).toMatchObject([{ kind: "group.placement-changed", before: { hosts: ["host-1"] }, after: { hosts: ["host-1", "host-7"] } }]);
    expect(kindsOf(watched.step(subject, leave("VirtualMachine", "vm-1")))).toEqual(["group.members-changed", "base.orphaned"]);
    expect(watched.step(subject, leave("VirtualMachine", "vm-2"))).toMatchObject([{ kind: "group.dissolved", after: null, occurrence: "5" }]);
    expect(watched.step(subject, linked("vm-2", "b/b.vmdk", "g/g.vmdk"))).toMatchObject([{ kind: "group.formed", occurrence: "6" }]);
  });

  test("a member that shows no disks after a restart neither leaves nor dissolves its group", () => {
    const first = new Watched();
    applyUpdates(first.inventory, [linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk")]);
    const id = first.inventory.groupOf("vm-1")?.id ?? "";
    first.step({ kind: "group", id });
    const again = new Watched();
    for (const [key, text] of first.saved) again.saved.set(key, text);
    expect(again.step({ kind: "group", id }, linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), vm("vm-2", { disks: null, connectionState: "inaccessible" }))).toEqual([]);
    expect(again.step({ kind: "group", id }, linked("vm-3", "c/c.vmdk", "g/g.vmdk"))).toMatchObject([{ kind: "group.members-changed", after: { size: 3, joined: ["vm-3"] } }]);
  });

  test("a cluster's hosts and its HA, a host's state", () => {
    const watched = new Watched();
    const compute = { kind: "compute", id: "domain-c1" } as const;
    expect(watched.step(compute, cluster("domain-c1", ["host-1"]))).toEqual([]);
    expect(watched.step(compute, cluster("domain-c1", ["host-2", "host-1"]))).toMatchObject([{ kind: "cluster.hosts-changed", after: { hosts: ["host-1", "host-2"] } }]);
    expect(watched.step(compute, cluster("domain-c1", ["host-1", "host-2"], { haEnabled: null }))).toEqual([]);
    expect(watched.step(compute, cluster("domain-c1", ["host-1", "host-2"], { haEnabled: false }))).toMatchObject([{ kind: "cluster.ha-changed", before: { haEnabled: true } }]);
    const subject = { kind: "host", id: "host-1" } as const;
    watched.step(subject, host("host-1", { inMaintenanceMode: false }));
    expect(watched.step(subject, host("host-1", { inMaintenanceMode: true }))).toMatchObject([{ kind: "host.state-changed", before: { maintenance: false }, after: { maintenance: true } }]);
  });
});

test("the same two digests give the same facts, and a digest survives JSON", () => {
  fc.assert(fc.property(histories, (updates) => {
    const inventory = new Inventory();
    const digests = new Map<string, Digest | undefined>();
    for (const update of updates) {
      const { vms, groups } = applyUpdates(inventory, [update]);
      for (const [kind, ids] of [["vm", vms], ["group", groups]] as const) for (const id of ids) {
        const before = digests.get(id);
        const after = digestOf(inventory, { kind, id }, before);
        const reread = JSON.parse(JSON.stringify(before ?? null)) as Digest | null;
        expect(digestOf(inventory, { kind, id }, reread ?? undefined)).toEqual(after);
        const facts = deriveFacts(before, after, { observedAt: 0 });
        expect(deriveFacts(reread ?? undefined, after, { observedAt: 0 })).toEqual(facts);
        expect(new Set(facts.map(({ kind: name, occurrence }) => `${name} ${occurrence}`)).size).toBe(facts.length);
        for (const fact of facts) expect(factKinds).toContain(fact.kind);
        expect(digestOf(inventory, { kind, id }, after)).toBe(after?.gone === true ? undefined : after);
        digests.set(id, after);
      }
    }
  }), { numRuns: 300 });
});

describe("causes", () => {
  const event = (key: number, className: string, more: Partial<VCenterEvent> = {}): VCenterEvent => ({ key, chainId: key, createdTime: `2026-01-01T00:00:${String(key % 60).padStart(2, "0")}Z`, class: className, userName: "", vm: "vm-1", ...more });
  const task = (ref: string, descriptionId: string, more: Partial<TaskInfo> = {}): TaskInfo => ({ task: ref, descriptionId, entity: "vm-1", state: "success", userName: "ada", queueTime: "2026-01-01T00:00:01Z", completeTime: "2026-01-01T00:00:05Z", eventChainId: 0, ...more });
  const fact = (kind: Fact["kind"]): Fact => ({ kind, subject: "vm-1", subjectName: undefined, at: undefined, observedAt: 0, cause: { via: "unknown" }, before: null, after: null, occurrence: "1" });

  function activity(events: readonly VCenterEvent[], tasks: readonly TaskInfo[] = []): Activity {
    const window = new Activity();
    window.add(events, tasks, 0);
    return window;
  }

  test.each(["vm.Snapshot.remove", "vim.vm.Snapshot.remove", "VirtualMachine.removeAllSnapshots", "VirtualMachine.RemoveAllSnapshots", "VirtualMachine.removeSnapshot"])("a snapshot removal is caused by %s", (descriptionId) => {
    expect(findCause(fact("vm.snapshot-removed"), activity([], [task("task-1", descriptionId)]))).toEqual({ user: "ada", task: "task-1", operation: descriptionId, via: "vcenter" });
  });

  test("an event and its task complete each other", () => {
    const window = activity([event(7, "VmPoweredOnEvent", { chainId: 5 })], [task("task-1", "Datacenter.powerOnVm", { eventChainId: 5, completeTime: "2026-01-01T00:00:06Z" })]);
    expect(findCause(fact("vm.power-changed"), window)).toEqual({ user: "ada", task: "task-1", operation: "VmPoweredOnEvent", eventKey: 7, via: "vcenter" });
  });

  test("a TaskEvent counts as its task, and the fact takes vCenter's time from it", () => {
    const window = activity([event(3, "TaskEvent", { userName: "eve", task: task("task-9", "VirtualMachine.promoteDisks", { state: "queued" }) })]);
    expect(withCause(fact("vm.chain-changed"), window)).toMatchObject({ at: "2026-01-01T00:00:03Z", cause: { user: "eve", task: "task-9", operation: "VirtualMachine.promoteDisks", eventKey: 3 } });
  });

  test("what has explained one change explains its pieces soon after, and no later change", () => {
    const window = activity([event(3, "TaskEvent", { chainId: 3, task: task("task-9", "vm.Snapshot.remove") })], [task("task-9", "vm.Snapshot.remove", { eventChainId: 3 })]);
    const removal = (observedAt: number): Fact => ({ ...fact("vm.snapshot-removed"), observedAt });
    const told = withCause(removal(1_000), window);
    expect(told.cause).toMatchObject({ user: "ada", task: "task-9", eventKey: 3 });
    window.spend(told.cause, 1_000);
    expect(findCause(removal(4_000), window)).toMatchObject({ task: "task-9" });
    expect(findCause(removal(60_000), window)).toBeUndefined();
  });

  test("a task that is still being told of goes on explaining", () => {
    const removing = task("task-9", "VirtualMachine.removeAllSnapshots", { state: "running" });
    const window = activity([], [removing]);
    window.spend(withCause(fact("vm.snapshot-removed"), window).cause, 0);
    window.add([], [removing], 58_000);
    expect(findCause({ ...fact("vm.snapshot-removed"), observedAt: 60_000 }, window)).toMatchObject({ task: "task-9" });
  });

  test("a task that failed caused nothing, nor did its TaskEvent", () => {
    const failed = task("task-9", "vm.Snapshot.remove", { state: "error" });
    expect(findCause(fact("vm.snapshot-removed"), activity([event(3, "TaskEvent", { task: { ...failed, state: "queued" } })], [failed]))).toBeUndefined();
  });

  test("other kinds, other objects and attempts only begun are no cause", () => {
    expect(findCause(fact("vm.snapshot-removed"), activity([event(1, "VmPoweredOnEvent"), event(2, "VmBeingClonedEvent")], [task("task-1", "vm.Snapshot.remove", { entity: "vm-2" })]))).toBeUndefined();
  });

  test("of several the newest counts, but none after the fact's own time", () => {
    const window = activity([event(4, "VmMigratedEvent"), event(9, "DrsVmMigratedEvent"), event(2, "VmMigratedEvent")]);
    expect(findCause(fact("vm.moved-host"), window)?.eventKey).toBe(9);
    expect(findCause({ ...fact("vm.moved-host"), at: "2026-01-01T00:00:05Z" }, window)?.eventKey).toBe(4);
  });

  test("a group's fact is caused by what happened to its members", () => {
    const before: Digest = { kind: "group", id: "g-1", version: 1, members: ["vm-1", "vm-2"], hosts: ["host-1"] };
    const after: Digest = { ...before, version: 2, members: ["vm-2"] };
    expect(deriveFacts(before, after, { observedAt: 0, activity: activity([event(5, "VmRemovedEvent", { userName: "bob" })]) })).toMatchObject([{ kind: "group.members-changed", cause: { user: "bob", eventKey: 5 } }]);
  });

  test("a full clone is told from its event", () => {
    const after: Digest = { kind: "vm", id: "vm-1", version: 1, linked: false };
    expect(kindsOf(deriveFacts(undefined, after, { observedAt: 0, activity: activity([event(5, "VmClonedEvent")]) }))).toEqual(["vm.appeared", "vm.cloned"]);
  });

  test("the window lets go of what is too old or too much", () => {
    const window = new Activity({ maxDeeds: 3, maxAgeMs: 100 });
    window.add([event(1, "A"), event(2, "B")], [], 0);
    window.add([event(3, "C"), event(4, "D")], [task("task-1", "E")], 50);
    expect(window.touching("vm-1").map(({ operation }) => operation)).toEqual(["C", "D", "E"]);
    window.add([], [task("task-1", "E", { state: "running" })], 120);
    window.expire(160);
    expect(window.touching("vm-1").map(({ id }) => id)).toEqual(["task:task-1"]);
    window.expire(1_000);
    expect([window.size, window.touching("vm-1").length]).toEqual([0, 0]);
  });
});

test("a snapshot whose devices arrive late makes no fact", () => {
  const watched = new Watched();
  watched.step(vm1, plain, vm("vm-1", { snapshot: snapshots("snapshot-1", node("snapshot-1")) }, "modify"));
  expect(watched.step(vm1, snapshot("snapshot-1", "vm-1", disk(2000, chain("a/a.vmdk"))))).toEqual([]);
});
