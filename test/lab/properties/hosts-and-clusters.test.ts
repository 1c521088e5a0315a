/** What hosts, clusters, pools and managers say of themselves, where linked clones or clients depend on it (vim-facts 7.7, 7.8, 8.1). */
import { describe, expect, it } from "vitest";
import { propertyAt } from "../../../src/lab/properties/property-at.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { openSession } from "../../../src/lab/server/open-session.js";
import { objectsIn, textOf } from "../../../src/lab/wire/read-args.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { ref, type Ref, type VimObject } from "../../../src/lab/wire/vim-value.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings } from "../../../src/lab/world/settings.js";
import { World } from "../../../src/lab/world/world.js";
import { addDatastore, addHost, smallWorld } from "../support/small-world.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { variedWorld } from "./varied-world.js";

describe("a host's capability tells how far a base may be shared", () => {
  it.each([
    ["4.1.0", { deltaDiskBackingsSupported: true, cloneFromSnapshotSupported: true, snapshotRelayoutSupported: false, eightPlusHostVmfsSharedAccessSupported: false, supportedVmfsMajorVersion: [3] }],
    ["5.0.0", { snapshotRelayoutSupported: true, eightPlusHostVmfsSharedAccessSupported: false, supportedVmfsMajorVersion: [3, 5] }],
    ["5.1.0", { eightPlusHostVmfsSharedAccessSupported: true, supportedVmfsMajorVersion: [3, 5] }],
    ["6.5.0", { eightPlusHostVmfsSharedAccessSupported: true, supportedVmfsMajorVersion: [3, 5, 6] }],
    ["8.0.3", { eightPlusHostVmfsSharedAccessSupported: true, supportedVmfsMajorVersion: [5, 6] }],
  ])("%s", (version, expected) => {
    const { world, cluster, ds0, network } = smallWorld();
    const host = addHost(world, "one", cluster, [ds0], network, { version });
    expect(propertyOf(world, undefined, host.ref, "capability")).toMatchObject(expected);
    expect(propertyAt(world, undefined, host.ref, "summary.config.product.version").value).toBe(version);
    expect(propertyAt(world, undefined, host.ref, "config.product.version").value).toBe(version);
  });
});

describe("a datastore's info tells its kind", () => {
  it.each([
    ["VMFS", 3, "VmfsDatastoreInfo", "info.vmfs.majorVersion", 3],
    ["VMFS", 6, "VmfsDatastoreInfo", "info.vmfs.majorVersion", 6],
    ["NFS", undefined, "NasDatastoreInfo", "info.nas.type", "NFS"],
    ["vsan", undefined, "VsanDatastoreInfo", "summary.type", "vsan"],
    ["VVOL", undefined, "VvolDatastoreInfo", "capability.nativeSnapshotSupported", true],
  ] as const)("%s %s", (kind, vmfsMajorVersion, type, path, value) => {
    const { world, datacenter } = smallWorld();
    const datastore = addDatastore(world, "new", world.the("Folder", datacenter.datastoreFolder.value), { kind, vmfsMajorVersion });
    expect((propertyOf(world, undefined, datastore.ref, "info") as VimObject).$type).toBe(type);
    expect(propertyAt(world, undefined, datastore.ref, path).value).toBe(value);
  });

  it("and its free space is what files and others leave", () => {
    const { world, ds0 } = smallWorld();
    ds0.otherUsedBytes = 1024 ** 4 - world.files.usedBytes(ds0.ref.value) - 5;
    expect(propertyAt(world, undefined, ds0.ref, "summary.freeSpace")).toEqual({ found: true, value: 5 });
    expect(propertyAt(world, undefined, ds0.ref, "info.freeSpace").value).toBe(5);
  });
});

describe("a cluster", () => {
  it("shows groups, rules of each kind and overrides under the names of the API", () => {
    const { world, cluster, plain, clone, hosts } = variedWorld();
    const config = propertyOf(world, undefined, cluster.ref, "configurationEx") as VimObject;
    expect(config.$type).toBe("ClusterConfigInfoEx");
    expect(objectsIn(config, "group").map((each) => [each.$type, each["name"], each["vm"] ?? each["host"]])).toEqual([
      ["ClusterVmGroup", "vms", [plain.ref, clone.ref]], ["ClusterHostGroup", "hosts", [hosts[0].ref]]]);
    expect(objectsIn(config, "rule").map((each) => each.$type)).toEqual(["ClusterVmHostRuleInfo", "ClusterAffinityRuleSpec", "ClusterAntiAffinityRuleSpec"]);
    expect(objectsIn(config, "rule")[0]).toMatchObject({ mandatory: true, vmGroupName: "vms", affineHostGroupName: "hosts" });
    expect(objectsIn(config, "dasVmConfig").map((each) => [each["key"], each["restartPriority"], (each["dasSettings"] as VimObject)["restartPriority"]])).toEqual([
      [plain.ref, undefined, "highest"], [clone.ref, "disabled", "disabled"]]);
  });

  it("counts the hosts that work, and how many of them may fail", () => {
    const { world, cluster, hosts } = smallWorld();
    hosts[0].inMaintenanceMode = true;
    expect(propertyOf(world, undefined, cluster.ref, "summary")).toMatchObject({ numHosts: 4, numEffectiveHosts: 3, currentFailoverLevel: 2, numCpuCores: 128 });
    cluster.das.enabled = false;
    expect(propertyAt(world, undefined, cluster.ref, "summary.currentFailoverLevel").value).toBe(0);
  });

  it("shows each datastore of its hosts once", () => {
    const { world, cluster, ds0, ds1, network } = smallWorld();
    expect([propertyOf(world, undefined, cluster.ref, "datastore"), propertyOf(world, undefined, cluster.ref, "network")]).toEqual([[ds0.ref, ds1.ref], [network.ref]]);
  });
});

