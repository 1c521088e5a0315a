// Awkward estates written by hand, each with the result written by hand.
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, datastore, disk, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";

function inventoryOf(...updates: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  return inventory;
}

function groupsOf(inventory: Inventory): readonly unknown[] {
  return [...inventory.groups.values()].map(({ name, members, sharedFiles, base, owner }) => ({ name, members, sharedFiles, base, owner }));
}

function rolesOf(inventory: Inventory, ref: string): readonly (readonly string[])[] | undefined {
  return inventory.disksOf(ref)?.map(({ levels }) => levels.map(({ role }) => role));
}

describe("clone groups", () => {
  test("nested clones four deep are one group on the first base", () => {
    const inventory = inventoryOf(
      linked("vm-1", "a/a-1.vmdk", "a/a.vmdk"),
      linked("vm-2", "b/b-1.vmdk", "b/b.vmdk", "a/a.vmdk"),
      linked("vm-3", "c/c-1.vmdk", "c/c.vmdk", "b/b.vmdk", "a/a.vmdk"),
      linked("vm-4", "d/d.vmdk", "c/c.vmdk", "b/b.vmdk", "a/a.vmdk"),
    );
    expect(groupsOf(inventory)).toEqual([{
      name: "name-vm-1", owner: "vm-1", members: ["vm-1", "vm-2", "vm-3", "vm-4"], base: "datastore-1:a/a.vmdk",
      sharedFiles: ["datastore-1:a/a.vmdk", "datastore-1:b/b.vmdk", "datastore-1:c/c.vmdk"],
    }]);
    expect(rolesOf(inventory, "vm-4")).toEqual([["leaf", "shared", "shared", "shared"]]);
    expect(inventory.disksOf("vm-4")?.[0]?.levels[1]?.sharedWith).toEqual(["vm-3"]);
  });

  test("a clone of a clone whose middle VM is gone stays with the first", () => {
    const inventory = inventoryOf(
      linked("vm-1", "a/a-1.vmdk", "a/a.vmdk"), linked("vm-2", "b/b-1.vmdk", "b/b.vmdk", "a/a.vmdk"),
      linked("vm-3", "c/c.vmdk", "b/b.vmdk", "a/a.vmdk"), leave("VirtualMachine", "vm-2"),
    );
    expect(groupsOf(inventory)).toMatchObject([{ members: ["vm-1", "vm-3"], sharedFiles: ["datastore-1:a/a.vmdk"] }]);
    expect(rolesOf(inventory, "vm-3")).toEqual([["leaf", "unneeded", "shared"]]);
  });

  test("a VM with two disks on different bases joins both into one group", () => {
    const two = vm("vm-3", { disks: [disk(2000, chain("c/c.vmdk", "a/a.vmdk")), disk(2001, chain("c/c_1.vmdk", "b/b.vmdk"))] });
    const inventory = inventoryOf(linked("vm-1", "a/a-1.vmdk", "a/a.vmdk"), linked("vm-2", "b/b-1.vmdk", "b/b.vmdk"), linked("vm-4", "d/d.vmdk", "b/b.vmdk"), two);
    expect(groupsOf(inventory)).toEqual([{
      name: "name-vm-2", owner: "vm-2", members: ["vm-1", "vm-2", "vm-3", "vm-4"], base: "datastore-1:b/b.vmdk",
      sharedFiles: ["datastore-1:a/a.vmdk", "datastore-1:b/b.vmdk"],
    }]);
    applyUpdates(inventory, [leave("VirtualMachine", "vm-3")]);
    expect(groupsOf(inventory)).toMatchObject([{ members: ["vm-2", "vm-4"] }]);
  });

  test("a template whose own disk is the base is a member and gives the name", () => {
    const template = vm("vm-9", { name: "golden", template: true, vmPathName: "[ds1] gold/gold.vmtx", disks: [disk(2000, chain("gold/gold.vmdk"))] });
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk", "gold/gold.vmdk"), template);
    expect(groupsOf(inventory)).toMatchObject([{ name: "golden", owner: "vm-9", members: ["vm-1", "vm-9"] }]);
    expect(rolesOf(inventory, "vm-9")).toEqual([["leaf"]]);
  });

  test("an orphaned base gives its folder's name", () => {
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk", "old-golden/disk.vmdk"), linked("vm-2", "b/b.vmdk", "old-golden/disk.vmdk"));
    expect(groupsOf(inventory)).toMatchObject([{ name: "old-golden", owner: undefined, base: "datastore-1:old-golden/disk.vmdk" }]);
  });

  test("a snapshot's branch links as the current chain does", () => {
    const source = vm("vm-1", { disks: [disk(2000, chain("a/a-3.vmdk", "a/a.vmdk"))], snapshot: snapshots("snapshot-1", node("snapshot-1", node("snapshot-2"))) });
    const inventory = inventoryOf(
      snapshot("snapshot-1", "vm-1", disk(2000, chain("a/a.vmdk"))), snapshot("snapshot-2", "vm-1", disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))),
      source, linked("vm-2", "b/b.vmdk", "a/a-1.vmdk", "a/a.vmdk"),
    );
    expect(groupsOf(inventory)).toMatchObject([{ members: ["vm-1", "vm-2"], sharedFiles: ["datastore-1:a/a-1.vmdk", "datastore-1:a/a.vmdk"] }]);
    expect([...inventory.usersOf("datastore-1:a/a-1.vmdk")].sort()).toEqual(["vm-1", "vm-2"]);
  });

  test("multi-writer disks link nothing", () => {
    const shared = { ...chain("quorum/q.vmdk"), sharing: "sharingMultiWriter" };
    const inventory = inventoryOf(vm("vm-1", { disks: [disk(2000, shared)] }), vm("vm-2", { disks: [disk(2000, shared)] }));
    expect(groupsOf(inventory)).toEqual([]);
    expect(inventory.usersOf("datastore-1:quorum/q.vmdk").size).toBe(2);
  });

  test("a VM whose config has become unreadable keeps its group and its shape, with unknown roles", () => {
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    const [before] = groupsOf(inventory);
    applyUpdates(inventory, [vm("vm-2", { disks: null, vmPathName: null, connectionState: "inaccessible" }, "modify")]);
    expect(groupsOf(inventory)).toEqual([before]);
    expect(inventory.vms.get("vm-2")?.disks).toBeUndefined();
    expect(inventory.disksOf("vm-2")?.[0]).toMatchObject({ depth: 2, unneededLevels: undefined, levels: [{ role: "unknown", missing: "config.hardware.device" }, { role: "unknown" }] });
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "shared"]]);
    applyUpdates(inventory, [{ type: "VirtualMachine", ref: "vm-2", kind: "enter", set: { name: "back" }, unreadable: ["disks"] }]);
    expect(groupsOf(inventory)).toEqual([before]);
  });
});

