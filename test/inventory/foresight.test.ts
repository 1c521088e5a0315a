// What a change of a VM would leave behind, on estates written by hand with the result written by hand.
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { foreseeDelete } from "../../src/inventory/foresight/delete-vm.js";
import { foreseePromote } from "../../src/inventory/foresight/promote-vm.js";
import { foreseeRelocate } from "../../src/inventory/foresight/relocate-vm.js";
import { foreseeRemoveSnapshots } from "../../src/inventory/foresight/remove-snapshots.js";
import { foreseeUnlinkAll } from "../../src/inventory/foresight/unlink-group.js";
import { foreseeUnregister } from "../../src/inventory/foresight/unregister-vm.js";
import { bytesOfGroup } from "../../src/inventory/group-bytes.js";
import { membersOfGroup } from "../../src/inventory/group-members.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, datastore, disk, layout, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";

const GiB = 1 << 30;
const sizes = { "g/g.vmdk": 800_000_000, "g/g-1.vmdk": 1_000, "b/b.vmdk": 20_000, "c/c.vmdk": 3_000, "c/c-1.vmdk": 500 };

/** vm-1 holds the base g/g with its own delta; vm-2 is a clone of it; vm-3 stands on vm-2's leaf's parent. */
function estate(...more: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, [
    datastore("datastore-1", { freeSpaceBytes: 10 * GiB }), datastore("datastore-2", { freeSpaceBytes: GiB }),
    linked("vm-1", "g/g-1.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk"), ...more,
    layout("vm-1", 1, { "g/g.vmdk": sizes["g/g.vmdk"], "g/g-1.vmdk": sizes["g/g-1.vmdk"] }), layout("vm-2", 1, { "b/b.vmdk": sizes["b/b.vmdk"] }),
  ]);
  return inventory;
}

const [base, delta, leaf] = ["datastore-1:g/g.vmdk", "datastore-1:g/g-1.vmdk", "datastore-1:b/b.vmdk"];
const nothing = { dependants: [], orphans: [], exposed: [], deleted: [], copied: [], folded: [], space: [], missing: [], complete: true };

describe("deleting", () => {
  test("the source frees its own delta and orphans the base that a clone stands on", () => {
    expect(foreseeDelete(estate(), "vm-1")).toEqual({
      ...nothing, dependants: ["vm-2"], orphans: [base], deleted: [delta],
      space: [{ datastore: "datastore-1", copiedBytes: 0, freedBytes: 1_000, freedAtMostBytes: 1_000, freeAfterBytes: 10 * GiB + 1_000 }],
    });
  });

  test("a clone frees its delta and leaves the source as it is", () => {
    expect(foreseeDelete(estate(), "vm-2")).toMatchObject({ dependants: [], orphans: [], deleted: [leaf], space: [{ freedBytes: 20_000 }], missing: [] });
  });

  test("the last VM on an orphaned base deletes the base with it", () => {
    expect(foreseeDelete(estate(leave("VirtualMachine", "vm-1")), "vm-2")).toMatchObject({ orphans: [], deleted: [leaf, base] });
  });

  test("what it frees is unknown while no layout tells, and which file that is is said", () => {
    const inventory = estate(linked("vm-3", "c/c.vmdk", "g/g.vmdk"));
    expect(foreseeDelete(inventory, "vm-3")).toMatchObject({ deleted: ["datastore-1:c/c.vmdk"], space: [{ freedBytes: undefined, freeAfterBytes: undefined }], missing: ["layoutEx (size of datastore-1:c/c.vmdk)"] });
  });

  test("a VM whose devices cannot be read says so", () => {
    const inventory = estate({ ...vm("vm-2", {}, "modify"), unreadable: ["disks"] });
    expect(foreseeDelete(inventory, "vm-2").missing).toContain("config.hardware.device of vm-2");
  });

  test("free space that vCenter does not tell leaves the rest known", () => {
    const inventory = estate(datastore("datastore-1"));
    expect(foreseeDelete(inventory, "vm-2")).toMatchObject({ space: [{ freedBytes: 20_000, freeAfterBytes: undefined }], missing: ["summary.freeSpace of datastore-1"] });
  });
});

