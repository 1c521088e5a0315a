/** CloneVM as clients call it: what the task ends in, which events it leaves, where the clone comes to be, and what is refused. */
import { describe, expect, it } from "vitest";
import { vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import { callMethod, cloneArgs, eventsOf, made, outcome, runTask, snapshotArgs, startTask } from "./support/calls.js";
import { chainOf, disksWorld, fileOf, GiB } from "./support/disks-world.js";

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

  it("a clone that is told to start, and where, starts there although DRS would choose another host", async () => {
    const disks = disksWorld();
    const { world } = disks;
    for (const host of [...world.all("HostSystem")].slice(0, 2)) {
      const task = await runTask(world, disks.vm(`source of ${host.name}`).ref, "CloneVM_Task", cloneArgs(disks, `on ${host.name}`, { host: host.ref }, { powerOn: true }));
      expect(made(disks, task.result).host).toBe(host.ref.value);
      expect(eventsOf(world, task).at(-1)).toBe("VmPoweredOnEvent");
    }
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

  it.each(["source", "snapshot"] as const)("whose %s has gone while it was copied fails, and nothing is left of it", async (gone) => {
    const disks = disksWorld({ copyBytesPerSecond: GiB / 10 });
    const { world } = disks;
    const source = disks.vm("source");
    const snapshot = disks.snapshot(source);
    const task = await startTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "new", {}, { snapshot: snapshot.ref }));
    world.clock.advance(1_000);
    await (gone === "source" ? runTask(world, source.ref, "Destroy_Task") : runTask(world, snapshot.ref, "RemoveSnapshot_Task", { removeChildren: false }));
    world.clock.advance(100_000);
    expect(outcome(task)).toBe("ManagedObjectNotFound");
    expect([...world.all("VirtualMachine")].map(({ name }) => name)).toEqual(gone === "source" ? [] : ["source"]);
    expect(world.defects).toEqual([]);
  });

  it("of a source that has lost a file is told which", async () => {
    const disks = disksWorld();
    const { world } = disks;
    const source = disks.vm("source");
    disks.snapshot(source);
    world.files.remove(fileOf(source).parent!);
    expect(outcome(await runTask(world, source.ref, "CloneVM_Task", cloneArgs(disks, "new")))).toBe("FileNotFound");
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
