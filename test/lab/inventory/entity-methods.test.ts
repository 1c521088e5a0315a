/** Making, moving, renaming and destroying places through the methods that clients call. */
import { describe, expect, it } from "vitest";
import { addHost } from "../../../src/lab/inventory/add-host.js";
import { ref, vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { smallWorld } from "../support/small-world.js";
import { call, eventsOf, eventTypes, faultOf, refusal, run } from "../support/run-places.js";
import { untoldChanges } from "../support/untold-changes.js";

const allocation = vim("ResourceAllocationInfo", { reservation: 0, expandableReservation: true, limit: -1, shares: vim("SharesInfo", { level: "normal", shares: 4000 }) });
const poolSpec = vim("ResourceConfigSpec", { cpuAllocation: allocation, memoryAllocation: allocation });

describe("folders", () => {
  it("make folders of their own sort and datacenters only where those may stand", () => {
    const { world, vmFolder, root } = smallWorld();
    const made = call(world, vmFolder.ref, "CreateFolder", { name: "a/b" }) as Ref;
    expect(world.the("Folder", made.value)).toMatchObject({ name: "a%2fb", childTypes: vmFolder.childTypes });
    expect(refusal(() => call(world, vmFolder.ref, "CreateFolder", { name: "a/b" }))).toBe("DuplicateName");
    expect(refusal(() => call(world, vmFolder.ref, "CreateDatacenter", { name: "DC1" }))).toBe("NotSupported");
    call(world, root.ref, "CreateDatacenter", { name: "DC1" });
    expect(eventTypes(world)).toEqual(["DatacenterCreatedEvent"]);
  });

  it("make clusters as their specification says", () => {
    const { world, datacenter } = smallWorld();
    const spec = vim("ClusterConfigSpecEx", { dasConfig: vim("ClusterDasConfigInfo", { enabled: true, failoverLevel: 2 }) });
    const made = call(world, datacenter.hostFolder, "CreateClusterEx", { name: "C1", spec }) as Ref;
    expect(world.the("ClusterComputeResource", made.value)).toMatchObject({ name: "C1", das: { enabled: true, failoverLevel: 2 }, drs: { enabled: false } });
    expect(eventTypes(world)).toEqual(["ClusterCreatedEvent"]);
  });

  it("take VMs in, and say so on both sides", () => {
    const { world, vmFolder, plain } = smallWorld();
    const folder = world.the("Folder", (call(world, vmFolder.ref, "CreateFolder", { name: "sub" }) as Ref).value);
    expect(untoldChanges(world, () => { expect(run(world, folder.ref, "MoveIntoFolder_Task", { list: [plain.ref] }).state).toBe("success"); })).toEqual([]);
    expect(plain.parent).toEqual(folder.ref);
    expect([...folder.children]).toEqual([plain.ref.value]);
  });

  it("take in neither what they cannot hold nor what they stand in themselves", () => {
    const { world, vmFolder, cluster, datacenter } = smallWorld();
    const outer = call(world, vmFolder.ref, "CreateFolder", { name: "outer" }) as Ref;
    const inner = call(world, outer, "CreateFolder", { name: "inner" }) as Ref;
    expect(faultOf(run(world, vmFolder.ref, "MoveIntoFolder_Task", { list: [cluster.ref] }))).toBe("NotSupported");
    expect(faultOf(run(world, inner, "MoveIntoFolder_Task", { list: [outer] }))).toBe("InvalidFolder");
    expect(refusal(() => run(world, datacenter.hostFolder, "MoveIntoFolder_Task", { list: [ref("HostSystem", "host-none")] }))).toBe("ManagedObjectNotFound");
  });

  it("take a host out of its cluster only in maintenance mode, and then it stands alone", () => {
    const { world, datacenter, hosts, cluster } = smallWorld();
    const host = hosts[3];
    expect(faultOf(run(world, datacenter.hostFolder, "MoveIntoFolder_Task", { list: [host.ref] }))).toBe("InvalidState");
    expect(run(world, host.ref, "EnterMaintenanceMode_Task", { timeout: 0 }).state).toBe("success");
    expect(run(world, datacenter.hostFolder, "MoveIntoFolder_Task", { list: [host.ref] }).state).toBe("success");
    expect(host.parent?.type).toBe("ComputeResource");
    expect(cluster.hosts.has(host.ref.value)).toBe(false);
    expect(run(world, cluster.ref, "MoveInto_Task", { host: [host.ref] }).state).toBe("success");
    expect(cluster.hosts.has(host.ref.value)).toBe(true);
    expect([...world.all("ComputeResource")]).toEqual([]);
  });
});

describe("renaming", () => {
  it("a datastore changes every path on it, and whoever shows one is told", () => {
    const { world, ds0, chained } = smallWorld();
    expect(untoldChanges(world, () => {
      const task = run(world, ds0.ref, "Rename_Task", { newName: "gold" });
      expect(eventsOf(world, task)).toEqual(["TaskEvent", "DatastoreRenamedEvent"]);
    })).toEqual([]);
    expect(world.pathOf(chained.disks[0]!.file)).toMatch(/^\[gold\] /);
  });

  it("refuses names that are taken, and what has a fixed name", () => {
    const { world, ds0, root, vmFolder, pool, hosts } = smallWorld();
    expect(faultOf(run(world, ds0.ref, "Rename_Task", { newName: "ds1" }))).toBe("DuplicateName");
    for (const fixed of [root.ref, vmFolder.ref, pool.ref, hosts[0].ref]) expect(faultOf(run(world, fixed, "Rename_Task", { newName: "x" }))).toBe("NotSupported");
  });
});

describe("destroying", () => {
  it("a folder takes everything below it along, with the files of its VMs", () => {
    const { world, vmFolder, plain, ds0 } = smallWorld();
    const folder = call(world, vmFolder.ref, "CreateFolder", { name: "doomed" }) as Ref;
    run(world, folder, "MoveIntoFolder_Task", { list: [plain.ref] });
    const task = run(world, folder, "Destroy_Task");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmRemovedEvent"]);
    expect(world.get(plain.ref.value)).toBeUndefined();
    expect(world.files.at(ds0.ref.value, "plain/plain.vmdk")).toBeUndefined();
  });

  it("a folder with a running VM in it is refused at once, and nothing has gone", () => {
    const { world, vmFolder, plain } = smallWorld();
    const folder = call(world, vmFolder.ref, "CreateFolder", { name: "doomed" }) as Ref;
    run(world, folder, "MoveIntoFolder_Task", { list: [plain.ref] });
    setPower(world, plain, "poweredOn");
    expect(refusal(() => call(world, folder, "Destroy_Task"))).toBe("InvalidPowerState");
  });

  it("a host leaves only disconnected or in maintenance mode; its VMs are unregistered and keep their files", () => {
    const { world, hosts, clone, ds0, cluster } = smallWorld();
    expect(refusal(() => call(world, hosts[1].ref, "Destroy_Task"))).toBe("InvalidState");
    run(world, hosts[1].ref, "DisconnectHost_Task");
    const told = untoldChanges(world, () => { expect(eventsOf(world, run(world, hosts[1].ref, "Destroy_Task"))).toEqual(["TaskEvent", "VmRemovedEvent", "HostRemovedEvent"]); });
    // What others share with them from now on is worked out silently (vim-facts 3.6).
    expect(told.filter((each) => !/uncommitted|summary\.storage/.test(each))).toEqual([]);
    expect(world.get(clone.ref.value)).toBeUndefined();
    expect(world.files.at(ds0.ref.value, "clone/clone.vmdk")).toBeDefined();
    expect(cluster.hosts.size).toBe(3);
  });

  it("a datacenter goes with its hosts, so that no file is lost", () => {
    const { world, datacenter, ds0 } = smallWorld();
    const bytes = world.files.usedBytes(ds0.ref.value);
    run(world, datacenter.ref, "Destroy_Task");
    expect((["VirtualMachine", "HostSystem", "Datastore", "Datacenter", "ClusterComputeResource", "ResourcePool", "Network"] as const).map((type) => world.count(type))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(world.count("Folder")).toBe(1);
    expect(world.files.usedBytes(ds0.ref.value)).toBe(bytes);
  });

  it("a datastore in use stays", () => {
    const { world, ds0, ds1 } = smallWorld();
    expect(refusal(() => call(world, ds0.ref, "Destroy_Task"))).toBe("ResourceInUse");
    expect(eventsOf(world, run(world, ds1.ref, "Destroy_Task"))).toEqual(["TaskEvent", "DatastoreDestroyedEvent"]);
  });
});

describe("resource pools", () => {
  it("are made, moved and removed, and what is in them moves up", () => {
    const { world, pool, plain } = smallWorld();
    const child = call(world, pool.ref, "CreateResourcePool", { name: "gold", spec: poolSpec }) as Ref;
    const grandchild = call(world, child, "CreateResourcePool", { name: "nested", spec: poolSpec }) as Ref;
    expect(refusal(() => call(world, pool.ref, "CreateResourcePool", { name: "gold", spec: poolSpec }))).toBe("DuplicateName");
    expect(refusal(() => call(world, grandchild, "MoveIntoResourcePool", { list: [child] }))).toBe("InvalidArgument");
    call(world, child, "MoveIntoResourcePool", { list: [plain.ref] });
    expect(plain.resourcePool).toBe(child.value);
    run(world, child, "Destroy_Task");
    expect(plain.resourcePool).toBe(pool.ref.value);
    expect([...pool.children]).toEqual([grandchild.value]);
    expect(eventTypes(world)).toEqual(["ResourcePoolCreatedEvent", "ResourcePoolCreatedEvent", "VmResourcePoolMovedEvent", "TaskEvent", "ResourcePoolDestroyedEvent"]);
  });

  it("the root pool stays", () => {
    const { world, pool } = smallWorld();
    expect(refusal(() => call(world, pool.ref, "Destroy_Task"))).toBe("NotSupported");
  });
});

describe("new hosts", () => {
  it("see what all hosts of the cluster see", () => {
    const { world, cluster, ds0, ds1 } = smallWorld();
    const spec = vim("HostConnectSpec", { hostName: "h9", force: false });
    const task = run(world, cluster.ref, "AddHost_Task", { spec, asConnected: true });
    const host = world.the("HostSystem", (task.result as Ref).value);
    expect([...host.datastores]).toEqual([ds0.ref.value, ds1.ref.value]);
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "HostAddedEvent", "HostConnectedEvent"]);
    expect(faultOf(run(world, cluster.ref, "AddHost_Task", { spec, asConnected: true }))).toBe("DuplicateName");
  });

  it("of another version may be given by whoever builds the world", () => {
    const { world, cluster } = smallWorld();
    expect(addHost(world, cluster, { name: "old", version: "4.1.0" })).toMatchObject({ version: "4.1.0", build: "260247", dasState: "connectedToMaster" });
  });
});
