/** What vCenter does not prevent because it knows sharing only among VMs of its inventory (vim-facts 6.6, 10.2): each hazard can be had, and only so. */
import { expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { chainBreak } from "../../../src/lab/disks/chain-break.js";
import { destroyVm, unregisterVm } from "../../../src/lab/disks/destroy-vm.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { registerVm } from "../../../src/lab/disks/register-vm.js";
import { relocateVm } from "../../../src/lab/disks/relocate-vm.js";
import { removeSnapshot } from "../../../src/lab/disks/remove-snapshot.js";
import { checkPowerOn } from "../../../src/lab/power/check-power-on.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { chainOf, disksOn, disksWorld, faultOf, fileOf, MiB, type DisksWorld } from "./support/disks-world.js";

const merged = { removeChildren: false, consolidate: true, via: "vcenter" } as const;

/** A source with a snapshot, and a linked clone of it that is registered nowhere. */
function withForeignChild(disks: DisksWorld) {
  const source = disks.vm("source");
  const snapshot = disks.snapshot(source);
  const child = disks.clone(source, "child", { snapshot, diskMoveType: "createNewChildDiskBacking" });
  unregisterVm(disks.world, child);
  return { source, snapshot, child };
}

function comeBack({ world, datacenter, cluster, hosts, ds0 }: DisksWorld, vm: VmState): VmState {
  return registerVm(world, { datastore: ds0.ref.value, path: `${vm.home.directory}/${vm.name}.vmx`, folder: datacenter.vmFolder, host: hosts[0].ref, resourcePool: cluster.resourcePool, template: false });
}

it("destroying a VM deletes the base that only an unregistered child needs", () => {
  const disks = disksWorld();
  const { source, child } = withForeignChild(disks);
  destroyVm(disks.world, source, "vcenter");
  expect(disksOn(disks.world, disks.ds0)).toEqual(["child/child.vmdk"]);
  const back = comeBack(disks, child);
  expect(chainOf(disks.world, back)).toEqual(["[ds0] child/child.vmdk", "missing [ds0] source/source.vmdk"]);
  expect(chainBreak(disks.world, fileOf(back))?.why).toBe("missing");
  expect(faultOf(() => { checkPowerOn(disks.world, back, disks.hosts[0]); })).toBe("FileNotFound");
});

it("removing the snapshot writes into the base below an unregistered child, whose chain no longer fits", () => {
  const disks = disksWorld();
  const { source, snapshot, child } = withForeignChild(disks);
  growDisk(disks.world, source, 2000, 10 * MiB);
  removeSnapshot(disks.world, source, snapshot, merged);
  expect(chainOf(disks.world, source)).toEqual(["[ds0] source/source.vmdk"]);
  const back = comeBack(disks, child);
  expect(chainBreak(disks.world, fileOf(back))).toMatchObject({ why: "modified" });
  expect(faultOf(() => { checkPowerOn(disks.world, back, disks.hosts[0]); })).toBe("GenericVmConfigFault");
});

it("a registered child keeps both from happening", () => {
  const disks = disksWorld();
  const source = disks.vm("source");
  const snapshot = disks.snapshot(source);
  const child = disks.clone(source, "child", { snapshot, diskMoveType: "createNewChildDiskBacking" });
  removeSnapshot(disks.world, source, snapshot, merged);
  destroyVm(disks.world, source, "vcenter");
  expect(chainBreak(disks.world, fileOf(child))).toBeUndefined();
});

it("moving the source away leaves an unregistered child without its base", () => {
  const disks = disksWorld();
  const { source, child } = withForeignChild(disks);
  relocateVm(disks.world, source, { datastore: disks.ds1.ref.value });
  expect(chainBreak(disks.world, fileOf(comeBack(disks, child)))?.why).toBe("missing");
});

it("destroying the clone of a delta-on-source VM keeps the original's base; destroying both deletes everything", () => {
  const disks = disksWorld();
  const { world, vm, clone, ds0 } = disks;
  const source = vm("source");
  addDelta(world, source, 2000);
  const copy = clone(source, "copy", { diskMoveType: "moveChildMostDiskBacking" });
  destroyVm(world, copy, "vcenter");
  expect(chainBreak(world, fileOf(source))).toBeUndefined();
  destroyVm(world, source, "vcenter");
  expect(disksOn(world, ds0)).toEqual([]);
});

it("a VM whose source is gone is the last user of the base and folds into it, in the directory of the gone one", () => {
  const disks = disksWorld();
  const { world, vm, clone, snapshot } = disks;
  const source = vm("source");
  const child = clone(source, "child", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
  destroyVm(world, source, "vcenter");
  removeSnapshot(world, child, snapshot(child), merged);
  expect(chainOf(world, child)).toEqual(["[ds0] source/source.vmdk"]);
});