describe("missing data", () => {
  test("the base's owner out of reach still gives the group its name", () => {
    const inventory = inventoryOf(linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    const [before] = groupsOf(inventory);
    applyUpdates(inventory, [vm("vm-1", { disks: null, vmPathName: null }, "modify"), linked("vm-3", "c/c.vmdk", "g/g.vmdk"), leave("VirtualMachine", "vm-3")]);
    expect(groupsOf(inventory)).toEqual([before]);
  });

  test("what a snapshot pinned stays used while its VM is out of reach, and is free when the VM is back without it", () => {
    const source = vm("vm-1", { disks: [disk(2000, chain("a/a-2.vmdk", "a/a.vmdk"))], snapshot: snapshots("snapshot-1", node("snapshot-1")) });
    const inventory = inventoryOf(snapshot("snapshot-1", "vm-1", disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))), source);
    applyUpdates(inventory, [vm("vm-1", { disks: null, snapshot: null, connectionState: "inaccessible" }, "modify")]);
    expect(inventory.vms.get("vm-1")?.snapshot).toBeUndefined();
    expect(inventory.usersOf("datastore-1:a/a-1.vmdk").size).toBe(1);
    applyUpdates(inventory, [vm("vm-1", { disks: [disk(2000, chain("a/a-2.vmdk", "a/a.vmdk"))], connectionState: "connected" }, "modify")]);
    expect(inventory.vms.get("vm-1")?.snapshot).toEqual({ roots: [] });
    expect(inventory.usersOf("datastore-1:a/a-1.vmdk").size).toBe(0);
  });

  test("a property that may no longer be read is unknown, not what it was", () => {
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk"));
    applyUpdates(inventory, [{ ...vm("vm-1", {}, "modify"), unreadable: ["disks", "powerState"] }]);
    expect(inventory.vms.get("vm-1")).toMatchObject({ disks: undefined, powerState: undefined, name: "name-vm-1" });
  });

  test("a VM sits in its folder or its vApp, whichever is set now", () => {
    const inventory = inventoryOf(vm("vm-1", { parent: "group-v1" }));
    const parentAfter = (set: Parameters<typeof vm>[1], kind?: "modify") => {
      applyUpdates(inventory, [vm("vm-1", set, kind)]);
      return inventory.vms.get("vm-1")?.parent;
    };
    expect(parentAfter({ parent: null, parentVApp: "resgroup-v2" }, "modify")).toBe("resgroup-v2");
    expect(parentAfter({ powerState: "suspended" }, "modify")).toBe("resgroup-v2");
    expect(parentAfter({ parent: "group-v1", parentVApp: null }, "modify")).toBe("group-v1");
    expect(parentAfter({ parentVApp: "resgroup-v2" })).toBe("resgroup-v2");
    expect(parentAfter({})).toBeUndefined();
  });
});

