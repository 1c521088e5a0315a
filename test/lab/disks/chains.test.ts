/** What a chain looks like in each state (vim-facts 6.5), and names, formats and sizes of the files (6.7). */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { emptyDeltaBytes } from "../../../src/lab/disks/delta-format.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { promoteDisks } from "../../../src/lab/disks/promote-disks.js";
import { removeSnapshot } from "../../../src/lab/disks/remove-snapshot.js";
import { revertToSnapshot } from "../../../src/lab/disks/revert-to-snapshot.js";
import { takeSnapshot } from "../../../src/lab/disks/take-snapshot.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { addDatastore } from "../../../src/lab/inventory/add-datastore.js";
import { caught, chainOf, disksOn, disksWorld, faultOf, fileOf, GiB, MiB, pinnedChain, thinDisk } from "./support/disks-world.js";

const linked = "createNewChildDiskBacking" as const;

describe("states of a chain", () => {
  it("a plain VM stands on one file without a parent", () => {
    const { world, vm } = disksWorld();
    expect(chainOf(world, vm("vm"))).toEqual(["[ds0] vm/vm.vmdk"]);
  });

  it("two snapshots in line: the second pins the delta of the first", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one, "first"), snapshot(one, "second")];
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000002.vmdk", "[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, first)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(second.parent).toBe(first);
  });

  it("a revert puts a new delta over what the snapshot pins; the other line remains as a branch", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one, "first"), snapshot(one, "second")];
    revertToSnapshot(world, one, first, false);
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000003.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(disksOn(world, ds0)).toEqual(["vm/vm-000001.vmdk", "vm/vm-000003.vmdk", "vm/vm.vmdk"]);
    expect(one.currentSnapshot).toBe(first);
    const third = snapshot(one, "third");
    expect(first.children).toEqual([second, third]);
  });

  it("a linked clone of a linked clone is one level longer per generation", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    let one = vm("g0");
    for (let generation = 1; generation <= 4; generation++) one = clone(one, `g${generation}`, { snapshot: snapshot(one), diskMoveType: linked });
    expect(chainOf(world, one)).toEqual(["[ds0] g4/g4.vmdk", "[ds0] g3/g3.vmdk", "[ds0] g2/g2.vmdk", "[ds0] g1/g1.vmdk", "[ds0] g0/g0.vmdk"]);
  });

  it("moveChildMostDiskBacking on a plain VM is a full copy, silently not linked", () => {
    const { world, vm, clone } = disksWorld();
    const source = vm("source");
    const copy = clone(source, "copy", { diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, copy)).toEqual(["[ds0] copy/copy.vmdk"]);
    expect(fileOf(copy).sizeBytes).toBe(fileOf(source).sizeBytes);
  });

  it("the delta-on-source recipe leaves a delta without a snapshot anywhere, and is NotSupported on a template", () => {
    const { world, vm, clone } = disksWorld();
    const source = vm("source");
    addDelta(world, source, 2000);
    const copy = clone(source, "copy", { diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, source)).toEqual(["[ds0] source/source_1.vmdk", "[ds0] source/source.vmdk"]);
    expect(chainOf(world, copy)).toEqual(["[ds0] copy/copy.vmdk", "[ds0] source/source.vmdk"]);
    expect(faultOf(() => { addDelta(world, vm("template", { template: true }), 2000); })).toBe("NotSupported");
  });

  it("a template with a snapshot has linked clones as a VM has", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const template = vm("template", { template: true });
    expect(chainOf(world, clone(template, "new", { snapshot: snapshot(template), diskMoveType: linked }))).toEqual(["[ds0] new/new.vmdk", "[ds0] template/template.vmdk"]);
  });

  it.each([undefined, "moveAllDiskBackingsAndDisallowSharing" as const, "moveAllDiskBackingsAndConsolidate" as const])("a full clone (%s) is one flat disk", (diskMoveType) => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    snapshot(source);
    snapshot(source);
    const full = clone(source, "full", diskMoveType === undefined ? {} : { diskMoveType });
    expect(chainOf(world, full)).toEqual(["[ds0] full/full.vmdk"]);
    expect(fileOf(full).disk).toMatchObject({ format: "flat", contentId: fileOf(source).disk?.contentId });
    expect(fileOf(full).sizeBytes).toBe(2 * GiB + 2 * emptyDeltaBytes);
  });

  it("a full clone with AllowSharing of a source with a snapshot keeps a chain, on another datastore with copies of every level", () => {
    const { world, vm, snapshot, clone, ds1 } = disksWorld();
    const source = vm("source");
    snapshot(source);
    const here = clone(source, "here", { diskMoveType: "moveAllDiskBackingsAndAllowSharing" });
    expect(chainOf(world, here)).toEqual(["[ds0] here/here.vmdk", "[ds0] source/source.vmdk"]);
    const there = clone(source, "there", { diskMoveType: "moveAllDiskBackingsAndAllowSharing", datastore: ds1.ref.value });
    expect(chainOf(world, there)).toEqual(["[ds1] there/there-000001.vmdk", "[ds1] there/there.vmdk"]);
    const again = clone(source, "again", { diskMoveType: "moveAllDiskBackingsAndAllowSharing", datastore: ds1.ref.value });
    expect(chainOf(world, again)).toEqual(["[ds1] again/again.vmdk", "[ds1] there/there.vmdk"]);
  });

  it("promoting a linked clone without unlink leaves shared levels untouched", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: linked });
    promoteDisks(world, one, { unlink: false, diskKeys: [] });
    expect(chainOf(world, one)).toEqual(["[ds0] one/one.vmdk", "[ds0] source/source.vmdk"]);
  });

  it("promoting a clone with a snapshot of its own keeps what the snapshot pins", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: linked });
    const own = snapshot(one);
    promoteDisks(world, one, { unlink: true, diskKeys: [] });
    expect(chainOf(world, one)).toEqual(["[ds0] one/one-000001.vmdk", "[ds0] one/one_1.vmdk"]);
    expect(pinnedChain(world, own)).toEqual(["[ds0] one/one_1.vmdk"]);
  });

  it("promoting the source gives it a base of its own, its snapshot included; the clone keeps the old one", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const pin = snapshot(source);
    const one = clone(source, "one", { snapshot: pin, diskMoveType: linked });
    promoteDisks(world, source, { unlink: true, diskKeys: [] });
    expect(pinnedChain(world, pin)).toEqual(["[ds0] source/source_1.vmdk"]);
    expect(chainOf(world, source)).toEqual(["[ds0] source/source-000001.vmdk", "[ds0] source/source_1.vmdk"]);
    expect(chainOf(world, one)).toEqual(["[ds0] one/one.vmdk", "[ds0] source/source.vmdk"]);
  });
});

