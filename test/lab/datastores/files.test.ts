/** Files handled behind the backs of their VMs: what is allowed, what breaks, and what heals. */
import { describe, expect, it } from "vitest";
import { directoryExists } from "../../../src/lab/datastores/directories.js";
import { chainBreak } from "../../../src/lab/disks/chain-break.js";
import { registerVm } from "../../../src/lab/disks/register-vm.js";
import { unregisterVm } from "../../../src/lab/disks/destroy-vm.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import type { Args } from "../../../src/lab/wire/read-args.js";
import { ref, vim } from "../../../src/lab/wire/vim-value.js";
import type { World } from "../../../src/lab/world/world.js";
import { call, eventsOf, faultOf, refusal, run } from "../support/run-places.js";
import { smallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

const GiB = 1024 ** 3;
const files = ref("FileManager", "FileManager");
const disks = ref("VirtualDiskManager", "virtualDiskManager");

const remove = (world: World, name: string) => run(world, files, "DeleteDatastoreFile_Task", { name });
const move = (world: World, sourceName: string, destinationName: string, more: Args = {}) => run(world, files, "MoveDatastoreFile_Task", { sourceName, destinationName, ...more });
const copy = (world: World, sourceName: string, destinationName: string, more: Args = {}) => run(world, files, "CopyDatastoreFile_Task", { sourceName, destinationName, ...more });

describe("deleting", () => {
  it("a base that a powered-off clone needs is allowed, told, and breaks the clone's chain", () => {
    const { world, clone, ds0 } = smallWorld();
    const before = world.freeBytes(ds0);
    const told = untoldChanges(world, () => { expect(eventsOf(world, remove(world, "[ds0] chained/chained.vmdk"))).toEqual(["TaskEvent", "DatastoreFileDeletedEvent"]); });
    expect(told).toEqual([]);
    expect(chainBreak(world, clone.disks[0]!.file)).toMatchObject({ why: "missing", file: { path: "chained/chained.vmdk" } });
    expect(world.freeBytes(ds0) - before).toBe(4 * GiB);
  });

  it.each(["[ds0] chained/chained.vmdk", "[ds0] chained", "[ds0] clone/clone.vmx", "[ds0] clone/clone-sesparse.vmdk"])("%s fails while the clone runs, and nothing has gone", (name) => {
    const { world, clone, ds0 } = smallWorld();
    setPower(world, clone, "poweredOn");
    const before = world.files.usedBytes(ds0.ref.value);
    const task = remove(world, name);
    expect(faultOf(task)).toBe("CannotDeleteFile");
    expect(eventsOf(world, task)).toEqual(["TaskEvent"]);
    expect(world.files.usedBytes(ds0.ref.value)).toBe(before);
  });

  it("a level that only a snapshot pins is allowed even while its VM runs", () => {
    const { world, chained } = smallWorld();
    const [disk] = chained.disks;
    const pinned = disk!.file.parent!;
    world.setDiskFile(chained, disk!, pinned.parent!);
    setPower(world, chained, "poweredOn");
    expect(faultOf(remove(world, "[ds0] chained/chained.vmdk"))).toBe("CannotDeleteFile");
    expect(remove(world, world.pathOf(pinned)).state).toBe("success");
    expect(world.files.exists(pinned)).toBe(false);
  });

  it("an extent takes its descriptor along, for they are one level", () => {
    const { world, plain } = smallWorld();
    expect(remove(world, "[ds0] plain/plain-flat.vmdk").state).toBe("success");
    expect(world.files.exists(plain.disks[0]!.file)).toBe(false);
  });

  it("a directory takes everything below it along; the last file leaves an empty directory behind", () => {
    const { world, ds0 } = smallWorld();
    expect(remove(world, "[ds0] plain").state).toBe("success");
    expect(directoryExists(world, ds0.ref.value, "plain")).toBe(false);
    call(world, files, "MakeDirectory", { name: "[ds0] iso" });
    world.files.add({ datastore: ds0.ref.value, path: "iso/a.iso", kind: "other", sizeBytes: 1, modifiedAt: 0 });
    remove(world, "[ds0] iso/a.iso");
    expect(directoryExists(world, ds0.ref.value, "iso")).toBe(true);
  });

  it("what is not there fails with FileNotFound, and the root cannot go", () => {
    const { world } = smallWorld();
    expect(faultOf(remove(world, "[ds0] plain/none.vmdk"))).toBe("FileNotFound");
    expect(faultOf(remove(world, "[ds0]"))).toBe("CannotDeleteFile");
    expect(faultOf(run(world, disks, "DeleteVirtualDisk_Task", { name: "[ds0] plain/plain.vmx" }))).toBe("FileNotFound");
    expect(refusal(() => remove(world, "[nowhere] x"))).toBe("InvalidDatastore");
  });

  it("a disk by the disk manager is refused with FileLocked while it is open", () => {
    const { world, clone } = smallWorld();
    setPower(world, clone, "poweredOn");
    expect(faultOf(run(world, disks, "DeleteVirtualDisk_Task", { name: "[ds0] chained/chained.vmdk" }))).toBe("FileLocked");
  });
});

describe("moving", () => {
  it("a base away breaks who stands on it, and moving it back heals them", () => {
    const { world, clone, chained } = smallWorld();
    const leaf = () => clone.disks[0]!.file;
    const task = move(world, "[ds0] chained/chained.vmdk", "[ds1] chained.vmdk");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "DatastoreFileMovedEvent"]);
    expect(chainBreak(world, leaf())?.why).toBe("missing");
    expect(untoldChanges(world, () => { move(world, "[ds1] chained.vmdk", "[ds0] chained/chained.vmdk"); })).toEqual([]);
    expect(chainBreak(world, leaf())).toBeUndefined();
    expect([...world.files.usersOf(leaf().parent!)].sort()).toEqual([chained.ref.value, clone.ref.value].sort());
  });

  it("within a datastore takes no time for its bytes, to another one it does", () => {
    const { world, ds1 } = smallWorld();
    const within = move(world, "[ds0] plain/plain.vmdk", "[ds0] plain/other.vmdk");
    expect(within.completeTime! - within.startTime!).toBe(200);
    const across = move(world, "[ds0] plain/other.vmdk", "[ds1] plain.vmdk");
    expect(across.completeTime! - across.startTime!).toBe(200 + 4_096);
    expect(world.files.usedBytes(ds1.ref.value)).toBe(2 * GiB);
  });

  it("never writes over what is there, unless forced", () => {
    const { world, ds0 } = smallWorld();
    expect(faultOf(move(world, "[ds0] plain/plain.vmdk", "[ds0] clone/clone.vmdk"))).toBe("FileAlreadyExists");
    expect(faultOf(move(world, "[ds0] plain/plain.vmdk", "[ds0] none/plain.vmdk"))).toBe("FileNotFound");
    expect(move(world, "[ds0] plain/plain.vmdk", "[ds0] clone/clone.vmdk", { force: true }).state).toBe("success");
    expect(world.files.at(ds0.ref.value, "clone/clone.vmdk")?.sizeBytes).toBe(2 * GiB);
    expect(faultOf(move(world, "[ds0] clone", "[ds0] clone/below", { force: true }))).toBe("FileAlreadyExists");
  });

  it("what a running VM has open fails with FileLocked", () => {
    const { world, clone } = smallWorld();
    setPower(world, clone, "poweredOn");
    expect(faultOf(move(world, "[ds0] clone", "[ds1] clone"))).toBe("FileLocked");
  });

  it("the directory of a VM that is registered nowhere brings the VM along, chain and all", () => {
    const { world, chained, ds1, vmFolder, hosts, pool } = smallWorld();
    unregisterVm(world, chained);
    expect(move(world, "[ds0] chained", "[ds1] moved").state).toBe("success");
    const back = registerVm(world, { datastore: ds1.ref.value, path: "moved/chained.vmx", folder: vmFolder.ref, host: hosts[0].ref, resourcePool: pool.ref, template: false });
    const chain = world.files.chain(back.disks[0]!.file).map((level) => world.pathOf(level));
    expect(chain).toEqual(["[ds1] moved/chained-000002.vmdk", "[ds1] moved/chained-000001.vmdk", "[ds1] moved/chained.vmdk"]);
    expect(chainBreak(world, back.disks[0]!.file)).toBeUndefined();
  });
});

