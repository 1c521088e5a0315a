/** VM operations as clients call them: what the tasks end in, what they take, which events they leave, and what is refused. */
import { describe, expect, it } from "vitest";
import { addFolder } from "../../../src/lab/inventory/add-folder.js";
import { vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { callMethod, eventsOf, outcome, runTask, startTask } from "./support/calls.js";
import { chainOf, disksWorld, faultOf, fileOf, GiB, thinDisk, type DisksWorld } from "./support/disks-world.js";

const snapshotArgs = { name: "s1", description: "before", memory: false, quiesce: true };

function cloneArgs({ datacenter }: DisksWorld, name: string, location: Record<string, Ref | string> = {}, more: Record<string, Ref | boolean> = {}) {
  return { folder: datacenter.vmFolder, name, spec: vim("VirtualMachineCloneSpec", { location: vim("VirtualMachineRelocateSpec", location), template: false, powerOn: false, ...more }) };
}

function made({ world }: DisksWorld, result: unknown): VmState {
  return world.the("VirtualMachine", (result as Ref).value);
}

describe("the life of a linked clone", () => {
  it("runs from CreateSnapshot over CloneVM and RemoveSnapshot to Destroy, with the events of vCenter", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const source = disks.vm("source");
    const taken = await runTask(world, source.ref, "CreateSnapshot_Task", snapshotArgs);
    expect(taken.descriptionId).toBe("VirtualMachine.createSnapshot");
    expect(taken.result).toEqual(source.currentSnapshot?.ref);
    expect(eventsOf(world, taken)).toEqual(["TaskEvent"]);

    const cloned = await runTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "linked", { diskMoveType: "createNewChildDiskBacking" }, { snapshot: taken.result as Ref }));
    const linked = made(disks, cloned.result);
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    expect(eventsOf(world, cloned)).toEqual(["TaskEvent", "VmBeingClonedEvent", "VmInstanceUuidAssignedEvent", "VmUuidAssignedEvent", "VmMacAssignedEvent", "VmClonedEvent"]);
    expect(linked.config.uuid).not.toBe(source.config.uuid);
    expect(linked.devices.get(4000)?.["macAddress"]).not.toBe(source.devices.get(4000)?.["macAddress"]);

    const removed = await runTask(world, taken.result as Ref, "RemoveSnapshot_Task", { removeChildren: false });
    expect(removed.entity).toEqual(source.ref);
    expect(removed.descriptionId).toBe("vm.Snapshot.remove");
    expect(chainOf(world, source)).toHaveLength(2);

    const destroyed = await runTask(world, source.ref, "Destroy_Task");
    expect(eventsOf(world, destroyed)).toEqual(["TaskEvent", "VmRemovedEvent"]);
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    expect(world.effects.count("CloneVM_Task", source.ref.value)).toBe(1);
  });

  it("a template is deployed, and needs a pool", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const template = disks.vm("template", { template: true });
    await expect(callMethod(world, template.ref, "CloneVM_Task", cloneArgs(disks, "new"))).rejects.toMatchObject({ type: "InvalidArgument", fields: { invalidProperty: "spec.location.pool" } });
    const task = await runTask(world, template.ref, "CloneVM_Task", cloneArgs(disks, "new", { pool: disks.cluster.resourcePool }));
    expect(outcome(task)).toBe("success");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmBeingDeployedEvent", "VmInstanceUuidAssignedEvent", "VmUuidAssignedEvent", "VmMacAssignedEvent", "VmDeployedEvent"]);
  });

  it("a clone that is told to start is running at the task's end", async () => {
    const disks = disksWorld();
    const task = await runTask(disks.world, disks.vm("source").ref, "CloneVM_Task", cloneArgs(disks, "new", {}, { powerOn: true }));
    expect(made(disks, task.result).powerState).toBe("poweredOn");
    expect(eventsOf(disks.world, task).slice(-3)).toEqual(["VmClonedEvent", "VmStartingEvent", "DrsVmPoweredOnEvent"]);
  });
});