describe("file identity", () => {
  const base = "datastore-2:base/base.vmdk";
  const parentWithout = (name: string) => ({ ...chain("a/a.vmdk"), parent: { type: "VirtualDiskFlatVer2BackingInfo", fileName: `[${name}] base/base.vmdk` } });

  test("a base on another datastore, named without a reference, is found among the datastores, before or after they are known", () => {
    const updates = [linked("vm-1", "b/b.vmdk", "2:base/base.vmdk"), vm("vm-2", { disks: [disk(2000, parentWithout("ds2"))] }), datastore("datastore-2")] as const;
    for (const order of [updates, [updates[2], updates[1], updates[0]]]) {
      const inventory = inventoryOf(...order);
      expect(groupsOf(inventory)).toMatchObject([{ members: ["vm-1", "vm-2"], base }]);
    }
  });

  test("a parent without a reference on the child's own datastore needs no datastore objects", () => {
    const inventory = inventoryOf(vm("vm-1", { disks: [disk(2000, parentWithout("ds1"))] }));
    expect(inventory.disksOf("vm-1")?.[0]?.levels.map(({ file }) => file)).toEqual(["datastore-1:a/a.vmdk", "datastore-1:base/base.vmdk"]);
  });

  test("a name borne by two datastores is doubtful, and a level under doubt is unknown", () => {
    const inventory = inventoryOf(datastore("datastore-2"), datastore("datastore-3", { name: "ds2" }), vm("vm-1", { disks: [disk(2000, parentWithout("ds2"))] }));
    expect(inventory.disksOf("vm-1")?.[0]?.levels[1]).toMatchObject({ file: "[ds2] base/base.vmdk", role: "unknown", missing: "backing.datastore (which datastore is [ds2])" });
    applyUpdates(inventory, [vm("vm-1", { datastores: ["datastore-1", "datastore-3"] }, "modify")]);
    expect(inventory.disksOf("vm-1")?.[0]?.levels[1]).toMatchObject({ file: "datastore-3:base/base.vmdk", role: "unneeded" });
  });

  test("a doubtful file elsewhere casts doubt on the known one of the same path", () => {
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk", "2:base/base.vmdk"));
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "unneeded"]]);
    applyUpdates(inventory, [vm("vm-2", { disks: [disk(2000, { ...parentWithout("ds2"), fileName: "[ds1] b/b.vmdk" })] })]);
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "unknown"]]);
  });

  test("renaming a datastore changes no identity, in whatever order its parts are announced", () => {
    const inventory = inventoryOf(datastore("datastore-2"), linked("vm-1", "b/b.vmdk", "2:base/base.vmdk"), vm("vm-2", { disks: [disk(2000, parentWithout("ds2"))] }));
    const before = groupsOf(inventory);
    const id = inventory.groupOf("vm-1")?.id;
    const steps = [datastore("datastore-2", { name: "fast" }), vm("vm-2", { consolidationNeeded: true, disks: [disk(2000, parentWithout("ds2"))] }), vm("vm-2", { disks: [disk(2000, parentWithout("fast"))] }, "modify")];
    for (const step of steps) {
      applyUpdates(inventory, [step]);
      expect(groupsOf(inventory)).toEqual(before);
      expect(inventory.groupOf("vm-2")?.id).toBe(id);
    }
  });
});

