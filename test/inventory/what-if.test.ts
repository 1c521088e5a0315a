// Rehearsals: a copy says what the original says, and each change gives the world that the real one would.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { retell } from "../../src/inventory/retelling.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { rehearse } from "../../src/inventory/what-if.js";
import { copyOf } from "../../src/inventory/what-if/copy-inventory.js";
import type { Hypothesis } from "../../src/inventory/what-if/hypothesis.js";
import { chain, cluster, datastore, disk, host, layout, linked, node, snapshot, snapshots, vm } from "./estate.js";
import { histories, seen } from "./histories.js";

const GiB = 1 << 30;

function inventoryOf(...updates: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  return inventory;
}

test("a copy is seen as the original is, after any history", () => {
  fc.assert(fc.property(histories, (updates) => {
    const inventory = new Inventory();
    for (const update of updates) applyUpdates(inventory, [update]);
    const copy = copyOf(inventory);
    expect(seen(copy)).toEqual(seen(inventory));
    expect([...copy.groups.keys()].sort()).toEqual([...inventory.groups.keys()].sort());
  }), { numRuns: 300 });
});

test("an inventory told in words is understood as it is, in however many pieces it comes and whatever happens to it meanwhile", () => {
  fc.assert(fc.property(histories, fc.integer({ min: 1, max: 7 }), (updates, size) => {
    const inventory = new Inventory();
    for (const update of updates) applyUpdates(inventory, [update]);
    const before = seen(inventory);
    const ids = [...inventory.groups.keys()].sort();
    const { groups, updates: told } = retell(inventory);
    for (const ref of [...inventory.vms.keys()]) applyUpdates(inventory, [{ type: "VirtualMachine", ref, kind: "leave", set: {}, unreadable: [] }]);
    const heard = JSON.parse(JSON.stringify([...told])) as InventoryUpdate[];
    const other = new Inventory();
    other.seedGroupIds(groups);
    for (let at = 0; at < heard.length; at += size) applyUpdates(other, heard.slice(at, at + size));
    other.settleGroupIds();
    expect(seen(other)).toEqual(before);
    expect([...other.groups.keys()].sort()).toEqual(ids);
  }), { numRuns: 300 });
});

/** Eight clones of vm-1's base on eight of thirteen hosts, restricted by an old host. */
function estate(...more: readonly InventoryUpdate[]): Inventory {
  const hosts = Array.from({ length: 13 }, (_, i) => `host-${i + 1}`);
  const clones = Array.from({ length: 7 }, (_, i) => linked(`vm-${i + 2}`, `c${i + 2}/c.vmdk`, "g/g.vmdk"));
  return inventoryOf(
    datastore("datastore-1", { freeSpaceBytes: 10 * GiB }), datastore("datastore-2", { freeSpaceBytes: 5 * GiB }),
    cluster("domain-c1", hosts), ...hosts.map((ref) => host(ref, { version: "5.0.0" })),
    linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), ...clones, ...hosts.slice(0, 8).map((ref, i) => vm(`vm-${i + 1}`, { host: ref }, "modify")), ...more,
    ...clones.map(({ ref }, i) => layout(ref, 1, { "g/g.vmdk": GiB, [`c${i + 2}/c.vmdk`]: 1_000 })),
  );
}

function rehearsed(inventory: Inventory, ...hypotheses: readonly Hypothesis[]) {
  const untouched = JSON.stringify(seen(inventory));
  const { before, after, steps, inventory: world } = rehearse(inventory, hypotheses);
  expect(JSON.stringify(seen(inventory))).toBe(untouched);
  return { before: before.groups[0], after: after.groups[0], beforeAll: before, afterAll: after, steps, world };
}