describe("unregistering", () => {
  test("one of two leaves the base to count as the other's own", () => {
    expect(foreseeUnregister(estate(), "vm-2")).toEqual({ ...nothing, exposed: [base] });
    expect(foreseeUnregister(estate(), "vm-1")).toMatchObject({ dependants: ["vm-2"], orphans: [base], exposed: [base], deleted: [], space: [] });
  });

  test("one of three exposes nothing", () => {
    expect(foreseeUnregister(estate(linked("vm-3", "c/c.vmdk", "g/g.vmdk")), "vm-2").exposed).toEqual([]);
  });
});

test("levels on several datastores merge where the lowest lies: at worst all is written there, at best nothing", () => {
  const source = vm("vm-3", { vmPathName: "[ds1] c/c.vmx", disks: [disk(2000, chain("2:c/c-1.vmdk", "c/c.vmdk"))], snapshot: snapshots("s-1", node("s-1")) });
  const inventory = estate(source, snapshot("s-1", "vm-3", disk(2000, chain("c/c.vmdk"))), layout("vm-3", 1, { "2:c/c-1.vmdk": 500, "c/c.vmdk": 3_000 }));
  expect(foreseeRemoveSnapshots(inventory, "vm-3", ["s-1"])).toMatchObject({
    folded: ["datastore-1:c/c.vmdk"],
    space: [{ datastore: "datastore-1", copiedBytes: 500, freedBytes: 0, freedAtMostBytes: 500 }, { datastore: "datastore-2", copiedBytes: 0, freedBytes: 500, freedAtMostBytes: 500 }],
  });
});

describe("relocating the leaf", () => {
  test("moves it and leaves the base where it is, with nobody beside it when the source goes", () => {
    expect(foreseeRelocate(estate(), "vm-1", "datastore-2")).toMatchObject({
      dependants: ["vm-2"], orphans: [base], copied: [delta], deleted: [delta],
      space: [{ datastore: "datastore-1", freedBytes: 1_000 }, { datastore: "datastore-2", copiedBytes: 1_000, freedBytes: 0, freeAfterBytes: GiB - 1_000 }],
    });
    expect(foreseeRelocate(estate(), "vm-2", "datastore-2")).toMatchObject({ orphans: [], copied: [leaf] });
  });

  test("leaves a level of its own where it is, with nobody beside it", () => {
    const inventory = estate(linked("vm-3", "c/c-1.vmdk", "c/c.vmdk"));
    expect(foreseeRelocate(inventory, "vm-3", "datastore-2")).toMatchObject({ orphans: ["datastore-1:c/c.vmdk"], copied: ["datastore-1:c/c-1.vmdk"] });
    applyUpdates(inventory, [vm("vm-3", { disks: [disk(2000, chain("2:c/c-1.vmdk", "c/c.vmdk"))], vmPathName: "[ds1] c/c.vmx" }, "modify")]);
    expect(foreseeRelocate(inventory, "vm-3", "datastore-1")).toMatchObject({ orphans: [], copied: ["datastore-2:c/c-1.vmdk"] });
  });

  test("to where it is moves nothing", () => {
    expect(foreseeRelocate(estate(), "vm-2", "datastore-1")).toEqual(nothing);
  });

  test("a leaf that others stand on is not foreseen", () => {
    const inventory = estate(vm("vm-9", { template: true, vmPathName: "[ds1] t/t.vmtx", disks: [disk(2000, chain("t/t.vmdk"))] }), linked("vm-8", "u/u.vmdk", "t/t.vmdk"));
    expect(foreseeRelocate(inventory, "vm-9", "datastore-2")).toMatchObject({ copied: [], missing: ["what vCenter does with datastore-1:t/t.vmdk, a leaf that other VMs stand on"] });
  });
});

