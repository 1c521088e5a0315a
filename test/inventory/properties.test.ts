// What must hold for every history of updates, tried on random ones.
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { leavesAfterResync } from "../../src/inventory/resync.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, disk, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";
import { estates, histories, membersOf, Oracle, seen } from "./histories.js";

const runs = { numRuns: process.env["TETHERD_TEST_LONG"] === "1" ? 1_500 : 400 };

function after(...sets: readonly (readonly InventoryUpdate[])[]): Inventory {
  const inventory = new Inventory();
  for (const set of sets) applyUpdates(inventory, set);
  return inventory;
}

test("updates one by one give the same as all in one set", () => {
  fc.assert(fc.property(histories, (updates) => {
    expect(seen(after(updates))).toEqual(seen(after(...updates.map((update) => [update]))));
  }), runs);
});

test("the groups equal those found by brute force after every step", () => {
  fc.assert(fc.property(histories, (updates) => {
    const [inventory, oracle] = [new Inventory(), new Oracle()];
    for (const update of updates) {
      const before = new Map(inventory.groups);
      const { groups } = applyUpdates(inventory, [update]);
      oracle.apply(update);
      expect(membersOf(inventory)).toEqual(oracle.groups());
      for (const id of new Set([...before.keys(), ...inventory.groups.keys()])) {
        if (before.get(id) !== inventory.groups.get(id)) expect(groups).toContain(id);
      }
      for (const [id, { members, base, sharedFiles }] of inventory.groups) {
        expect(sharedFiles).toContain(base);
        for (const member of members) expect(inventory.groupOf(member)?.id).toBe(id);
      }
    }
  }), runs);
});

test("disks looked at after every step are those looked at once in the end", () => {
  fc.assert(fc.property(histories, (updates) => {
    const watched = new Inventory();
    for (const update of updates) {
      applyUpdates(watched, [update]);
      for (const ref of watched.vms.keys()) watched.disksOf(ref);
    }
    expect(seen(watched)).toEqual(seen(after(updates)));
  }), runs);
});

test("a VM whose levels changed their roles is among the changes", () => {
  fc.assert(fc.property(histories, (updates) => {
    const inventory = new Inventory();
    const roles = () => new Map([...inventory.vms.keys()].map((ref) => [ref, JSON.stringify(inventory.disksOf(ref)?.map(({ levels }) => levels.map(({ role }) => role)))]));
    for (const update of updates) {
      const before = roles();
      const { vms } = applyUpdates(inventory, [update]);
      for (const [ref, now] of roles()) if (before.get(ref) !== now) expect(vms).toContain(ref);
    }
  }), runs);
});

test("an update said twice changes nothing the second time", () => {
  fc.assert(fc.property(histories, (updates) => {
    const inventory = new Inventory();
    for (const update of updates) {
      applyUpdates(inventory, [update]);
      const { vms, groups, hosts, computes, datastores, places } = applyUpdates(inventory, [update]);
      expect([vms.size, groups.size, hosts.size, computes.size, datastores.size, places.size]).toEqual([0, 0, 0, 0, 0, 0]);
    }
  }), runs);
});

test("VMs may come in any order", () => {
  fc.assert(fc.property(estates.chain((updates) => fc.tuple(fc.constant(updates), fc.shuffledSubarray(updates, { minLength: updates.length }))), ([updates, shuffled]) => {
    expect(seen(after(shuffled))).toEqual(seen(after(...updates.map((update) => [update]))));
  }), runs);
});

test("leaving and entering again restores everything, group ids included", () => {
  fc.assert(fc.property(estates, fc.nat(), (updates, pick) => {
    const inventory = after(updates);
    const [before, ids] = [seen(inventory), [...inventory.groups.keys()].sort()];
    const update = updates[pick % updates.length]!;
    applyUpdates(inventory, [leave("VirtualMachine", update.ref)]);
    expect(inventory.disksOf(update.ref)).toBeUndefined();
    applyUpdates(inventory, [update]);
    expect(seen(inventory)).toEqual(before);
    expect([...inventory.groups.keys()].length).toBe(ids.length);
  }), runs);
});

test("a full resync that says the same changes nothing, and one that leaves objects out removes just these", () => {
  fc.assert(fc.property(estates, fc.nat(), (updates, pick) => {
    const inventory = after(updates);
    const before = seen(inventory);
    const replayed = applyUpdates(inventory, updates);
    expect([replayed.vms.size, replayed.groups.size]).toEqual([0, 0]);
    expect(leavesAfterResync(inventory, new Set(updates.map(({ ref }) => ref)))).toEqual([]);
    expect(seen(inventory)).toEqual(before);
    const kept = updates.filter((_, index) => index !== pick % updates.length);
    applyUpdates(inventory, leavesAfterResync(inventory, new Set(kept.map(({ ref }) => ref))));
    expect(seen(inventory)).toEqual(seen(after(kept)));
  }), runs);
});

test("a resync keeps what the snapshots of a VM pin that is there and cannot be read", () => {
  const branch = vm("vm-1", { disks: [disk(2000, chain("a/a.vmdk"))], snapshot: snapshots("s-1", node("s-1")), vmPathName: "[ds1] a/a.vmx" });
  const inventory = after([branch, snapshot("s-1", "vm-1", disk(2000, chain("a/old.vmdk", "g/g.vmdk"))), linked("vm-2", "b/b.vmdk", "g/g.vmdk")]);
  const dark = vm("vm-1", { disks: null, connectionState: "inaccessible" });
  applyUpdates(inventory, [dark, linked("vm-2", "b/b.vmdk", "g/g.vmdk")]);
  applyUpdates(inventory, leavesAfterResync(inventory, new Set(["vm-1", "vm-2"])));
  expect(membersOf(inventory)).toEqual([["vm-1", "vm-2"]]);
  applyUpdates(inventory, [vm("vm-1", { disks: [disk(2000, chain("a/a.vmdk"))] }, "modify")]);
  expect(membersOf(inventory)).toEqual([]);
});

test("after every VM has left nothing is held any more", () => {
  fc.assert(fc.property(histories, (updates) => {
    const inventory = after(updates);
    applyUpdates(inventory, leavesAfterResync(inventory, new Set()));
    expect([inventory.vms.size, inventory.groups.size, inventory.vmFiles.snapshots.size]).toEqual([0, 0, 0]);
    expect(inventory.usersOf("datastore-1:base/b.vmdk").size).toBe(0);
    expect(inventory.vmFiles.files.size).toBe(0);
  }), runs);
});

test("a change of an unshared leaf finds no group again", () => {
  const inventory = after([linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk")]);
  const before = [...inventory.groups.values()];
  const changes = applyUpdates(inventory, [vm("vm-1", { disks: [disk(2000, chain("a/a-1.vmdk", "a/a.vmdk", "g/g.vmdk"))] }, "modify")]);
  expect([[...changes.vms], [...changes.groups]]).toEqual([["vm-1"], []]);
  expect([...inventory.groups.values()][0]).toBe(before[0]);
});

test("a leave in the set of an enter, and snapshots of unknown VMs, are taken in any order", () => {
  const inventory = after([snapshot("snapshot-9", "vm-9", disk(2000, chain("q/q.vmdk"))), linked("vm-1", "a/a.vmdk"), leave("VirtualMachine", "vm-1"), leave("VirtualMachine", "vm-2")]);
  expect(inventory.vms.size).toBe(0);
  expect(inventory.usersOf("datastore-1:q/q.vmdk").size).toBe(0);
});
