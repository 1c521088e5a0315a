/** ReconfigVM and disks (vim-facts 7.3): attached, made, put over others, detached, destroyed and grown; what is refused, with place and index. */
import { describe, expect, it } from "vitest";
import { reconfigureVm } from "../../../src/lab/disks/reconfigure-vm.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { vim, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { caught, chainOf, disksOn, disksWorld, faultOf, fileOf, GiB, thinDisk } from "./support/disks-world.js";

type Fields = Record<string, VimValue>;

const change = (operation: string, device: VimObject, fileOperation?: string) => vim("VirtualDeviceConfigSpec", { operation, fileOperation, device });
const flat = (fields: Fields) => vim("VirtualDiskFlatVer2BackingInfo", { fileName: "", diskMode: "persistent", ...fields });
const disk = (key: number, backing?: Fields, more: Fields = {}) =>
  vim("VirtualDisk", { key, capacityInKB: 1024 ** 2, controllerKey: 1000, unitNumber: -1, backing: backing && flat(backing), ...more });

describe("disks", () => {
  it("a new one takes the next free unit and name; unit 7 is the controller's own", () => {
    const { world, vm } = disksWorld();
    const one = vm("vm");
    for (let number = 0; number < 8; number++) reconfigureVm(world, one, { deviceChange: [change("add", disk(-1, { thinProvisioned: true }), "create")] });
    expect(one.disks.map(({ key }) => key)).toEqual([2000, 2001, 2002, 2003, 2004, 2005, 2006, 2008, 2009]);
    expect(one.disks.at(-1)?.label).toBe("Hard disk 9");
    expect(chainOf(world, one, 8)).toEqual(["[ds0] vm/vm_8.vmdk"]);
  });

  it("the vendor's example puts a delta over the VM's own disk: remove, then add with the disk as parent, in one list", () => {
    const { world, vm } = disksWorld();
    const one = vm("vm");
    const own = disk(2000, { fileName: "[ds0]", parent: flat({ fileName: "[ds0] vm/vm.vmdk" }) }, { unitNumber: 0 });
    reconfigureVm(world, one, { deviceChange: [change("remove", disk(2000)), change("add", own, "create")] });
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm_1.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(one.disks).toMatchObject([{ key: 2000, unitNumber: 0 }]);
    expect(fileOf(one).disk?.capacityBytes).toBe(10 * GiB);
  });

  it("a delta can stand on another VM's disk while that one does not run", () => {
    const { world, vm } = disksWorld();
    const [base, one] = [vm("base"), vm("one")];
    const over = () => { reconfigureVm(world, one, { deviceChange: [change("add", disk(-1, { fileName: "[ds0]", parent: flat({ fileName: "[ds0] base/base.vmdk" }) }), "create")] }); };
    setPower(world, base, "poweredOn");
    expect(faultOf(over)).toBe("FileLocked");
    setPower(world, base, "poweredOff");
    over();
    expect(chainOf(world, one, 1)).toEqual(["[ds0] one/one_1.vmdk", "[ds0] base/base.vmdk"]);
    expect(world.files.isShared(fileOf(base))).toBe(true);
  });

  it("a parent that does not exist is told with its property and its index in the list", () => {
    const { world, vm } = disksWorld();
    const one = vm("one");
    const spec = { deviceChange: [change("add", disk(-1, {}), "create"), change("add", disk(-2, { parent: flat({ fileName: "[ds0] none/none.vmdk" }) }), "create")] };
    expect(caught(() => { reconfigureVm(world, one, spec); })).toMatchObject({ type: "InvalidDeviceSpec", fields: { property: "virtualDeviceSpec.device.backing.parent.fileName", deviceIndex: 1 } });
    expect(one.disks).toHaveLength(1);
  });

  it("detaching keeps the file, which another VM can attach; two writers are refused", () => {
    const { world, vm, ds0 } = disksWorld();
    const [one, two] = [vm("one", { disks: [thinDisk(), thinDisk()] }), vm("two")];
    const attach = () => { reconfigureVm(world, two, { deviceChange: [change("add", disk(-1, { fileName: "[ds0] one/one_1.vmdk" }))] }); };
    expect(faultOf(attach)).toBe("FileLocked");
    reconfigureVm(world, one, { deviceChange: [change("remove", disk(2001))] });
    expect(disksOn(world, ds0)).toContain("one/one_1.vmdk");
    attach();
    expect(chainOf(world, two, 1)).toEqual(["[ds0] one/one_1.vmdk"]);
    expect(faultOf(() => { reconfigureVm(world, two, { deviceChange: [change("add", disk(-1, { fileName: "[ds0] none.vmdk" }))] }); })).toBe("FileNotFound");
  });

  it("a disk all of whose owners say multi-writer has several", () => {
    const { world, vm } = disksWorld();
    const [, two] = [vm("one", { disks: [thinDisk({ sharing: "sharingMultiWriter" })] }), vm("two")];
    const attach = (sharing: string) => { reconfigureVm(world, two, { deviceChange: [change("add", disk(-1, { fileName: "[ds0] one/one.vmdk", sharing }))] }); };
    expect(faultOf(() => { attach("sharingNone"); })).toBe("FileLocked");
    attach("sharingMultiWriter");
    expect(world.files.isShared(fileOf(two, 1))).toBe(true);
  });

  it("what a snapshot pins cannot be detached, but destroyed: the snapshot keeps its level", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm", { disks: [thinDisk(), thinDisk()] });
    snapshot(one);
    expect(caught(() => { reconfigureVm(world, one, { deviceChange: [change("remove", disk(2001))] }); })).toMatchObject({ type: "InvalidDeviceOperation", fields: { badOp: "remove", deviceIndex: 0 } });
    reconfigureVm(world, one, { deviceChange: [change("remove", disk(2001), "destroy")] });
    expect(disksOn(world, ds0)).toEqual(["vm/vm-000001.vmdk", "vm/vm.vmdk", "vm/vm_1.vmdk"]);
  });

  it("destroying a linked clone's disk leaves the shared base", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    reconfigureVm(world, one, { deviceChange: [change("remove", disk(2000), "destroy")] });
    expect(disksOn(world, ds0)).toEqual(["source/source-000001.vmdk", "source/source.vmdk"]);
  });

  it("grows, but not with a parent and never back", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm", { disks: [{ capacityBytes: GiB }] });
    const resize = (capacityInKB: number) => { reconfigureVm(world, one, { deviceChange: [change("edit", disk(2000, undefined, { capacityInKB }))] }); };
    resize(2 * 1024 ** 2);
    expect([fileOf(one).disk?.capacityBytes, fileOf(one).sizeBytes]).toEqual([2 * GiB, 2 * GiB]);
    expect(faultOf(() => { resize(1024 ** 2); })).toBe("InvalidDeviceSpec");
    snapshot(one);
    expect(faultOf(() => { resize(3 * 1024 ** 2); })).toBe("InvalidDeviceOperation");
  });

  it("on a unit that is taken, or a controller that is not there, are refused", () => {
    const { world, vm } = disksWorld();
    const one = vm("vm");
    const add = (more: Fields) => caught(() => { reconfigureVm(world, one, { deviceChange: [change("add", disk(-1, {}, more), "create")] }); });
    expect(add({ unitNumber: 0 })).toMatchObject({ fields: { property: "virtualDeviceSpec.device.unitNumber" } });
    expect(add({ unitNumber: 7 })).toMatchObject({ fields: { property: "virtualDeviceSpec.device.unitNumber" } });
    expect(add({ controllerKey: 1009 })).toMatchObject({ type: "InvalidController", fields: { controllerKey: 1009, deviceIndex: 0 } });
  });

  it("of a template are not reconfigured: NotSupported", () => {
    const { world, vm } = disksWorld();
    const template = vm("template", { template: true });
    expect(faultOf(() => { reconfigureVm(world, template, { deviceChange: [change("add", disk(-1, {}), "create")] }); })).toBe("NotSupported");
    reconfigureVm(world, template, { annotation: "still possible" });
    expect(template.config.annotation).toBe("still possible");
  });
});