describe("hosts", () => {
  test("a lost host is no candidate any more, and its running VMs are named", () => {
    const { before, after, steps } = rehearsed(estate(), { kind: "lose-host", host: "host-13" }, { kind: "lose-host", host: "host-2" });
    expect(before?.risk?.worst).toBeCloseTo(1 / 792, 12);
    expect(after?.risk?.worst).toBe(0);
    expect(steps.map(({ displaced }) => displaced)).toEqual([[], ["vm-2"]]);
  });

  test("more hosts make the restart less sure", () => {
    const { before, after, world } = rehearsed(estate(), { kind: "add-hosts", cluster: "domain-c1", count: 3 });
    expect(after!.risk!.worst).toBeGreaterThan(before!.risk!.worst);
    expect(world.computes.get("domain-c1")?.hosts).toHaveLength(16);
    expect(world.hosts.get("new-host-1-of-domain-c1")?.version).toBe("5.0.0");
  });

  test("added to hosts of two versions they leave the verdict unknown instead of guessing", () => {
    const inventory = inventoryOf(datastore("datastore-1"), cluster("domain-c1", ["host-1", "host-2"]), host("host-1", { version: "7.0.0" }), host("host-2"), linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    const { before, after } = rehearsed(inventory, { kind: "add-hosts", cluster: "domain-c1", count: 1 });
    expect([before?.limit.verdict, after?.limit.verdict]).toEqual(["lifted", "unknown"]);
  });

  test("maintenance takes a host from the candidates, migration moves the span", () => {
    expect(rehearsed(estate(), { kind: "maintenance", host: "host-9" }).after?.riskReason).toMatch(/^8 of 12 hosts/);
    const { before, after } = rehearsed(estate(), { kind: "migrate", vm: "vm-2", host: "host-1" });
    expect([before?.hosts.length, after?.hosts.length]).toEqual([8, 7]);
  });
});

describe("VMs", () => {
  test("deleting the source orphans the base, and the group keeps its id", () => {
    const { before, after, beforeAll, afterAll, steps } = rehearsed(estate(), { kind: "delete", vm: "vm-1" });
    expect([beforeAll.orphans, afterAll.orphans]).toEqual([[], ["datastore-1:g/g.vmdk"]]);
    expect(after?.id).toBe(before?.id);
    expect(after?.members).not.toContain("vm-1");
    expect(steps[0]?.foresight?.orphans).toEqual(afterAll.orphans);
    expect(afterAll.freeBytes[0]).toEqual(["datastore-1", undefined]);
  });

  test("a promoted clone has left, at the price of a copy of the base", () => {
    const { after, afterAll, world } = rehearsed(estate(), { kind: "promote", vm: "vm-2", unlink: true });
    expect(after?.members).toEqual(["vm-1", "vm-3", "vm-4", "vm-5", "vm-6", "vm-7", "vm-8"]);
    expect(world.disksOf("vm-2")).toMatchObject([{ depth: 1, levels: [{ file: "datastore-1:c2/copy-of-g.vmdk", bytes: undefined }] }]);
    // One GiB is copied, and of what is then merged only what exceeds the disk's one GiB is certainly freed.
    expect(afterAll.freeBytes[0]).toEqual(["datastore-1", 9 * GiB + 1_000]);
  });

  test("promoting all but one dissolves the group", () => {
    const all = Array.from({ length: 7 }, (_, i): Hypothesis => ({ kind: "promote", vm: `vm-${i + 2}`, unlink: true }));
    expect(rehearsed(estate(), ...all).afterAll).toMatchObject({ groups: [], orphans: [] });
  });

  test("a snapshot keeps the copy of what it pins", () => {
    const pinning = [vm("vm-9", { vmPathName: "[ds1] p/p.vmx", disks: [disk(2000, chain("p/p-1.vmdk", "p/p.vmdk", "g/g.vmdk"))], snapshot: snapshots("s-1", node("s-1")) }), snapshot("s-1", "vm-9", disk(2000, chain("p/p.vmdk", "g/g.vmdk"))), linked("vm-10", "q/q.vmdk", "p/p.vmdk", "g/g.vmdk")];
    const { world } = rehearsed(estate(...pinning), { kind: "promote", vm: "vm-9", unlink: true });
    expect(world.disksOf("vm-9")).toMatchObject([{ levels: [{ role: "leaf" }, { file: "datastore-1:p/copy-of-g.vmdk", role: "pinned" }] }]);
    expect(world.groupOf("vm-9")).toBeUndefined();
  });

  test("copies of files that have one name are two files", () => {
    const own = [linked("vm-9", "p/p.vmdk", "h/g.vmdk"), linked("vm-10", "h/h.vmdk", "h/g.vmdk"), vm("vm-9", { disks: [disk(2000, chain("p/p.vmdk", "h/g.vmdk")), disk(2001, chain("p/q.vmdk", "g/g.vmdk"))] }, "modify")];
    const { world } = rehearsed(estate(...own), { kind: "promote", vm: "vm-9", unlink: true });
    expect(world.disksOf("vm-9")?.map(({ levels }) => levels.map(({ file }) => file))).toEqual([["datastore-1:p/2-copy-of-g.vmdk"], ["datastore-1:p/copy-of-g.vmdk"]]);
  });

  test("a relocated leaf is on the other datastore, its bytes still known, its VM still linked", () => {
    const { afterAll, after, world } = rehearsed(estate(), { kind: "relocate", vm: "vm-2", datastore: "datastore-2" });
    expect(world.disksOf("vm-2")).toMatchObject([{ levels: [{ file: "datastore-2:c2/c.vmdk", bytes: 1_000, owner: "vm-2" }, { file: "datastore-1:g/g.vmdk" }] }]);
    expect(after?.members).toContain("vm-2");
    expect(afterAll.freeBytes).toEqual([["datastore-1", 10 * GiB + 1_000], ["datastore-2", 5 * GiB - 1_000]]);
  });

  test("a removed snapshot leaves the tree, and what it pinned folds", () => {
    const own = [vm("vm-9", { disks: [disk(2000, chain("p/p-2.vmdk", "p/p-1.vmdk", "p/p.vmdk"))], snapshot: snapshots("s-2", node("s-1", node("s-2"))) }), snapshot("s-1", "vm-9", disk(2000, chain("p/p.vmdk"))), snapshot("s-2", "vm-9", disk(2000, chain("p/p-1.vmdk", "p/p.vmdk")))];
    const first = rehearsed(estate(...own), { kind: "remove-snapshot", vm: "vm-9", snapshot: "s-1" });
    expect(first.world.vms.get("vm-9")?.snapshot).toMatchObject({ current: "s-2", roots: [{ ref: "s-2", children: [] }] });
    expect(first.world.disksOf("vm-9")).toMatchObject([{ levels: [{ role: "leaf" }, { file: "datastore-1:p/p.vmdk", role: "pinned" }] }]);
    const both = rehearsed(estate(...own), { kind: "remove-snapshot", vm: "vm-9", snapshot: "s-2" }, { kind: "remove-snapshot", vm: "vm-9", snapshot: "s-1" });
    expect(both.world.vms.get("vm-9")?.snapshot).toEqual({ roots: [] });
    expect(both.world.disksOf("vm-9")).toMatchObject([{ depth: 1, levels: [{ file: "datastore-1:p/p.vmdk" }] }]);
  });
});

test("a step that names what is not there is passed over, and said", () => {
  const steps: readonly Hypothesis[] = [
    { kind: "delete", vm: "vm-404" }, { kind: "lose-host", host: "host-404" }, { kind: "add-hosts", cluster: "domain-c404", count: 1 },
    { kind: "relocate", vm: "vm-1", datastore: "datastore-404" }, { kind: "remove-snapshot", vm: "vm-1", snapshot: "s-404" },
  ];
  const { before, after, steps: told } = rehearsed(estate(), ...steps);
  expect(after).toEqual(before);
  expect(told.map(({ refused }) => refused)).toEqual([
    "there is no VM vm-404", "there is no host host-404", "there is no cluster domain-c404 with known hosts", "there is no datastore datastore-404", "vm-1 has no snapshot s-404",
  ]);
});
