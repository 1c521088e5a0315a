/** Events in vCenter's form, and what can be made to go wrong with them. Which operation posts which event is tested where the operation is. */
import { describe, expect, it } from "vitest";
import { descriptionIdOf } from "../../../src/lab/operations/description-id.js";
import { postEventEx } from "../../../src/lab/operations/post-event-ex.js";
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { encodeAny } from "../../../src/lab/wire/encode-value.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import type { Nuisance } from "../../../src/lab/world/nuisances.js";
import { mistakesIn } from "../support/check-value.js";
import { smallWorld } from "../support/small-world.js";

const nobody = { userName: "" };

function withNuisance(nuisance: Nuisance) {
  const small = smallWorld();
  small.world.nuisances.plan(nuisance);
  return small;
}

describe("an event", () => {
  it("about a VM names its host, cluster and datacenter too, and begins a chain of its own", () => {
    const { world, plain, hosts, cluster, datacenter } = smallWorld();
    const event = postEvent(world, "VmPoweredOnEvent", { vm: plain }, {}, nobody);
    expect(event).toEqual({
      $type: "VmPoweredOnEvent", key: 1, chainId: 1, createdTime: "2026-01-01T00:00:00.000Z", userName: "", template: false, ds: undefined,
      fullFormattedMessage: "plain on h0 in DC0 is powered on",
      vm: { $type: "VmEventArgument", name: "plain", vm: plain.ref }, host: { $type: "HostEventArgument", name: "h0", host: hosts[0].ref },
      computeResource: { $type: "ComputeResourceEventArgument", name: "C0", computeResource: cluster.ref },
      datacenter: { $type: "DatacenterEventArgument", name: "DC0", datacenter: datacenter.ref },
    });
  });

  it("known by an id can be an EventEx or an ExtendedEvent", () => {
    const { world, plain } = smallWorld();
    const say = { ...nobody, message: "so it was" };
    const ex = postEventEx(world, "com.example.one", { vm: plain }, { severity: "warning", arguments: { a: "b" } }, say);
    const extended = postEventEx(world, "com.example.two", { vm: plain }, { arguments: { a: "b" }, as: "ExtendedEvent" }, say);
    expect(ex).toMatchObject({ $type: "EventEx", eventTypeId: "com.example.one", objectId: plain.ref.value, objectType: "VirtualMachine", objectName: "plain", message: "so it was" });
    expect(extended).toMatchObject({ $type: "ExtendedEvent", eventTypeId: "com.example.two", managedObject: plain.ref });
    expect([ex, extended].flatMap((event) => mistakesIn(event, "Event"))).toEqual([]);
  });

  it("can be lost: nobody finds it, but its key is used up", () => {
    const { world, plain } = withNuisance({ kind: "event-lost", method: "VmStartingEvent" });
    for (const type of ["VmStartingEvent", "VmPoweredOnEvent"]) postEvent(world, type, { vm: plain }, {}, nobody);
    expect(world.events.all().map((event) => [event.$type, event["key"]])).toEqual([["VmPoweredOnEvent", 2]]);
  });

  it("can hold characters that XML forbids", () => {
    const { world, plain } = withNuisance({ kind: "control-characters", object: plain0() });
    expect(postEvent(world, "VmStartingEvent", { vm: plain }, {}, nobody)["fullFormattedMessage"]).toContain("\u0001");
  });

  it("can be followed by one of a class, or with an id, that nobody knows", () => {
    const { world, plain } = withNuisance({ kind: "unknown-event-class" });
    world.nuisances.plan({ kind: "unknown-event-type-id" });
    postEvent(world, "VmStartingEvent", { vm: plain }, {}, nobody);
    expect(world.events.all().map((event) => [event.$type, event["key"]])).toEqual([["VmStartingEvent", 1], ["VmFutureKindOfEvent", 2], ["EventEx", 3]]);
    expect(vimSchema().type("VmFutureKindOfEvent")).toBeUndefined();
    const sent = encodeAny("val", world.events.all()[1], { xsi: "xsi", typeLast: false, rawControls: false, version: Infinity });
    expect(sent).toMatch(/^<val xsi:type="VmFutureKindOfEvent"><key>2<\/key>.*<template>false<\/template><futureField>/);
  });

  it("can be where the keys begin anew", () => {
    const { world, plain } = withNuisance({ kind: "event-key-wrap", afterCalls: 1 });
    for (let count = 0; count < 3; count++) postEvent(world, "VmStartingEvent", { vm: plain }, {}, nobody);
    expect(world.events.all().map((event) => event["key"])).toEqual([1, 2, 1, 2]);
    expect(world.events.all()[1]).toMatchObject({ eventTypeId: "com.vmware.vc.EventIdOverflow" });
  });
});

describe("descriptionId", () => {
  it.each([
    ["VirtualMachineSnapshot", "RemoveSnapshot_Task", "vm.Snapshot.remove"], ["VirtualMachineSnapshot", "RevertToSnapshot_Task", "vm.Snapshot.revert"],
    ["VirtualMachine", "CloneVM_Task", "VirtualMachine.clone"], ["VirtualMachine", "Destroy_Task", "VirtualMachine.destroy"],
    ["VirtualMachine", "CreateSnapshotEx_Task", "VirtualMachine.createSnapshotEx"], ["VirtualMachine", "ConsolidateVMDisks_Task", "VirtualMachine.consolidateDisks"],
    ["VirtualMachine", "PromoteDisks_Task", "VirtualMachine.promoteDisks"], ["VirtualMachine", "ReconfigVM_Task", "VirtualMachine.reconfigure"],
    ["Folder", "CreateVM_Task", "Folder.createVm"], ["Folder", "RegisterVM_Task", "Folder.registerVm"], ["Datacenter", "PowerOnMultiVM_Task", "Datacenter.powerOnVm"],
    ["ComputeResource", "ReconfigureComputeResource_Task", "ComputeResource.reconfigureEx"],
    ["ClusterComputeResource", "ReconfigureComputeResource_Task", "ClusterComputeResource.reconfigureEx"],
    ["HostSystem", "EnterMaintenanceMode_Task", "HostSystem.enterMaintenanceMode"], ["HostSystem", "ReconnectHost_Task", "HostSystem.reconnect"],
    ["HostDatastoreBrowser", "SearchDatastoreSubFolders_Task", "host.DatastoreBrowser.searchSubFolders"],
    ["FileManager", "DeleteDatastoreFile_Task", "FileManager.deleteFile"], ["VirtualDiskManager", "DeleteVirtualDisk_Task", "VirtualDiskManager.deleteVirtualDisk"],
  ])("of %s %s is %s, as a real vCenter spells it", (type, name, id) => {
    const method = vimSchema().method(type, name);
    expect(method && descriptionIdOf(type, method)).toBe(id);
  });
});

/** Every small world gives the same ids. */
function plain0(): string {
  return smallWorld().plain.ref.value;
}