describe("HA's protection of a VM", () => {
  it("is told in a cluster with HA alone", () => {
    const { world, cluster, plain } = smallWorld();
    plain.dasProtected = true;
    expect(propertyAt(world, undefined, plain.ref, "runtime.dasVmProtection.dasProtected")).toEqual({ found: true, value: true });
    cluster.das.enabled = false;
    expect(propertyOf(world, undefined, plain.ref, "runtime")).not.toHaveProperty("dasVmProtection");
  });
});

describe("names", () => {
  it("have slashes, backslashes and percent signs escaped, once", () => {
    const { world, vmFolder, hosts, pool, ds0, network } = smallWorld();
    const nameOf = (name: string) => propertyOf(world, undefined, addPlainVm(world, name, { folder: vmFolder, host: hosts[0], pool, datastore: ds0, network }).ref, "name");
    expect(["a/b", "a\\b", "50%", "a%2fb"].map(nameOf)).toEqual(["a%2fb", "a%5cb", "50%25", "a%2fb"]);
  });
});

describe("the managers", () => {
  const sessionManager = ref("SessionManager", "SessionManager");

  it("tell whoever asks his own session, and nobody none", () => {
    const { world } = smallWorld();
    const session = openSession(world, { userName: "one", ipAddress: "10.0.0.1", userAgent: "test" });
    openSession(world, { userName: "two", ipAddress: "10.0.0.2", userAgent: "test" });
    expect(propertyAt(world, session, sessionManager, "currentSession.userName").value).toBe("one");
    expect(propertyOf(world, undefined, sessionManager, "currentSession")).toBeUndefined();
    expect(objectsIn({ list: propertyOf(world, session, sessionManager, "sessionList") }, "list").map((each) => each["userName"])).toEqual(["one", "two"]);
  });

  it("list the views of a session and no others", () => {
    const { world, session } = variedWorld();
    const views = (of: typeof session | undefined) => propertyOf(world, of, ref("ViewManager", "ViewManager"), "viewList") as readonly Ref[];
    expect(views(session).map((each) => each.value)).toEqual(["view-1"]);
    expect(views(undefined)).toEqual([]);
  });

  it("do not show a task that is hidden still", () => {
    const { world, plain } = variedWorld();
    const [first] = [...world.tasks.all()];
    if (first === undefined) throw new Error("no task");
    first.hidden = true;
    for (const object of [plain.ref, ref("TaskManager", "TaskManager")]) {
      const recent = propertyOf(world, undefined, object, "recentTask") as readonly Ref[];
      expect(recent.map((each) => each.value)).not.toContain(first.ref.value);
      expect(recent).toHaveLength(2);
    }
  });

  it("describe the tasks and events that the lab makes, in vCenter's own spelling", () => {
    const { world } = smallWorld();
    const tasks = objectsIn(propertyOf(world, undefined, ref("TaskManager", "TaskManager"), "description") as VimObject, "methodInfo").map((each) => each["key"]);
    expect(tasks).toEqual(expect.arrayContaining(["vm.Snapshot.remove", "VirtualMachine.promoteDisks", "Drm.ExecuteVMotionLRO", "HostSystem.enterStandbyMode", "Datastore.rename"]));
    expect(tasks).not.toContain("VirtualMachine.removeSnapshot");
    const events = objectsIn(propertyOf(world, undefined, ref("EventManager", "EventManager"), "description") as VimObject, "eventInfo");
    expect(events.map((each) => each["key"])).toEqual(expect.arrayContaining(["VmBeingClonedEvent", "VmFailoverFailed", "TaskEvent"]));
    expect(events.map((each) => textOf(each, "key")).filter((key) => vimSchema().type(key) === undefined)).toEqual([]);
    expect(events.filter((each) => each["key"] === "ExtendedEvent").map((each) => each["fullFormat"])).toContain("com.vmware.vc.VmDiskConsolidationNeeded|");
  });

  it("of two labs with the same seed are the same", () => {
    const content = () => propertyOf(new World(defaultWorldSettings, createLabClock(0)), undefined, ref("ServiceInstance", "ServiceInstance"), "content");
    expect(content()).toEqual(content());
  });
});
