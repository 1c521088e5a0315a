/** Names, formats and sizes of files, and limits (vim-facts 6.7, 8.2, 10.2). */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { emptyDeltaBytes } from "../../../src/lab/disks/delta-format.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { promoteDisks } from "../../../src/lab/disks/promote-disks.js";
import { revertToSnapshot } from "../../../src/lab/disks/revert-to-snapshot.js";
import { takeSnapshot } from "../../../src/lab/disks/take-snapshot.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { addDatastore } from "../../../src/lab/inventory/add-datastore.js";
import { caught, chainOf, disksWorld, faultOf, fileOf, GiB, MiB, thinDisk } from "./support/disks-world.js";

const linked = "createNewChildDiskBacking" as const;

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
