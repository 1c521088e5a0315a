/** Disk move types per disk and per operation (vim-facts 7.2), with the traps that others fell into (section 9). */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { relocateVm } from "../../../src/lab/disks/relocate-vm.js";
import { addFolder } from "../../../src/lab/inventory/add-folder.js";
import { caught, chainOf, disksOn, disksWorld, faultOf, fileOf, GiB, MiB, pinnedChain, thinDisk } from "./support/disks-world.js";

const child = "createNewChildDiskBacking" as const;
const childMost = "moveChildMostDiskBacking" as const;

describe("per-disk locators of a clone", () => {
  it("a locator without its own type falls back to the default: the clone comes out full and nobody notices", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source", { disks: [thinDisk(), thinDisk()] });
    const half = clone(source, "half", { snapshot: snapshot(source), diskMoveType: child, locators: [{ diskId: 2000, datastore: ds0.ref.value }] });
    expect([chainOf(world, half, 0).length, chainOf(world, half, 1).length]).toEqual([1, 2]);
  });

  it("a locator's own type and datastore go over the common ones", () => {
    const { world, vm, snapshot, clone, ds0, ds1 } = disksWorld();
    const source = vm("source", { disks: [thinDisk(), thinDisk()] });
    const half = clone(source, "half", { snapshot: snapshot(source), datastore: ds0.ref.value, locators: [{ diskId: 2001, datastore: ds1.ref.value, diskMoveType: child }] });
    expect(chainOf(world, half, 0)).toEqual(["[ds0] half/half.vmdk"]);
    expect(chainOf(world, half, 1)).toEqual(["[ds1] half/half_1.vmdk", "[ds0] source/source_1.vmdk"]);
  });

  it("a locator for a disk the source does not have is refused", () => {
    const { vm, clone, ds0 } = disksWorld();
    const source = vm("source");
    expect(faultOf(() => clone(source, "new", { locators: [{ diskId: 2007, datastore: ds0.ref.value }] }))).toBe("InvalidArgument");
  });

  it("a linked clone's delta goes to the target datastore, its parents stay; a host that does not see them is refused", () => {
    const { world, vm, snapshot, clone, ds0, ds1, hosts } = disksWorld();
    const source = vm("source");
    const taken = snapshot(source);
    const one = clone(source, "one", { snapshot: taken, diskMoveType: child, datastore: ds1.ref.value });
    expect(chainOf(world, one)).toEqual(["[ds1] one/one.vmdk", "[ds0] source/source.vmdk"]);
    hosts[2].datastores.delete(ds0.ref.value);
    const there = { snapshot: taken, diskMoveType: child, datastore: ds1.ref.value, host: hosts[2].ref };
    expect(caught(() => clone(source, "two", there))).toMatchObject({ type: "CannotAccessVmDisk", fields: { backing: "[ds0] source/source.vmdk" } });
    hosts[2].datastores.delete(ds1.ref.value);
    expect(faultOf(() => clone(source, "three", { ...there, diskMoveType: "moveAllDiskBackingsAndConsolidate" }))).toBe("InvalidDatastore");
  });

  it("a whole copy can be thick or thin, and is as large as its source unless told", () => {
    const { vm, clone } = disksWorld();
    const source = vm("source");
    expect(fileOf(clone(source, "same")).sizeBytes).toBe(2 * GiB);
    expect(fileOf(clone(source, "thick", { thin: false })).sizeBytes).toBe(10 * GiB);
  });
});