describe("folding levels", () => {
  it("ends with the base again for a plain VM, with its content and its bytes", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const used = world.files.usedBytes(ds0.ref.value);
    const taken = snapshot(one);
    growDisk(world, one, 2000, 500 * MiB);
    const written = fileOf(one).disk?.contentId;
    removeSnapshot(world, one, taken, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(fileOf(one).disk?.contentId).toBe(written);
    expect(world.files.usedBytes(ds0.ref.value)).toBe(used + 500 * MiB + emptyDeltaBytes);
  });

  it("removing the lower of two snapshots leaves the upper one pinning the base", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one), snapshot(one)];
    removeSnapshot(world, one, first, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(one.snapshots).toEqual([second]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000002.vmdk", "[ds0] vm/vm.vmdk"]);
  });

  it("removing with children takes the subtree, its state files and its dead branches along", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const first = snapshot(one, "first");
    snapshot(one, "second");
    revertToSnapshot(world, one, first, false);
    snapshot(one, "third");
    removeSnapshot(world, one, first, { removeChildren: true, consolidate: true, via: "vcenter" });
    expect(one.snapshots).toEqual([]);
    expect([...world.files.filesOn(ds0.ref.value)].map(({ path }) => path).sort()).toEqual(["vm/vm.nvram", "vm/vm.vmdk", "vm/vm.vmsd", "vm/vm.vmx"]);
    expect(world.snapshots.size).toBe(0);
  });

  it("that a full datastore has no room for is left, and consolidation is needed", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const taken = snapshot(one);
    growDisk(world, one, 2000, GiB);
    ds0.capacityBytes = world.files.usedBytes(ds0.ref.value) + 10 * MiB;
    removeSnapshot(world, one, taken, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(one.consolidationNeeded).toBe(true);
    expect(chainOf(world, one)).toHaveLength(2);
  });
});

