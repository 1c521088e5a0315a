// What a level says beside its role: how it folds, whose file it is; and what a disk says of itself.
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { Level } from "../../src/inventory/model.js";
import type { DiskBacking, InventoryUpdate, Ref } from "../../src/inventory/updates.js";
import { chain, datastore, disk, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";

function inventoryOf(...updates: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  return inventory;
}

const levelsOf = (inventory: Inventory, ref: Ref): readonly Level[] => inventory.disksOf(ref)?.flatMap(({ levels }) => levels) ?? [];

describe("how a level folds away", () => {
  test("promote alone for what only its child needs, unlink for what others need, nothing for what must stay", () => {
    const own = vm("vm-1", { vmPathName: "[ds1] a/a.vmx", disks: [disk(2000, chain("a/a-3.vmdk", "a/a-2.vmdk", "a/a-1.vmdk", "g/g.vmdk"))], snapshot: snapshots("s-1", node("s-1")) });
    const inventory = inventoryOf(own, snapshot("s-1", "vm-1", disk(2000, chain("a/a-1.vmdk", "g/g.vmdk"))), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    expect(levelsOf(inventory, "vm-1").map(({ role, foldedBy }) => [role, foldedBy])).toEqual([["leaf", []], ["unneeded", ["promote"]], ["pinned", []], ["shared", ["unlink"]]]);
    applyUpdates(inventory, [vm("vm-1", { consolidationNeeded: true }, "modify")]);
    expect(levelsOf(inventory, "vm-1")[1]?.foldedBy).toEqual(["promote", "consolidate"]);
  });

  test("even unlinked, a shared file that two of the VM's files stand on cannot fold", () => {
    const own = vm("vm-1", { disks: [disk(2000, chain("a/a-2.vmdk", "g/g.vmdk"))], snapshot: snapshots("s-1", node("s-1")) });
    const inventory = inventoryOf(own, snapshot("s-1", "vm-1", disk(2000, chain("a/a-1.vmdk", "g/g.vmdk"))), linked("vm-2", "b/b.vmdk", "g/g.vmdk"));
    expect(levelsOf(inventory, "vm-1")[1]).toMatchObject({ role: "shared", foldedBy: [] });
  });

  test("unknown as long as the role is", () => {
    const inventory = inventoryOf({ ...linked("vm-1", "a/a-1.vmdk", "a/a.vmdk"), unreadable: ["snapshot"] });
    expect(levelsOf(inventory, "vm-1")[1]).toMatchObject({ role: "unknown", foldedBy: undefined });
  });
});

describe("whose a file is", () => {
  const source = linked("vm-1", "g/g-1.vmdk", "g/g.vmdk");
  const clone = linked("vm-2", "b/b.vmdk", "g/g.vmdk");
  const third = linked("vm-3", "c/c.vmdk", "g/g.vmdk");

  test("the VM's that lives beside it; deleting that one would orphan it", () => {
    const inventory = inventoryOf(source, clone);
    expect(levelsOf(inventory, "vm-1")).toMatchObject([{ owner: "vm-1", orphaned: false, orphanedByDeletion: false }, { owner: "vm-1", orphaned: false, orphanedByDeletion: true }]);
    expect(levelsOf(inventory, "vm-2")).toMatchObject([{ owner: "vm-2", orphaned: false, orphanedByDeletion: false }, { owner: "vm-1", orphaned: false, orphanedByDeletion: false }]);
  });

  test("nobody's once that VM is gone, which all who stand on it are told", () => {
    const inventory = inventoryOf(source, clone, third);
    expect([...applyUpdates(inventory, [leave("VirtualMachine", "vm-1")]).vms].sort()).toEqual(["vm-1", "vm-2", "vm-3"]);
    expect(levelsOf(inventory, "vm-2")[1]).toMatchObject({ role: "shared", owner: undefined, orphaned: true, orphanedByDeletion: false });
    applyUpdates(inventory, [leave("VirtualMachine", "vm-3")]);
    expect(levelsOf(inventory, "vm-2")[1]).toMatchObject({ role: "unneeded", orphaned: true, sharedWith: [], orphanedByDeletion: false });
  });

  test("a base on another datastore belongs to the VM whose leaf lies beside it", () => {
    const two = vm("vm-1", { vmPathName: "[ds1] g/g.vmx", disks: [disk(2000, chain("g/g.vmdk")), disk(2001, chain("2:g/g_1-1.vmdk", "2:g/g_1.vmdk"))] });
    const inventory = inventoryOf(two, linked("vm-2", "b/b.vmdk", "2:g/g_1.vmdk"));
    expect(levelsOf(inventory, "vm-2")[1]).toMatchObject({ owner: "vm-1", orphaned: false });
  });

  test("unknown while somebody who has it lives nobody knows where", () => {
    const inventory = inventoryOf(clone, vm("vm-4", { disks: [disk(2000, chain("d/d.vmdk", "g/g.vmdk"))] }));
    expect(levelsOf(inventory, "vm-2")[1]).toMatchObject({ owner: undefined, orphaned: undefined });
    applyUpdates(inventory, [vm("vm-4", { vmPathName: "[ds1] d/d.vmx" }, "modify")]);
    expect(levelsOf(inventory, "vm-2")[1]).toMatchObject({ orphaned: true });
  });
});

describe("what a disk says of itself", () => {
  const rows: readonly (readonly [string, Partial<DiskBacking>, object])[] = [
    ["thin", { thinProvisioned: true }, { provisioning: "thin" }],
    ["thick, zeroed when first written", { thinProvisioned: false }, { provisioning: "thick" }],
    ["thick, zeroed at once", { thinProvisioned: false, eagerlyScrub: true }, { provisioning: "eagerZeroedThick" }],
    ["not told", {}, { provisioning: undefined, rawDeviceMapping: false, independent: false, multiWriter: false, encrypted: false }],
    ["a delta", { parent: chain("g/g.vmdk") }, { provisioning: "delta" }],
    ["a sparse disk", { type: "VirtualDiskSparseVer2BackingInfo" }, { provisioning: "sparse" }],
    ["a raw device mapping", { type: "VirtualDiskRawDiskMappingVer1BackingInfo" }, { provisioning: "raw", rawDeviceMapping: true }],
    ["a delta over a raw device mapping", { type: "VirtualDiskRawDiskMappingVer1BackingInfo", parent: chain("g/g.vmdk") }, { provisioning: "delta", rawDeviceMapping: true }],
    ["an independent disk", { diskMode: "independent_nonpersistent" }, { independent: true }],
    ["a multi-writer disk", { sharing: "sharingMultiWriter" }, { multiWriter: true }],
    ["an encrypted base", { parent: { ...chain("g/g.vmdk"), encrypted: true } }, { encrypted: true }],
  ];
  test.each(rows)("%s", (_title, backing, traits) => {
    expect(inventoryOf(vm("vm-1", { disks: [disk(2000, { ...chain("a/a.vmdk"), ...backing })] })).disksOf("vm-1")?.[0]).toMatchObject(traits);
  });
});

describe("one volume under two datastores", () => {
  const url = "ds:///vmfs/volumes/5f-1/";
  const withUuid = (...levels: readonly string[]): DiskBacking => {
    const backing = chain(...levels);
    return { ...backing, uuid: `uuid of ${backing.fileName}`, ...(backing.parent === undefined ? {} : { parent: withUuid(...levels.slice(1)) }) };
  };
  const here = vm("vm-1", { disks: [disk(2000, withUuid("a/a.vmdk", "g/g.vmdk"))] });
  const there = vm("vm-2", { disks: [disk(2000, withUuid("2:b/b.vmdk", "2:g/g.vmdk"))] });
  const stores = [datastore("datastore-1", { url }), datastore("datastore-2", { url })];
  const orders: readonly (readonly [string, readonly InventoryUpdate[]])[] = [["datastores first", [...stores, here, there]], ["VMs first", [here, there, ...stores]], ["in between", [here, stores[1]!, there, stores[0]!]]];

  test.each(orders)("links the VMs that stand on the same path, %s", (_title, updates) => {
    const inventory = new Inventory();
    for (const update of updates) applyUpdates(inventory, [update]);
    expect([...inventory.groups.values()]).toMatchObject([{ members: ["vm-1", "vm-2"], base: "datastore-1:g/g.vmdk" }]);
    applyUpdates(inventory, [datastore("datastore-2", { url: "ds:///vmfs/volumes/other/" })]);
    expect(inventory.groups.size).toBe(0);
    expect(levelsOf(inventory, "vm-2").map(({ file }) => file)).toEqual(["datastore-2:b/b.vmdk", "datastore-2:g/g.vmdk"]);
  });

  test("a level without an id is doubtful, and so is the known one of its name", () => {
    const inventory = inventoryOf(...stores, here, vm("vm-3", { disks: [disk(2000, { ...withUuid("c/c.vmdk"), parent: chain("g/g.vmdk") })] }));
    expect(inventory.groups.size).toBe(0);
    expect(levelsOf(inventory, "vm-3")[1]).toMatchObject({ file: "[ds1] g/g.vmdk", role: "unknown", missing: "backing.datastore (which datastore is [ds1])" });
    expect(levelsOf(inventory, "vm-1")[1]).toMatchObject({ role: "unknown" });
  });

  test.each([["a contentId", { contentId: "c0ffee" }], ["the id of its storage object", { backingObjectId: "rfc4122.1" }]])("%s bears witness as a uuid does", (_title, id) => {
    const there2 = vm("vm-2", { disks: [disk(2000, { ...withUuid("2:b/b.vmdk"), parent: { ...chain("2:g/g.vmdk"), ...id } })] });
    expect([...inventoryOf(...stores, here, there2).groups.values()]).toMatchObject([{ members: ["vm-1", "vm-2"] }]);
  });
});

describe("what the datastores do not say, the ids of disks do", () => {
  const on = (ref: Ref, ...levels: readonly (readonly [file: string, ids: Partial<DiskBacking>])[]) => {
    const backing = levels.reduceRight<DiskBacking | undefined>((parent, [file, ids]) => ({ ...chain(file), ...ids, ...(parent === undefined ? {} : { parent }) }), undefined);
    return vm(ref, { disks: [disk(2000, backing)] });
  };
  const roles = (inventory: Inventory, ref: Ref) => levelsOf(inventory, ref).map(({ role, missing }) => [role, missing]);
  const url = "ds:///vmfs/volumes/5f-1/";
  const oneVolume = [datastore("datastore-1", { url }), datastore("datastore-2", { url })];

  test("two disks of one path under one url, as a replica's would be, are not called shared", () => {
    const inventory = inventoryOf(...oneVolume, on("vm-1", ["a/a.vmdk", { uuid: "a" }], ["g/g.vmdk", { uuid: "g" }]), on("vm-2", ["2:b/b.vmdk", { uuid: "b" }], ["2:g/g.vmdk", { uuid: "other" }]));
    for (const ref of ["vm-1", "vm-2"]) expect(roles(inventory, ref)).toEqual([["leaf", undefined], ["unknown", expect.stringContaining("tell different ids") as string]]);
    const { vms } = applyUpdates(inventory, [{ ...on("vm-2", ["2:b/b.vmdk", { uuid: "b" }], ["2:g/g.vmdk", { uuid: "g" }]), kind: "modify" }]);
    expect([...vms].sort()).toEqual(["vm-1", "vm-2"]);
    for (const ref of ["vm-1", "vm-2"]) expect(roles(inventory, ref)).toEqual([["leaf", undefined], ["shared", undefined]]);
  });

  test("the storage object counts before the disk's own id", () => {
    const inventory = inventoryOf(...oneVolume, on("vm-1", ["a/a.vmdk", { uuid: "a" }], ["g/g.vmdk", { uuid: "g", backingObjectId: "o-1" }]), on("vm-2", ["2:b/b.vmdk", { uuid: "b" }], ["2:g/g.vmdk", { uuid: "g", backingObjectId: "o-2" }]));
    expect(roles(inventory, "vm-1")[1]).toMatchObject(["unknown", expect.anything()]);
  });

  const mine = on("vm-1", ["a/a.vmdk", { uuid: "a" }], ["g/g.vmdk", { uuid: "g" }]);
  const yours = on("vm-2", ["2:b/b.vmdk", { uuid: "b" }], ["2:g/g.vmdk", { uuid: "g" }]);

  test("one path with one id on two datastores, of which one does not say its url, is doubtful until it does", () => {
    const inventory = inventoryOf(datastore("datastore-1", { url }), datastore("datastore-2"), mine, yours);
    for (const ref of ["vm-1", "vm-2"]) expect(roles(inventory, ref)).toEqual([["leaf", undefined], ["unknown", expect.stringMatching(/^summary.url \(whether datastore-[12], /) as string]]);
    expect([...applyUpdates(inventory, [{ ...datastore("datastore-2", { url: "ds:///vmfs/volumes/other/" }), kind: "modify" }]).vms].sort()).toEqual(["vm-1", "vm-2"]);
    for (const ref of ["vm-1", "vm-2"]) expect(roles(inventory, ref)).toEqual([["leaf", undefined], ["unneeded", undefined]]);
    applyUpdates(inventory, [{ ...datastore("datastore-2", { url }), kind: "modify" }]);
    for (const ref of ["vm-1", "vm-2"]) expect(roles(inventory, ref)).toEqual([["leaf", undefined], ["shared", undefined]]);
  });

  test("with two ids they are two files", () => {
    const other = on("vm-2", ["2:b/b.vmdk", { uuid: "b" }], ["2:g/g.vmdk", { uuid: "h" }]);
    expect(roles(inventoryOf(datastore("datastore-1", { url }), datastore("datastore-2"), mine, other), "vm-1")[1]).toEqual(["unneeded", undefined]);
  });
});