describe("a clone that cannot be", () => {
  it("fails its task and says so in an event, and nothing is left of it", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const source = disks.vm("source");
    disks.vm("taken");
    const files = [...world.files.filesOn(disks.ds0.ref.value)].length;
    const task = await runTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "taken"));
    expect(outcome(task)).toBe("DuplicateName");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmBeingClonedEvent", "VmCloneFailedEvent"]);
    expect([...world.files.filesOn(disks.ds0.ref.value)]).toHaveLength(files);
  });

  it.each([["InvalidArgument" as const], ["NotSupported" as const]])("a new child without a snapshot is %s, as the settings say", async (fault) => {
    const disks = disksWorld({ childWithoutSnapshotFault: fault });
    const task = await runTask(disks.world, disks.vm("source").ref, "CloneVM_Task", cloneArgs(disks, "new", { diskMoveType: "createNewChildDiskBacking" }));
    expect(outcome(task)).toBe(fault);
  });

  it("a pool without a host is refused when DRS is off", async () => {
    const disks = disksWorld();
    disks.cluster.drs.enabled = false;
    const source = disks.vm("source");
    await expect(callMethod(disks.world, source.ref, "CloneVM_Task", cloneArgs(disks, "new", { pool: disks.cluster.resourcePool }))).rejects.toMatchObject({ type: "InvalidArgument" });
  });

  it("with DRS the host with the fewest VMs is taken, never one in maintenance", async () => {
    const disks = disksWorld();
    const source = disks.vm("source");
    disks.hosts[1].inMaintenanceMode = true;
    const task = await runTask(disks.world, source.ref, "CloneVM_Task", cloneArgs(disks, "new", { pool: disks.cluster.resourcePool }));
    expect(made(disks, task.result).host).toBe(disks.hosts[2].ref.value);
  });

  it("a move type that does not exist on the wire is refused, also the vendor's slip", async () => {
    const disks = disksWorld();
    const source = disks.vm("source");
    await expect(callMethod(disks.world, source.ref, "CloneVM_Task", cloneArgs(disks, "new", { diskMoveType: "createNewDeltaDiskBacking" }))).rejects.toMatchObject({ type: "InvalidArgument" });
  });

  it("is not possible on a host, nor are relocation and promotion", async () => {
    const disks = disksWorld();
    const source = disks.vm("source");
    await expect(callMethod(disks.world, source.ref, "CloneVM_Task", cloneArgs(disks, "new"), "host")).rejects.toMatchObject({ type: "NotSupported" });
    await expect(callMethod(disks.world, source.ref, "RelocateVM_Task", { spec: vim("VirtualMachineRelocateSpec") }, "host")).rejects.toMatchObject({ type: "NotSupported" });
    await expect(callMethod(disks.world, source.ref, "PromoteDisks_Task", { unlink: true }, "host")).rejects.toMatchObject({ type: "NotSupported" });
  });
});

describe("time", () => {
  it("a full clone takes as long as its bytes, a linked one almost none", async () => {
    const disks = disksWorld({ copyBytesPerSecond: GiB / 10, taskBaseMs: 100 });
    const { world } = disks;
    const source = disks.vm("source");
    const snapshot = disks.snapshot(source).ref;
    const full = await runTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "full"));
    const linked = await runTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "linked", { diskMoveType: "createNewChildDiskBacking" }, { snapshot }));
    expect((full.completeTime ?? 0) - (full.startTime ?? 0)).toBeGreaterThan(20_000);
    expect((linked.completeTime ?? 0) - (linked.startTime ?? 0)).toBeLessThan(200);
  });

  it("two changes of one VM at a time: the second is told TaskInProgress", async () => {
    const disks = disksWorld();
    const source = disks.vm("source");
    await startTask(disks.world, source.ref, "CreateSnapshot_Task", snapshotArgs);
    await expect(callMethod(disks.world, source.ref, "CreateSnapshot_Task", snapshotArgs)).rejects.toMatchObject({ type: "TaskInProgress" });
  });
});