describe("relocation", () => {
  it("by default moves all levels with the snapshots and attaches to nothing", () => {
    const { world, vm, snapshot, ds0, ds1 } = disksWorld();
    const one = vm("vm");
    const taken = snapshot(one);
    relocateVm(world, one, { datastore: ds1.ref.value });
    expect(chainOf(world, one)).toEqual(["[ds1] vm/vm-000001.vmdk", "[ds1] vm/vm.vmdk"]);
    expect(pinnedChain(world, taken)).toEqual(["[ds1] vm/vm.vmdk"]);
    expect(world.pathOf(taken.dataFile)).toBe("[ds1] vm/vm-Snapshot1.vmsn");
    expect([...world.files.filesOn(ds0.ref.value)]).toEqual([]);
  });

  it("with Consolidate moves and folds: a linked clone becomes one flat disk, its source stays as it is", () => {
    const { world, vm, snapshot, clone, ds1 } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: child });
    relocateVm(world, one, { datastore: ds1.ref.value, diskMoveType: "moveAllDiskBackingsAndConsolidate" });
    expect(chainOf(world, one)).toEqual(["[ds1] one/one.vmdk"]);
    expect(chainOf(world, source)).toHaveLength(2);
  });

  it("with createNewChildDiskBacking puts a new child for each disk on the target and leaves the rest where it was", () => {
    const { world, vm, ds0, ds1 } = disksWorld();
    const one = vm("vm", { disks: [thinDisk(), thinDisk()] });
    relocateVm(world, one, { datastore: ds1.ref.value, diskMoveType: child });
    expect(chainOf(world, one, 1)).toEqual(["[ds1] vm/vm_1.vmdk", "[ds0] vm/vm_1.vmdk"]);
    expect(disksOn(world, ds0)).toEqual(["vm/vm.vmdk", "vm/vm_1.vmdk"]);
    expect(faultOf(() => { relocateVm(world, one, { locators: [{ diskId: 2000, datastore: ds0.ref.value, diskMoveType: child }] }); })).toBe("InvalidArgument");
  });

  it("of chosen disks moves these and leaves the others and the home", () => {
    const { world, vm, ds0, ds1 } = disksWorld();
    const one = vm("vm", { disks: [thinDisk(), thinDisk()] });
    relocateVm(world, one, { locators: [{ diskId: 2001, datastore: ds1.ref.value }] });
    expect([chainOf(world, one, 0), chainOf(world, one, 1)]).toEqual([["[ds0] vm/vm.vmdk"], ["[ds1] vm/vm_1.vmdk"]]);
    expect(one.home.datastore).toBe(ds0.ref.value);
  });

  it("to the datastore where everything lies already changes no file", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: child });
    const before = disksOn(world, ds0);
    relocateVm(world, one, { datastore: ds0.ref.value });
    expect(disksOn(world, ds0)).toEqual(before);
    expect(chainOf(world, one)).toHaveLength(2);
  });

  it("between kinds of datastores converts the format of deltas", () => {
    const { world, vm, snapshot, ds1, old } = disksWorld();
    const one = vm("vm", { datastore: old.ref.value });
    snapshot(one);
    relocateVm(world, one, { datastore: ds1.ref.value });
    expect(fileOf(one).disk?.format).toBe("seSparse");
  });

  it("with sharing never attaches to a level that somebody writes to", () => {
    const { world, vm, clone, ds1 } = disksWorld();
    const source = vm("source");
    const copy = clone(source, "copy", { datastore: ds1.ref.value });
    addDelta(world, source, 2000);
    relocateVm(world, source, { datastore: ds1.ref.value, diskMoveType: "moveAllDiskBackingsAndAllowSharing" });
    expect(fileOf(source).parent).not.toBe(fileOf(copy));
  });

  it("with sharing does not attach to what was written since it was copied", () => {
    const { world, vm, clone, ds1 } = disksWorld();
    const source = vm("source");
    const copy = clone(source, "copy", { datastore: ds1.ref.value });
    growDisk(world, copy, 2000, MiB);
    addDelta(world, copy, 2000);
    addDelta(world, source, 2000);
    relocateVm(world, source, { datastore: ds1.ref.value, diskMoveType: "moveAllDiskBackingsAndAllowSharing" });
    expect(fileOf(source).parent).not.toBe(fileOf(copy).parent);
  });

  it("to a new folder, host and pool needs no datastore; a name that is taken there is refused", () => {
    const { world, vm, hosts, cluster, datacenter } = disksWorld();
    const one = vm("vm");
    const folder = addFolder(world, world.the("Folder", datacenter.vmFolder.value), "inner");
    relocateVm(world, one, { folder: folder.ref, host: hosts[1].ref, resourcePool: cluster.resourcePool, diskMoveType: childMost });
    expect([one.parent, [...folder.children], one.host, chainOf(world, one)]).toEqual([folder.ref, [one.ref.value], hosts[1].ref.value, ["[ds0] vm/vm.vmdk"]]);
    expect(faultOf(() => { relocateVm(world, vm("vm"), { folder: folder.ref }); })).toBe("DuplicateName");
  });
});
