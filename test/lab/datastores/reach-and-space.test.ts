/** Datastores that go out of reach, come back, grow, are renamed and go; and the paths that name what lies on them. */
import { describe, expect, it } from "vitest";
import { changeSpace } from "../../../src/lab/datastores/change-space.js";
import { directoryOf, fileNameOf, formatDatastorePath, parseDatastorePath, resolveDatastorePath } from "../../../src/lab/datastores/datastore-path.js";
import { setAccessible } from "../../../src/lab/datastores/set-accessible.js";
import { addDatacenter } from "../../../src/lab/inventory/add-datacenter.js";
import { addDatastore } from "../../../src/lab/inventory/add-datastore.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { call, eventTypes, refusal, run } from "../support/run-places.js";
import { smallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

describe("a datastore out of reach", () => {
  it("makes the VMs at home on it inaccessible, without a config, and all of it is told", () => {
    const { world, ds0, plain } = smallWorld();
    expect(untoldChanges(world, () => { setAccessible(world, ds0, false); })).toEqual([]);
    expect(plain.connectionState).toBe("inaccessible");
    expect(propertyOf(world, undefined, plain.ref, "config")).toBeUndefined();
    expect(eventTypes(world).filter((type) => type === "VmConfigMissingEvent").length).toBe(3);
  });

  it("gives them back as they were when it returns", () => {
    const { world, ds0, plain } = smallWorld();
    setAccessible(world, ds0, false);
    expect(untoldChanges(world, () => { setAccessible(world, ds0, true); })).toEqual([]);
    expect(plain.connectionState).toBe("connected");
    expect(propertyOf(world, undefined, plain.ref, "config")).toBeDefined();
  });

  it("leaves alone who is at home elsewhere", () => {
    const { world, ds1, plain } = smallWorld();
    setAccessible(world, ds1, false);
    expect(plain.connectionState).toBe("connected");
  });

  it("and a host that is away add up: what returns is what is true then", () => {
    const { world, ds0, hosts, clone } = smallWorld();
    setAccessible(world, ds0, false);
    run(world, hosts[1].ref, "DisconnectHost_Task");
    setAccessible(world, ds0, true);
    expect(clone.connectionState).toBe("disconnected");
    setAccessible(world, ds0, false);
    run(world, hosts[1].ref, "ReconnectHost_Task");
    expect(clone.connectionState).toBe("inaccessible");
    setAccessible(world, ds0, true);
    expect(clone.connectionState).toBe("connected");
  });
});

describe("space", () => {
  it("that grows is an event, and whoever shows it is told", () => {
    const { world, ds0 } = smallWorld();
    expect(untoldChanges(world, () => { changeSpace(world, ds0, { capacityBytes: 2 * ds0.capacityBytes, otherUsedBytes: 5 }); })).toEqual([]);
    expect(eventTypes(world)).toEqual(["DatastoreCapacityIncreasedEvent"]);
    expect(world.freeBytes(ds0)).toBe(ds0.capacityBytes - 5 - world.files.usedBytes(ds0.ref.value));
  });

  it("that shrinks or fills up is none", () => {
    const { world, ds0 } = smallWorld();
    changeSpace(world, ds0, { capacityBytes: ds0.capacityBytes / 2, otherUsedBytes: ds0.capacityBytes });
    expect(world.freeBytes(ds0)).toBe(0);
    expect(eventTypes(world)).toEqual([]);
  });
});

describe("datastore methods", () => {
  it("rename with an event, refuse a name that is taken, and destroy what nobody uses", () => {
    const { world, ds0, ds1 } = smallWorld();
    call(world, ds1.ref, "RenameDatastore", { newName: "silver" });
    expect(refusal(() => call(world, ds0.ref, "RenameDatastore", { newName: "silver" }))).toBe("DuplicateName");
    expect(refusal(() => call(world, ds0.ref, "DestroyDatastore"))).toBe("ResourceInUse");
    call(world, ds1.ref, "DestroyDatastore");
    expect(eventTypes(world)).toEqual(["DatastoreRenamedEvent", "DatastoreDestroyedEvent"]);
  });
});

describe("datastore paths", () => {
  it.each([["[ds0] a/b.vmdk", "ds0", "a/b.vmdk"], ["[ds0]", "ds0", ""], [" [my ds]a//b/ ", "my ds", "a/b"], ["[ds0] name with spaces/x", "ds0", "name with spaces/x"]])("%s", (text, datastoreName, path) => {
    expect(parseDatastorePath(text)).toEqual({ datastoreName, path });
    expect(parseDatastorePath(formatDatastorePath(datastoreName, path))).toEqual({ datastoreName, path });
  });

  it.each(["", "ds0/a", "[] a", "[ds0"])("refuse %j", (text) => {
    expect(refusal(() => parseDatastorePath(text))).toBe("InvalidDatastorePath");
  });

  it("mean the datastore of the datacenter that goes with them", () => {
    const { world, datacenter, ds0 } = smallWorld();
    const other = addDatacenter(world, "DC1");
    const twin = addDatastore(world, other, { name: "ds0", kind: "NFS", capacityBytes: 1 });
    expect(resolveDatastorePath(world, "[ds0] x", datacenter.ref).datastore).toBe(ds0);
    expect(resolveDatastorePath(world, "[ds0] x", other.ref).datastore).toBe(twin);
    expect(refusal(() => resolveDatastorePath(world, "[ds1] x", other.ref))).toBe("InvalidDatastore");
  });

  it("have a directory and a file name", () => {
    expect([directoryOf("a/b/c.vmdk"), fileNameOf("a/b/c.vmdk"), directoryOf("c"), fileNameOf("c")]).toEqual(["a/b", "c.vmdk", "", "c"]);
  });
});