describe("moving", () => {
  it("storage of a VM that is off: being relocated, relocated", async () => {
    const disks = disksWorld();
    const vm = disks.vm("vm");
    const task = await runTask(disks.world, vm.ref, "RelocateVM_Task", { spec: vim("VirtualMachineRelocateSpec", { datastore: disks.ds1.ref }) });
    expect(eventsOf(disks.world, task)).toEqual(["TaskEvent", "VmBeingRelocatedEvent", "VmRelocatedEvent"]);
    expect(chainOf(disks.world, vm)).toEqual(["[ds1] vm/vm.vmdk"]);
  });

  it("a running VM to another host: being hot-migrated, migrated", async () => {
    const disks = disksWorld();
    const vm = disks.vm("vm");
    await runTask(disks.world, vm.ref, "PowerOnVM_Task", { host: disks.hosts[0].ref });
    const task = await runTask(disks.world, vm.ref, "MigrateVM_Task", { host: disks.hosts[2].ref, priority: "defaultPriority" });
    expect(eventsOf(disks.world, task)).toEqual(["TaskEvent", "VmBeingHotMigratedEvent", "VmMigratedEvent"]);
    expect(vm.host).toBe(disks.hosts[2].ref.value);
  });

  it("to a host that does not see where the parents lie is refused", async () => {
    const disks = disksWorld();
    const { world, ds0, ds1, hosts } = disks;
    const source = disks.vm("source");
    const linked = disks.clone(source, "linked", { snapshot: disks.snapshot(source), datastore: ds1.ref.value, diskMoveType: "createNewChildDiskBacking" });
    hosts[2].datastores.delete(ds0.ref.value);
    const task = await runTask(world, linked.ref, "RelocateVM_Task", { spec: vim("VirtualMachineRelocateSpec", { host: hosts[2].ref }) });
    expect(outcome(task)).toBe("CannotAccessVmDisk");
    expect(eventsOf(world, task).at(-1)).toBe("VmFailedMigrateEvent");
    expect(linked.host).toBe(hosts[0].ref.value);
  });
});

describe("snapshots as tasks", () => {
  it("a revert is told by the only event an ordinary snapshot has, and power follows a snapshot with memory", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const vm = disks.vm("vm");
    await runTask(world, vm.ref, "PowerOnVM_Task");
    const taken = await runTask(world, vm.ref, "CreateSnapshot_Task", { ...snapshotArgs, memory: true });
    await runTask(world, vm.ref, "PowerOffVM_Task");
    const task = await runTask(world, taken.result as Ref, "RevertToSnapshot_Task");
    expect(vm.powerState).toBe("poweredOn");
    expect(task.descriptionId).toBe("vm.Snapshot.revert");
    expect(eventsOf(world, task)).toContain("com.vmware.vc.vm.VmStateRevertedToSnapshot");
    const again = await runTask(world, vm.ref, "RevertToCurrentSnapshot_Task", { suppressPowerOn: true });
    expect(outcome(again)).toBe("success");
    expect(vm.powerState).toBe("poweredOff");
  });

  it("reverting to a current snapshot that is not there is NotFound", async () => {
    const { world, vm } = disksWorld();
    expect(outcome(await runTask(world, vm("vm").ref, "RevertToCurrentSnapshot_Task"))).toBe("NotFound");
  });

  it("renaming needs a name or a description", async () => {
    const { world, vm, snapshot } = disksWorld();
    const taken = snapshot(vm("vm"));
    await expect(callMethod(world, taken.ref, "RenameSnapshot")).rejects.toMatchObject({ type: "InvalidArgument" });
    await callMethod(world, taken.ref, "RenameSnapshot", { name: "other" });
    expect([taken.name, taken.description]).toEqual(["other", ""]);
  });

  it("a snapshot that was removed is a managed object no longer", async () => {
    const { world, vm, snapshot } = disksWorld();
    const source = vm("vm");
    const taken = snapshot(source);
    await runTask(world, source.ref, "RemoveAllSnapshots_Task");
    await expect(callMethod(world, taken.ref, "RemoveSnapshot_Task", { removeChildren: false })).rejects.toMatchObject({ type: "ManagedObjectNotFound" });
  });

  it("removing the metadata alone leaves consolidation needed, which ConsolidateVMDisks mends", async () => {
    const { world, vm, snapshot } = disksWorld();
    const source = vm("vm");
    await runTask(world, snapshot(source).ref, "RemoveSnapshot_Task", { removeChildren: false, consolidate: false });
    expect([source.consolidationNeeded, chainOf(world, source).length]).toEqual([true, 2]);
    const estimate = await runTask(world, source.ref, "EstimateStorageForConsolidateSnapshots_Task");
    expect(outcome(estimate)).toBe("success");
    const task = await runTask(world, source.ref, "ConsolidateVMDisks_Task");
    expect([source.consolidationNeeded, chainOf(world, source).length]).toEqual([false, 1]);
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "com.vmware.vc.VmDiskConsolidatedEvent", "com.vmware.vc.VmDiskConsolidationNoLongerNeeded"]);
  });

  it("the nuisance of a locked file leaves consolidation needed after an ordinary removal", async () => {
    const { world, vm, snapshot } = disksWorld();
    const source = vm("vm");
    const taken = snapshot(source);
    world.nuisances.plan({ kind: "consolidation-needed" });
    await runTask(world, taken.ref, "RemoveSnapshot_Task", { removeChildren: false });
    expect([source.consolidationNeeded, source.snapshots.length, chainOf(world, source).length]).toEqual([true, 0, 2]);
  });
});