describe("files", () => {
  it("a second disk, its deltas and the snapshot's state are named as vCenter names them", () => {
    const { world, vm, ds0, snapshot } = disksWorld();
    snapshot(vm("vm", { disks: [thinDisk(), thinDisk()] }));
    expect([...world.files.filesOn(ds0.ref.value)].map(({ path }) => path).sort()).toEqual([
      "vm/vm-000001.vmdk", "vm/vm-Snapshot1.vmsn", "vm/vm.nvram", "vm/vm.vmdk", "vm/vm.vmsd", "vm/vm.vmx", "vm/vm_1-000001.vmdk", "vm/vm_1.vmdk",
    ]);
  });

  it("a snapshot of a running VM keeps its memory and state only when told to", () => {
    const disks = disksWorld();
    const one = disks.vm("vm", { memoryMiB: 256 });
    setPower(disks.world, one, "poweredOn");
    const plain = disks.snapshot(one);
    expect([plain.powerState, plain.memoryFile]).toEqual(["poweredOff", undefined]);
    const full = takeSnapshot(disks.world, one, { name: "full", description: "", memory: true, quiesce: false });
    expect([full.powerState, full.memoryFile?.path, full.memoryFile?.sizeBytes]).toEqual(["poweredOn", "vm/vm-Snapshot2.vmem", 256 * MiB]);
  });

  it.each([["ds0" as const, 10 * GiB, "seSparse"], ["old" as const, 10 * GiB, "vmfsSparse"], ["old" as const, 3 * 1024 * GiB, "seSparse"]])("a delta on %s over %d bytes is %s", (name, capacityBytes, format) => {
    const disks = disksWorld();
    const one = disks.vm("vm", { datastore: disks[name].ref.value, disks: [thinDisk({ capacityBytes })] });
    disks.snapshot(one);
    expect(fileOf(one).disk?.format).toBe(format);
  });

  it("a delta on vSAN is vsanSparse, and on NFS vmfsSparse, which is the lab's choice", () => {
    const disks = disksWorld();
    for (const [kind, format] of [["vsan", "vsanSparse"], ["NFS", "vmfsSparse"]] as const) {
      const datastore = addDatastore(disks.world, disks.datacenter, { name: kind, kind, capacityBytes: 100 * GiB, hosts: disks.hosts });
      const one = disks.vm(`on ${kind}`, { datastore: datastore.ref.value });
      disks.snapshot(one);
      expect(fileOf(one).disk?.format).toBe(format);
    }
  });

  it("a thick disk occupies its capacity and does not grow, a thin one and a delta grow as the guest writes", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm", { disks: [{ capacityBytes: 4 * GiB }, thinDisk({ capacityBytes: 4 * GiB })] });
    growDisk(world, one, 2000, GiB);
    growDisk(world, one, 2001, GiB);
    expect([fileOf(one, 0).sizeBytes, fileOf(one, 1).sizeBytes]).toEqual([4 * GiB, 3 * GiB]);
    snapshot(one);
    growDisk(world, one, 2000, 100 * GiB);
    expect(fileOf(one, 0).sizeBytes).toBe(4 * GiB + emptyDeltaBytes);
  });

  it("a datastore that cannot take it says NoDiskSpace with its name", () => {
    const { world, vm, clone, ds0 } = disksWorld();
    const source = vm("source");
    ds0.capacityBytes = 3 * GiB;
    expect(caught(() => clone(source, "full"))).toMatchObject({ type: "NoDiskSpace", fields: { datastore: "ds0" } });
    expect(faultOf(() => { growDisk(world, source, 2000, 2 * GiB); })).toBe("NoDiskSpace");
  });
});

describe("limits", () => {
  it("snapshots in one line beyond the setting, and levels beyond 255, are TooManySnapshotLevels", () => {
    const few = disksWorld({ snapshotLevelLimit: 2 });
    const one = few.vm("vm");
    few.snapshot(one);
    few.snapshot(one);
    expect(faultOf(() => few.snapshot(one))).toBe("TooManySnapshotLevels");
    const { world, vm, snapshot } = disksWorld();
    const deep = vm("deep");
    for (let level = 1; level < 255; level++) addDelta(world, deep, 2000);
    expect(faultOf(() => { addDelta(world, deep, 2000); })).toBe("TooManySnapshotLevels");
    expect(faultOf(() => snapshot(deep))).toBe("TooManySnapshotLevels");
  });

  it("multi-writer disks have no snapshots and no clones", () => {
    const { vm, snapshot, clone } = disksWorld();
    const one = vm("vm", { disks: [thinDisk(), thinDisk({ sharing: "sharingMultiWriter" })] });
    expect(faultOf(() => snapshot(one))).toBe("SnapshotIncompatibleDeviceInVm");
    expect(faultOf(() => clone(one, "new"))).toBe("MultiWriterNotSupported");
  });

  it("an independent disk takes no part in snapshots and is copied by a linked clone", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const one = vm("vm", { disks: [thinDisk(), thinDisk({ mode: "independent_persistent" })] });
    const taken = snapshot(one);
    expect(chainOf(world, one, 1)).toEqual(["[ds0] vm/vm_1.vmdk"]);
    const new1 = clone(one, "new", { snapshot: taken, diskMoveType: linked });
    expect([chainOf(world, new1, 0).length, chainOf(world, new1, 1)]).toEqual([2, ["[ds0] new/new_1.vmdk"]]);
    growDisk(world, one, 2001, MiB);
    const written = fileOf(one, 1).disk?.contentId;
    revertToSnapshot(world, one, taken, false);
    expect(fileOf(one, 1).disk?.contentId).toBe(written);
  });

  it.each([
    ["6.x", "poweredOn", false, "InvalidPowerState"], ["6.x", "suspended", true, "done"],
    ["8.x", "poweredOn", false, "done"], ["8.x", "poweredOn", true, "InvalidPowerState"], ["8.x", "poweredOff", true, "done"],
  ] as const)("in %s mode promoting a VM that is %s, with a snapshot %s, is %s", (promotePoweredOn, state, withSnapshot, result) => {
    const { world, vm, snapshot } = disksWorld({ promotePoweredOn });
    const one = vm("vm");
    addDelta(world, one, 2000);
    if (withSnapshot) snapshot(one);
    setPower(world, one, state);
    const promote = () => { promoteDisks(world, one, { unlink: true, diskKeys: [] }); };
    if (result === "done") expect(promote).not.toThrow();
    else expect(faultOf(promote)).toBe(result);
  });
});