describe("copying", () => {
  it("a delta copies that level alone, over the same parent", () => {
    const { world, clone, ds1 } = smallWorld();
    expect(eventsOf(world, copy(world, "[ds0] clone/clone.vmdk", "[ds1] copy.vmdk"))).toEqual(["TaskEvent", "DatastoreFileCopiedEvent"]);
    const made = world.files.at(ds1.ref.value, "copy.vmdk");
    expect(made).toMatchObject({ sizeBytes: 16 * 1024 ** 2 });
    expect(made?.parent).toBe(clone.disks[0]!.file.parent);
    expect(made?.disk?.contentId).toBe(clone.disks[0]!.file.disk?.contentId);
  });

  it("a whole disk makes one base of its chain", () => {
    const { world, ds1 } = smallWorld();
    const task = run(world, disks, "CopyVirtualDisk_Task", { sourceName: "[ds0] clone/clone.vmdk", destName: "[ds1] copy.vmdk" });
    expect(task.result).toBe("[ds1] copy.vmdk");
    expect(world.files.at(ds1.ref.value, "copy.vmdk")).toMatchObject({ parent: undefined, sizeBytes: 4 * GiB + 16 * 1024 ** 2 });
  });

  it("what has no room fails with NoDiskSpace, and leaves nothing", () => {
    const { world, ds1 } = smallWorld();
    ds1.otherUsedBytes = ds1.capacityBytes - GiB;
    expect(faultOf(copy(world, "[ds0] plain", "[ds1] plain"))).toBe("NoDiskSpace");
    expect(world.files.usedBytes(ds1.ref.value)).toBe(0);
  });
});

