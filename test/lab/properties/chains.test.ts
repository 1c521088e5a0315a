/** Chains as a client sees them: in devices, in what snapshots pin, in layouts. They all come from the same files (vim-facts 6.3 to 6.5). */
import { describe, expect, it } from "vitest";
import { extentPath } from "../../../src/lab/properties/file-name.js";
import { propertyAt } from "../../../src/lab/properties/property-at.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { virtualDiskOf } from "../../../src/lab/properties/virtual-disk.js";
import { objectIn, objectsIn, arrayIn, textIn, textOf, numberOf } from "../../../src/lab/wire/read-args.js";
import type { Ref, VimObject } from "../../../src/lab/wire/vim-value.js";
import type { DiskLevel } from "../../../src/lab/world/lab-file.js";
import type { World } from "../../../src/lab/world/world.js";
import { addDatastore, smallWorld } from "../support/small-world.js";
import { addDisk, addPlainVm, addSnapshot } from "../support/small-world-vms.js";

/** File names of the chain of device 2000, leaf first; [] when there is no such device. */
function chainOf(world: World, object: Ref): readonly (string | undefined)[] {
  const names = [];
  for (let backing = propertyAt(world, undefined, object, "config.hardware.device[2000].backing").value as VimObject | undefined; backing !== undefined; backing = objectIn(backing, "parent")) {
    names.push(textIn(backing, "fileName"));
  }
  return names;
}

function first<T>(list: readonly T[]): T {
  const [value] = list;
  if (value === undefined) throw new Error("the list is empty");
  return value;
}

describe("the chain of a disk", () => {
  it("is one level for a plain VM", () => {
    const { world, plain } = smallWorld();
    expect(chainOf(world, plain.ref)).toEqual(["[ds0] plain/plain.vmdk"]);
  });

  it("goes from the leaf over every snapshot to the base", () => {
    const { world, chained } = smallWorld();
    expect(chainOf(world, chained.ref)).toEqual(["[ds0] chained/chained-000002.vmdk", "[ds0] chained/chained-000001.vmdk", "[ds0] chained/chained.vmdk"]);
  });

  it("of a linked clone ends in the other VM's directory", () => {
    const { world, clone } = smallWorld();
    expect(chainOf(world, clone.ref)).toEqual(["[ds0] clone/clone.vmdk", "[ds0] chained/chained.vmdk"]);
  });

  it("in a snapshot is the one it pins", () => {
    const { world, chained } = smallWorld();
    expect(chainOf(world, first(chained.snapshots).ref)).toEqual(["[ds0] chained/chained.vmdk"]);
    expect(chainOf(world, first(first(chained.snapshots).children).ref)).toEqual(["[ds0] chained/chained-000001.vmdk", "[ds0] chained/chained.vmdk"]);
  });

  it("has the datastore's present name after a rename", () => {
    const { world, plain, ds0 } = smallWorld();
    ds0.name = "gold";
    expect(chainOf(world, plain.ref)).toEqual(["[gold] plain/plain.vmdk"]);
  });

  it("still names a parent whose file was deleted", () => {
    const { world, chained, clone } = smallWorld();
    const base = world.files.at(chained.home.datastore, "chained/chained.vmdk");
    if (base !== undefined) world.files.remove(base);
    expect(chainOf(world, clone.ref)).toEqual(["[ds0] clone/clone.vmdk", "[ds0] chained/chained.vmdk"]);
    const files = objectsIn(propertyOf(world, undefined, clone.ref, "layoutEx") as VimObject, "file");
    expect(files.filter((file) => file["accessible"] === false).map((file) => file["name"])).toEqual(["[ds0] chained/chained.vmdk", "[ds0] chained/chained-flat.vmdk"]);
  });
});