describe("promoting", () => {
  test("with unlink copies the shared levels home and folds them into the leaf", () => {
    expect(foreseePromote(estate(), "vm-2", { unlink: true })).toEqual({
      ...nothing, copied: [base], folded: [base],
      space: [{ datastore: "datastore-1", copiedBytes: 800_000_000, freedBytes: 0, freedAtMostBytes: 20_000, freeAfterBytes: 10 * GiB - 800_000_000 }],
    });
  });

  test("the source with unlink leaves its base behind for the clone", () => {
    expect(foreseePromote(estate(), "vm-1", { unlink: true })).toMatchObject({ dependants: ["vm-2"], orphans: [base], copied: [base] });
  });

  test("without unlink changes nothing for a clone that has no unneeded level", () => {
    expect(foreseePromote(estate(), "vm-2", { unlink: false })).toEqual(nothing);
  });

  test("without unlink folds what only its child needs, and certainly frees what exceeds the capacity", () => {
    const inventory = estate(linked("vm-3", "c/c-1.vmdk", "c/c.vmdk"), layout("vm-3", 1, { "c/c.vmdk": GiB, "c/c-1.vmdk": 500 }));
    expect(foreseePromote(inventory, "vm-3", { unlink: false })).toMatchObject({
      folded: ["datastore-1:c/c.vmdk"], copied: [], space: [{ copiedBytes: 0, freedBytes: 500, freedAtMostBytes: 500 }],
    });
  });

  test("a whole VM leaves a disk without a parent as it is, though others have it", () => {
    const inventory = estate(linked("vm-3", "c/c.vmdk"), vm("vm-4", { vmPathName: "[ds1] d/d.vmx", disks: [disk(2000, chain("c/c.vmdk"))] }), layout("vm-3", 1, { "c/c.vmdk": 500 }));
    expect(foreseePromote(inventory, "vm-4", { unlink: true }).copied).toEqual([]);
    expect(foreseePromote(inventory, "vm-4", { unlink: true, disks: [2000] }).copied).toEqual(["datastore-1:c/c.vmdk"]);
  });

  test("only the chosen disks", () => {
    const two = vm("vm-3", { vmPathName: "[ds1] c/c.vmx", disks: [disk(2000, chain("c/c-1.vmdk", "c/c.vmdk")), disk(2001, chain("c/d-1.vmdk", "c/d.vmdk"))] });
    expect(foreseePromote(estate(two), "vm-3", { unlink: false, disks: [2001] }).folded).toEqual(["datastore-1:c/d.vmdk"]);
  });

  test("a level whose role is unknown is named by what is missing", () => {
    const inventory = estate({ ...linked("vm-3", "c/c-1.vmdk", "c/c.vmdk"), unreadable: ["snapshot"] });
    expect(foreseePromote(inventory, "vm-3", { unlink: false })).toMatchObject({ folded: [], missing: ["snapshot"] });
  });
});

describe("removing a snapshot", () => {
  const tree = snapshots("s-2", node("s-1", node("s-2")));
  const own = vm("vm-3", { vmPathName: "[ds1] c/c.vmx", disks: [disk(2000, chain("c/c-2.vmdk", "c/c-1.vmdk", "c/c.vmdk"))], snapshot: tree });
  const frozen = [snapshot("s-1", "vm-3", disk(2000, chain("c/c.vmdk"))), snapshot("s-2", "vm-3", disk(2000, chain("c/c-1.vmdk", "c/c.vmdk")))];
  const told = layout("vm-3", 1, { "c/c-2.vmdk": 7, "c/c-1.vmdk": 500, "c/c.vmdk": 3_000 });

  test("folds what it alone pinned into the file above", () => {
    expect(foreseeRemoveSnapshots(estate(own, ...frozen, told), "vm-3", ["s-2"])).toEqual({
      ...nothing, folded: ["datastore-1:c/c-1.vmdk"], space: [{ datastore: "datastore-1", copiedBytes: 0, freedBytes: 0, freedAtMostBytes: 7, freeAfterBytes: 10 * GiB }],
    });
  });

  test("all of them make one file of the chain", () => {
    expect(foreseeRemoveSnapshots(estate(own, ...frozen, told), "vm-3", ["s-1", "s-2"])).toMatchObject({ folded: ["datastore-1:c/c-1.vmdk", "datastore-1:c/c.vmdk"], space: [{ freedAtMostBytes: 507 }] });
  });

  test("does not fold what a clone stands on", () => {
    const inventory = estate(own, ...frozen, told, linked("vm-4", "d/d.vmdk", "c/c-1.vmdk", "c/c.vmdk"));
    expect(foreseeRemoveSnapshots(inventory, "vm-3", ["s-2"])).toMatchObject({ dependants: ["vm-4"], folded: [], orphans: [], deleted: [] });
  });

  test("deletes a branch that only it reaches, and folds what nobody needed before either", () => {
    const branch = snapshot("s-2", "vm-3", disk(2000, chain("c/c-9.vmdk", "c/c.vmdk")));
    const inventory = estate(own, frozen[0]!, branch, told);
    expect(foreseeRemoveSnapshots(inventory, "vm-3", ["s-2"])).toMatchObject({ deleted: ["datastore-1:c/c-9.vmdk"], folded: ["datastore-1:c/c-1.vmdk"], missing: ["layoutEx (size of datastore-1:c/c-9.vmdk)"] });
  });

  test("a snapshot whose devices are not known is named", () => {
    expect(foreseeRemoveSnapshots(estate(own, frozen[0]!, told), "vm-3", ["s-1"]).missing).toEqual(["config.hardware.device of s-2"]);
  });
});