describe("levels", () => {
  test("what a snapshot freezes is pinned, what only its one child needs is unneeded", () => {
    const own = disk(2000, chain("a/a-3.vmdk", "a/a-2.vmdk", "a/a-1.vmdk", "a/a.vmdk"));
    const inventory = inventoryOf(vm("vm-1", { disks: [own], snapshot: snapshots("snapshot-1", node("snapshot-1")) }), snapshot("snapshot-1", "vm-1", disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))));
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "unneeded", "pinned", "unneeded"]]);
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({ depth: 4, unneededLevels: 2 });
    expect(inventory.disksOf("vm-1")?.[0]?.levels[2]?.pinnedBy).toEqual(["snapshot-1"]);
    const changes = applyUpdates(inventory, [vm("vm-1", { snapshot: null }, "modify"), leave("VirtualMachineSnapshot", "snapshot-1")]);
    expect([...changes.vms]).toEqual(["vm-1"]);
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "unneeded", "unneeded", "unneeded"]]);
  });

  test("a file with two children is a branch and cannot fold", () => {
    const own = disk(2000, chain("a/a-2.vmdk", "a/a.vmdk"));
    const inventory = inventoryOf(vm("vm-1", { disks: [own], snapshot: snapshots("snapshot-2", node("snapshot-2")) }), snapshot("snapshot-2", "vm-1", disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))));
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "branch"]]);
    expect(inventory.disksOf("vm-1")?.[0]?.unneededLevels).toBe(0);
  });

  test("while a snapshot's devices are not known, an own level is unknown and says why", () => {
    const inventory = inventoryOf(vm("vm-1", { disks: [disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))], snapshot: snapshots("snapshot-1", node("snapshot-1")) }));
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({ unneededLevels: undefined, levels: [{ role: "leaf" }, { role: "unknown", missing: "snapshot snapshot-1 config.hardware.device" }] });
    const changes = applyUpdates(inventory, [snapshot("snapshot-1", "vm-1", disk(2000, chain("a/a.vmdk")))]);
    expect([...changes.vms]).toEqual(["vm-1"]);
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "pinned"]]);
  });

  test("an unreadable snapshot tree leaves own levels unknown", () => {
    const inventory = inventoryOf({ ...linked("vm-1", "a/a-1.vmdk", "a/a.vmdk"), unreadable: ["snapshot"] });
    expect(inventory.disksOf("vm-1")?.[0]?.levels[1]).toMatchObject({ role: "unknown", missing: "snapshot" });
  });

  test("an independent disk is pinned by no snapshot, and a disk without a file has no levels", () => {
    const independent = { ...chain("a/a_1.vmdk", "a/a_0.vmdk"), diskMode: "independent_persistent" };
    const devices = [disk(2000, independent), disk(2001)];
    const inventory = inventoryOf(vm("vm-1", { disks: devices, snapshot: snapshots("snapshot-1", node("snapshot-1")) }), snapshot("snapshot-1", "vm-1", ...devices));
    expect(inventory.disksOf("vm-1")).toMatchObject([{ levels: [{ role: "leaf", pinnedBy: [] }, { role: "unneeded" }] }, { levels: [], depth: 0, unneededLevels: 0 }]);
  });

  test("a chain that loops is cut and its levels are unknown", () => {
    const loop: { -readonly [Name in keyof ReturnType<typeof chain>]: ReturnType<typeof chain>[Name] } = chain("a/a-1.vmdk", "a/a.vmdk");
    loop.parent = { ...chain("a/a.vmdk"), parent: loop };
    const inventory = inventoryOf(vm("vm-1", { disks: [disk(2000, loop)] }), linked("vm-2", "b/b.vmdk", "a/a.vmdk"));
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({ depth: 2, unneededLevels: 0, levels: [{ role: "leaf" }, { role: "shared" }] });
    applyUpdates(inventory, [leave("VirtualMachine", "vm-2")]);
    expect(inventory.disksOf("vm-1")?.[0]?.levels[1]).toMatchObject({ role: "unknown", missing: "backing.parent (the chain loops at datastore-1:a/a-1.vmdk)" });
  });

  test("when the last sharer goes, the VM left behind is told as changed", () => {
    const inventory = inventoryOf(linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "shared"]]);
    const changes = applyUpdates(inventory, [leave("VirtualMachine", "vm-2")]);
    expect([...changes.vms].sort()).toEqual(["vm-1", "vm-2"]);
    expect(rolesOf(inventory, "vm-1")).toEqual([["leaf", "unneeded"]]);
  });
});
