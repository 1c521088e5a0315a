/** VMs created, registered, marked and taken out of the inventory as clients call it. */
import { describe, expect, it } from "vitest";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { vim } from "../../../src/lab/wire/vim-value.js";
import { mistakesInField } from "../support/check-value.js";
import { callMethod, eventsOf, made, outcome, runTask } from "./support/calls.js";
import { chainOf, disksWorld, fileOf, GiB, thinDisk } from "./support/disks-world.js";

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
  it("every VM made or cloned shows a configuration that fits the schema, and shares the devices all have alike", () => {
    const disks = disksWorld();
    const source = disks.vm("source", { disks: [thinDisk(), { capacityBytes: GiB, format: "rdm", lunUuid: "02000000006", compatibilityMode: "virtualMode" }] });
    const linked = disks.clone(source, "linked", { snapshot: disks.snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    for (const vm of [source, linked]) {
      for (const name of ["config", "layout", "layoutEx", "storage", "summary", "runtime"]) {
        expect(mistakesInField(propertyOf(disks.world, undefined, vm.ref, name), vimSchema().fieldsOf("VirtualMachine").get(name)!, name)).toEqual([]);
      }
    }
    expect(linked.devices.get(500)).toBe(source.devices.get(500));
    expect([...source.devices.keys()].sort((a, b) => a - b)).toEqual([100, 200, 201, 300, 400, 500, 600, 700, 1000, 4000, 12_000]);
  });

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