describe("a group", () => {
  const nested = [linked("vm-3", "c/c.vmdk", "b/b0.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "b/b0.vmdk", "g/g.vmdk"), layout("vm-3", 1, { "c/c.vmdk": 3_000, "b/b0.vmdk": 70 })];
  const grouped = (...updates: readonly InventoryUpdate[]) => {
    const inventory = estate(...updates);
    return { inventory, group: inventory.groupOf("vm-1")! };
  };

  test("tells what each member is", () => {
    const { inventory, group } = grouped(...nested, vm("vm-1", { template: false }, "modify"));
    expect(membersOfGroup(inventory, group)).toMatchObject([
      { vm: "vm-1", role: "base-holder", generation: 0, depth: 2, bytesOwn: 1_000, bytesShared: 800_000_000 },
      { vm: "vm-2", role: "clone", generation: 1, depth: 3 }, { vm: "vm-3", role: "nested-clone", generation: 2, depth: 3 },
    ]);
    applyUpdates(inventory, [vm("vm-1", { template: true }, "modify")]);
    expect(membersOfGroup(inventory, group)[0]?.role).toBe("template");
    applyUpdates(inventory, [vm("vm-1", { template: null }, "modify")]);
    expect(membersOfGroup(inventory, group)[0]?.role).toBeUndefined();
  });

  test("a member that lives nobody knows where has no role yet, one with a disk elsewhere is no nested clone", () => {
    const { inventory, group } = grouped(vm("vm-4", { disks: [disk(2000, chain("e/e.vmdk", "g/g.vmdk"))] }), vm("vm-5", { vmPathName: "[ds1] f/f.vmx", disks: [disk(2000, chain("2:f/f-1.vmdk", "f/f.vmdk", "g/g.vmdk"))] }));
    expect(membersOfGroup(inventory, group).map(({ role }) => role).slice(2)).toEqual([undefined, "clone"]);
  });

  test("sums every file once", () => {
    const { inventory, group } = grouped(...nested);
    expect(bytesOfGroup(inventory, group)).toEqual({ bytesOwn: 24_000, bytesShared: 800_000_070, bytesUnknown: 0 });
  });

  test("unlinked one after the other, deepest first, copies nothing for the last on a file", () => {
    const { inventory, group } = grouped(...nested);
    expect(foreseeUnlinkAll(inventory, group)).toEqual({
      order: ["vm-3", "vm-2", "vm-1"], missing: [], complete: true,
      space: [{ datastore: "datastore-1", copiedBytes: 2 * 800_000_000 + 70, freedBytes: 0, freedAtMostBytes: 0, freeAfterBytes: 10 * GiB - 2 * 800_000_000 - 70 }],
    });
  });

  test("cannot say what unlinking takes while a size is unknown", () => {
    const { inventory, group } = grouped(linked("vm-3", "c/c.vmdk", "b/b0.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "b/b0.vmdk", "g/g.vmdk"));
    expect(foreseeUnlinkAll(inventory, group)).toMatchObject({ space: [{ copiedBytes: undefined, freeAfterBytes: undefined }], missing: ["layoutEx (size of datastore-1:b/b0.vmdk)"] });
  });
});