describe("the backing of a delta says its format", () => {
  const formats: readonly [DiskLevel["format"], string, Record<string, unknown>][] = [
    ["vmfsSparse", "clone/a-delta.vmdk", { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vmfsSparseVariant", deltaGrainSize: undefined }],
    ["seSparse", "clone/a-sesparse.vmdk", { deltaDiskFormat: "seSparseFormat", deltaDiskFormatVariant: undefined, deltaGrainSize: 4 }],
    ["vsanSparse", "clone/a.vmdk", { deltaDiskFormat: "redoLogFormat", deltaDiskFormatVariant: "vsanSparseVariant", deltaGrainSize: undefined }],
    ["native", "clone/a.vmdk", { deltaDiskFormat: "nativeFormat", deltaDiskFormatVariant: undefined, deltaGrainSize: undefined }],
  ];
  it.each(formats)("%s", (format, extent, expected) => {
    const { world, plain, clone, chained } = smallWorld();
    const parent = world.files.at(chained.home.datastore, "chained/chained.vmdk");
    if (parent === undefined) throw new Error("no base");
    const disk = addDisk(world, clone, { path: "clone/a.vmdk", capacityBytes: 1024, sizeBytes: 0, parent, level: { format } });
    const backing = objectIn(virtualDiskOf(world, plain, disk), "backing");
    expect([backing?.$type, extentPath(disk.file)]).toEqual(["VirtualDiskFlatVer2BackingInfo", extent]);
    for (const [field, value] of Object.entries(expected)) expect(backing?.[field], field).toEqual(value);
    expect(objectIn(backing ?? {}, "parent")?.["deltaDiskFormat"]).toBeUndefined();
  });

  it("and parent and child of a raw disk are raw disks both", () => {
    const { world, plain } = smallWorld();
    addDisk(world, plain, { path: "plain/raw.vmdk", capacityBytes: 1024, sizeBytes: 0, level: { format: "rdm", lunUuid: "02", compatibilityMode: "virtualMode" } });
    addSnapshot(world, plain, "over a raw disk");
    const backing = propertyAt(world, undefined, plain.ref, "config.hardware.device[2001].backing").value as VimObject;
    expect([backing.$type, objectIn(backing, "parent")?.$type]).toEqual(["VirtualDiskRawDiskMappingVer1BackingInfo", "VirtualDiskRawDiskMappingVer1BackingInfo"]);
    expect(backing["deltaDiskFormat"]).toBe("seSparseFormat");
  });
});

describe("the storage object behind a file", () => {
  it("is empty on VMFS and different for each level on vSAN", () => {
    const { world, datacenter, hosts, pool, network, vmFolder, plain } = smallWorld();
    const datastore = addDatastore(world, "vsan", world.the("Folder", datacenter.datastoreFolder.value), { kind: "vsan", vmfsMajorVersion: undefined });
    const vm = addPlainVm(world, "on-vsan", { folder: vmFolder, host: hosts[0], pool, datastore, network });
    addDisk(world, vm, { path: "on-vsan/on-vsan.vmdk", capacityBytes: 1024, sizeBytes: 0, level: { format: "flat" } });
    addSnapshot(world, vm, "one");
    const leaf = propertyAt(world, undefined, vm.ref, "config.hardware.device[2000].backing.backingObjectId").value;
    const parent = propertyAt(world, undefined, vm.ref, "config.hardware.device[2000].backing.parent.backingObjectId").value;
    expect(leaf).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    expect(parent).not.toEqual(leaf);
    expect(propertyAt(world, undefined, plain.ref, "config.hardware.device[2000].backing.backingObjectId").value).toBe("");
  });
});

describe("layoutEx", () => {
  it("lists each level as descriptor and extent, the leaf last, and each snapshot with its own data file", () => {
    const { world, chained } = smallWorld();
    const layout = propertyOf(world, undefined, chained.ref, "layoutEx") as VimObject;
    const nameOf = new Map(objectsIn(layout, "file").map((file) => [file["key"], `${textOf(file, "name")} ${textOf(file, "type")}`]));
    const levels = (disk: VimObject) => objectsIn(disk, "chain").map((unit) => arrayIn(unit, "fileKey").map((key) => nameOf.get(key)));
    const pair = (path: string, ending: string) => [`[ds0] chained/${path}.vmdk diskDescriptor`, `[ds0] chained/${path}-${ending}.vmdk diskExtent`];
    const [base, one, two] = [pair("chained", "flat"), pair("chained-000001", "sesparse"), pair("chained-000002", "sesparse")];
    expect(objectsIn(layout, "disk").map(levels)).toEqual([[base, one, two]]);
    const snapshots = objectsIn(layout, "snapshot");
    expect(snapshots.map((each) => objectsIn(each, "disk").map(levels))).toEqual([[[base]], [[base, one]]]);
    expect(snapshots.map((each) => [nameOf.get(each["dataKey"]), each["memoryKey"]])).toEqual([
      ["[ds0] chained/chained-Snapshot1.vmsn snapshotData", -1], ["[ds0] chained/chained-Snapshot2.vmsn snapshotData", -1]]);
    expect(nameOf.get(0)).toBe("[ds0] chained/chained.vmx config");
  });

  it("counts what other VMs use too as shared", () => {
    const { world, chained } = smallWorld();
    const files = objectsIn(propertyOf(world, undefined, chained.ref, "layoutEx") as VimObject, "file");
    const extents = files.filter((file) => file["type"] === "diskExtent").map((file) => [numberOf(file, "size"), numberOf(file, "uniqueSize")]);
    expect(extents).toEqual([[4 * 1024 ** 3, 0], [16 * 1024 ** 2, 16 * 1024 ** 2], [16 * 1024 ** 2, 16 * 1024 ** 2]]);
  });

  it("and the old layout name the leaf first", () => {
    const { world, clone } = smallWorld();
    const disks = objectsIn(propertyOf(world, undefined, clone.ref, "layout") as VimObject, "disk");
    expect(disks.map((disk) => arrayIn(disk, "diskFile"))).toEqual([["[ds0] clone/clone.vmdk", "[ds0] chained/chained.vmdk"]]);
  });
});