describe("directories", () => {
  it("are made once, and their parents only when asked for", () => {
    const { world, ds0 } = smallWorld();
    const make = (name: string, createParentDirectories = false) => refusal(() => call(world, files, "MakeDirectory", { name, createParentDirectories }));
    expect(make("[ds0] a/b")).toBe("FileNotFound");
    expect(make("[ds0] a/b", true)).toBe("");
    expect(make("[ds0] a")).toBe("FileAlreadyExists");
    expect(make("[ds0] plain")).toBe("FileAlreadyExists");
    expect(directoryExists(world, ds0.ref.value, "a/b")).toBe(true);
  });
});

describe("virtual disks of nobody", () => {
  const spec = (capacityKb: number, diskType: string) => vim("FileBackedVirtualDiskSpec", { capacityKb, diskType, adapterType: "lsiLogic" });

  it("are made thin or thick, told their uuid, and extended", () => {
    const { world, ds1 } = smallWorld();
    expect(run(world, disks, "CreateVirtualDisk_Task", { name: "[ds1] thin.vmdk", spec: spec(1024 ** 2, "thin") }).result).toBe("[ds1] thin.vmdk");
    run(world, disks, "CreateVirtualDisk_Task", { name: "[ds1] thick.vmdk", spec: spec(1024 ** 2, "preallocated") });
    expect([...world.files.filesOn(ds1.ref.value)].map((file) => file.sizeBytes)).toEqual([0, GiB]);
    expect(faultOf(run(world, disks, "CreateVirtualDisk_Task", { name: "[ds1] thin.vmdk", spec: spec(1, "thin") }))).toBe("FileAlreadyExists");
    expect(call(world, disks, "QueryVirtualDiskUuid", { name: "[ds1] thin.vmdk" })).toMatch(/^([0-9a-f]{2} ){7}[0-9a-f]{2}-([0-9a-f]{2} ){7}[0-9a-f]{2}$/);
    run(world, disks, "ExtendVirtualDisk_Task", { name: "[ds1] thick.vmdk", newCapacityKb: 2 * 1024 ** 2 });
    expect(world.files.usedBytes(ds1.ref.value)).toBe(2 * GiB);
  });

  it("are not extended when anything stands on them", () => {
    const { world } = smallWorld();
    expect(faultOf(run(world, disks, "ExtendVirtualDisk_Task", { name: "[ds0] chained/chained.vmdk", newCapacityKb: 99 * 1024 ** 2 }))).toBe("InvalidDiskFormat");
  });
});
