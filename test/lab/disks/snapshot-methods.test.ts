/** Snapshots, moves and names as clients call them: tasks, the few events there are, faults. */
import { describe, expect, it } from "vitest";
import { addFolder } from "../../../src/lab/inventory/add-folder.js";
import { vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import { callMethod, eventsOf, outcome, runTask, snapshotArgs } from "./support/calls.js";
import { chainOf, disksWorld, faultOf } from "./support/disks-world.js";

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

  it("a running VM to one host more than may have the shared base open is refused", async () => {
    const disks = disksWorld({ vmfsHostLimit: 2 });
    const { world, hosts } = disks;
    const source = disks.vm("source");
    const snapshot = disks.snapshot(source);
    const [a, b] = ["a", "b"].map((name) => disks.clone(source, name, { snapshot, diskMoveType: "createNewChildDiskBacking" }));
    await runTask(world, source.ref, "PowerOnVM_Task", { host: hosts[0].ref });
    await runTask(world, a!.ref, "PowerOnVM_Task", { host: hosts[1].ref });
    await runTask(world, b!.ref, "PowerOnVM_Task", { host: hosts[1].ref });
    const task = await runTask(world, b!.ref, "MigrateVM_Task", { host: hosts[2].ref, priority: "defaultPriority" });
    expect(outcome(task)).toBe("FileLocked");
    expect(b!.host).toBe(hosts[1].ref.value);
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
