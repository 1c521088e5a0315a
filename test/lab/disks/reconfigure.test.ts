/** ReconfigVM and everything but disks (vim-facts 7.3): other devices, fields, versions, events. */
import { describe, expect, it } from "vitest";
import { reconfigureVm } from "../../../src/lab/disks/reconfigure-vm.js";
import { changeVersionOf } from "../../../src/lab/properties/vm-config.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { typed, vim, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { eventsOf, runTask } from "./support/calls.js";
import { disksWorld, faultOf } from "./support/disks-world.js";

type Fields = Record<string, VimValue>;

const change = (operation: string, device: VimObject, fileOperation?: string) => vim("VirtualDeviceConfigSpec", { operation, fileOperation, device });
const flat = (fields: Fields) => vim("VirtualDiskFlatVer2BackingInfo", { fileName: "", diskMode: "persistent", ...fields });
const disk = (key: number, backing?: Fields, more: Fields = {}) =>
  vim("VirtualDisk", { key, capacityInKB: 1024 ** 2, controllerKey: 1000, unitNumber: -1, backing: backing && flat(backing), ...more });

describe("other devices and fields", () => {
  it("a card gets a real key, a MAC address of its own and its network", () => {
    const { world, vm, network } = disksWorld();
    const one = vm("vm");
    const card = vim("VirtualE1000", { key: -7, backing: vim("VirtualEthernetCardNetworkBackingInfo", { deviceName: "VM Network", network: network.ref }) });
    reconfigureVm(world, one, { deviceChange: [change("add", card)] });
    expect(one.devices.get(4001)).toMatchObject({ deviceInfo: { label: "Network adapter 2" }, addressType: "assigned" });
    expect(one.devices.get(4001)?.["macAddress"]).not.toBe(one.devices.get(4000)?.["macAddress"]);
    reconfigureVm(world, one, { deviceChange: [change("remove", vim("VirtualE1000", { key: 4001 })), change("remove", vim("VirtualE1000", { key: 4000 }))] });
    expect(one.networks.size).toBe(0);
  });

  it("a controller with a disk on it stays", () => {
    const { world, vm } = disksWorld();
    expect(faultOf(() => { reconfigureVm(world, vm("vm"), { deviceChange: [change("remove", vim("ParaVirtualSCSIController", { key: 1000 }))] }); })).toBe("InvalidDeviceOperation");
  });

  it("fields take effect, extraConfig keys go with an empty value, managedBy with an empty key", () => {
    const { world, vm } = disksWorld();
    const one = vm("vm");
    const option = (key: string, value: VimValue) => vim("OptionValue", { key, value });
    const managedBy = (extensionKey: string) => vim("ManagedByInfo", { extensionKey, type: "desktop" });
    reconfigureVm(world, one, { numCPUs: 4, memoryMB: 2048, annotation: "note", managedBy: managedBy("com.example"), extraConfig: [option("a", "1"), option("b", typed("string", "2"))] });
    expect(one.config).toMatchObject({ numCpu: 4, memoryMiB: 2048, annotation: "note", managedBy: { extensionKey: "com.example", type: "desktop" } });
    reconfigureVm(world, one, { managedBy: managedBy(""), extraConfig: [option("a", "")] });
    expect([one.config.managedBy, [...one.config.extraConfig]]).toEqual([undefined, [["b", "2"]]]);
  });

  it("a stale changeVersion is ConcurrentAccess, the present one is not", () => {
    const { world, vm } = disksWorld();
    const one = vm("vm");
    const changeVersion = changeVersionOf(one);
    reconfigureVm(world, one, { changeVersion, annotation: "first" });
    expect(faultOf(() => { reconfigureVm(world, one, { changeVersion, annotation: "second" }); })).toBe("ConcurrentAccess");
  });

  it("all of it takes effect or nothing: a name that is taken stops the disk", () => {
    const { world, vm } = disksWorld();
    const one = vm("one");
    vm("two");
    expect(faultOf(() => { reconfigureVm(world, one, { name: "two", annotation: "x", deviceChange: [change("add", disk(-1, {}), "create")] }); })).toBe("DuplicateName");
    expect([one.name, one.config.annotation, one.disks.length]).toEqual(["one", "", 1]);
  });

  it("processors and memory of a running VM are not plugged", () => {
    const { world, vm } = disksWorld();
    const one = vm("one");
    setPower(world, one, "poweredOn");
    expect([faultOf(() => { reconfigureVm(world, one, { numCPUs: 8 }); }), faultOf(() => { reconfigureVm(world, one, { memoryMB: 8192 }); })]).toEqual(["CpuHotPlugNotSupported", "MemoryHotPlugNotSupported"]);
  });

  it("the event carries the spec, and a new name has its own event", async () => {
    const { world, vm } = disksWorld();
    const one = vm("one");
    const spec = vim("VirtualMachineConfigSpec", { name: "other" });
    const task = await runTask(world, one.ref, "ReconfigVM_Task", { spec });
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "VmReconfiguredEvent", "VmRenamedEvent"]);
    expect(world.events.all().find(({ $type }) => $type === "VmReconfiguredEvent")?.["configSpec"]).toEqual(spec);
  });
});