describe("registration", () => {
  it("a VM comes back with its snapshots and its place in the group after being unregistered", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const source = disks.vm("source");
    const linked = disks.clone(source, "linked", { snapshot: disks.snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    const chain = chainOf(world, source);
    await callMethod(world, source.ref, "UnregisterVM");
    expect(world.find("VirtualMachine", source.ref.value)).toBeUndefined();
    expect([...world.files.usersOf(fileOf(linked).parent!)]).toEqual([linked.ref.value]);
    const register = { path: "[ds0] source/source.vmx", asTemplate: false, pool: disks.cluster.resourcePool, host: disks.hosts[1].ref };
    const task = await runTask(world, disks.datacenter.vmFolder, "RegisterVM_Task", register);
    const back = made(disks, task.result);
    expect(back.ref).not.toEqual(source.ref);
    expect(chainOf(world, back)).toEqual(chain);
    expect(back.snapshots).toHaveLength(1);
    expect(world.snapshots.get(back.snapshots[0]?.ref.value ?? "")?.vm).toBe(back);
    expect(world.files.isShared(fileOf(linked).parent!)).toBe(true);
    expect(outcome(await runTask(world, disks.datacenter.vmFolder, "RegisterVM_Task", register))).toBe("AlreadyExists");
    expect(outcome(await runTask(world, disks.datacenter.vmFolder, "RegisterVM_Task", { ...register, path: "[ds0] none/none.vmx" }))).toBe("NotFound");
  });

  it("a running VM is neither unregistered nor destroyed nor made a template", async () => {
    const { world, vm } = disksWorld();
    const running = vm("vm");
    await runTask(world, running.ref, "PowerOnVM_Task");
    await expect(callMethod(world, running.ref, "UnregisterVM")).rejects.toMatchObject({ type: "InvalidPowerState" });
    await expect(callMethod(world, running.ref, "MarkAsTemplate")).rejects.toMatchObject({ type: "InvalidPowerState" });
    expect(outcome(await runTask(world, running.ref, "Destroy_Task"))).toBe("InvalidPowerState");
  });

  it("a template has no pool, and a pool makes it a VM again", async () => {
    const { world, vm, cluster } = disksWorld();
    const one = vm("vm");
    await callMethod(world, one.ref, "MarkAsTemplate");
    expect([one.template, one.resourcePool]).toEqual([true, undefined]);
    await callMethod(world, one.ref, "MarkAsVirtualMachine", { pool: cluster.resourcePool });
    expect([one.template, one.resourcePool]).toEqual([false, cluster.resourcePool.value]);
  });
});

describe("CreateVM", () => {
  it("as clients send it: a controller with a negative key, a disk on it, a card", async () => {
    const disks = disksWorld();
    const { world, network } = disks;
    const config = vim("VirtualMachineConfigSpec", {
      name: "new", guestId: "otherGuest", numCPUs: 2, memoryMB: 512, files: vim("VirtualMachineFileInfo", { vmPathName: "[ds0]" }),
      deviceChange: [
        vim("VirtualDeviceConfigSpec", { operation: "add", device: vim("VirtualLsiLogicController", { key: -101, busNumber: 0, sharedBus: "noSharing" }) }),
        vim("VirtualDeviceConfigSpec", {
          operation: "add", fileOperation: "create",
          device: vim("VirtualDisk", { key: -102, controllerKey: -101, unitNumber: -1, capacityInKB: 1024 ** 2, backing: vim("VirtualDiskFlatVer2BackingInfo", { fileName: "", diskMode: "persistent", thinProvisioned: true }) }),
        }),
        vim("VirtualDeviceConfigSpec", { operation: "add", device: vim("VirtualE1000", { key: -103, backing: vim("VirtualEthernetCardNetworkBackingInfo", { deviceName: "VM Network", network: network.ref }) }) }),
      ],
    });
    const task = await runTask(world, disks.datacenter.vmFolder, "CreateVM_Task", { config, pool: disks.cluster.resourcePool });
    expect(outcome(task)).toBe("success");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmBeingCreatedEvent", "VmInstanceUuidAssignedEvent", "VmUuidAssignedEvent", "VmMacAssignedEvent", "VmCreatedEvent"]);
    const vm = made(disks, task.result);
    expect(vm.disks).toMatchObject([{ key: 2000, controllerKey: 1000, unitNumber: 0, label: "Hard disk 1" }]);
    expect(chainOf(world, vm)).toEqual(["[ds0] new/new.vmdk"]);
    expect(vm.devices.get(4000)).toMatchObject({ $type: "VirtualE1000", addressType: "assigned" });
    expect([...vm.networks]).toEqual([network.ref.value]);
    expect(vm.config).toMatchObject({ guestId: "otherGuest", guestFullName: "Other (32-bit)", numCpu: 2, memoryMiB: 512 });
  });

  it("without a path for its files is refused", async () => {
    const disks = disksWorld();
    const args = { config: vim("VirtualMachineConfigSpec", { name: "new" }), pool: disks.cluster.resourcePool };
    await expect(callMethod(disks.world, disks.datacenter.vmFolder, "CreateVM_Task", args)).rejects.toMatchObject({ type: "InvalidVmConfig" });
  });

  it("takes the next directory when one of its name is there, for instance of a deleted VM whose base is still shared", async () => {
    const disks = disksWorld();
    const source = disks.vm("name", { disks: [thinDisk()] });
    disks.clone(source, "linked", { snapshot: disks.snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    await runTask(disks.world, source.ref, "Destroy_Task");
    expect(disks.vm("name").home.directory).toBe("name_1");
  });
});

it("renaming a VM leaves its files' names, and a slash in a name is escaped", async () => {
  const { world, vm } = disksWorld();
  const one = vm("old");
  const task = await runTask(world, one.ref, "Rename_Task", { newName: "a/b" });
  expect(one.name).toBe("a%2fb");
  expect(chainOf(world, one)).toEqual(["[ds0] old/old.vmdk"]);
  expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmRenamedEvent"]);
});

it("a name is taken or free as the folder's children have it, however they came and were renamed", async () => {
  const disks = disksWorld();
  const { world, datacenter } = disks;
  const folder = world.the("Folder", datacenter.vmFolder.value);
  const inner = addFolder(world, folder, "inner");
  const one = disks.vm("one");
  await runTask(world, inner.ref, "MoveIntoFolder_Task", { list: [one.ref] });
  const two = disks.vm("one");
  await runTask(world, one.ref, "Rename_Task", { newName: "other" });
  await runTask(world, inner.ref, "MoveIntoFolder_Task", { list: [two.ref] });
  expect(outcome(await runTask(world, two.ref, "Rename_Task", { newName: "other" }))).toBe("DuplicateName");
  await runTask(world, inner.ref, "Rename_Task", { newName: "third" });
  expect(faultOf(() => disks.vm("third"))).toBe("DuplicateName");
  expect(disks.vm("inner").name).toBe("inner");
});
