/** Whatever an operation changes is told: a client that only follows updates knows what one that reads everything knows. */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { cloneVm } from "../../../src/lab/disks/clone-vm.js";
import { createVm } from "../../../src/lab/disks/create-vm.js";
import { destroyVm, unregisterVm } from "../../../src/lab/disks/destroy-vm.js";
import { markAsTemplate } from "../../../src/lab/disks/mark-template.js";
import { promoteDisks } from "../../../src/lab/disks/promote-disks.js";
import { relocateVm } from "../../../src/lab/disks/relocate-vm.js";
import { removeAllSnapshots, removeSnapshot } from "../../../src/lab/disks/remove-snapshot.js";
import { renameVm } from "../../../src/lab/disks/rename-vm.js";
import { revertToSnapshot } from "../../../src/lab/disks/revert-to-snapshot.js";
import { takeSnapshot } from "../../../src/lab/disks/take-snapshot.js";
import { failHost, returnHost } from "../../../src/lab/ha/fail-host.js";
import { setHostState } from "../../../src/lab/hosts/set-host-state.js";
import { addDatastore } from "../../../src/lab/inventory/add-datastore.js";
import { addFolder } from "../../../src/lab/inventory/add-folder.js";
import { addHost } from "../../../src/lab/inventory/add-host.js";
import { addNetwork } from "../../../src/lab/inventory/add-network.js";
import { addResourcePool } from "../../../src/lab/inventory/add-resource-pool.js";
import { unmountDatastore } from "../../../src/lab/inventory/mount-datastore.js";
import { moveIntoFolder } from "../../../src/lab/inventory/move-into-folder.js";
import { renameEntity } from "../../../src/lab/inventory/rename-entity.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

const GiB = 1024 ** 3;
const snapshot = { name: "new", description: "", memory: false, quiesce: false };
const removal = { consolidate: true, via: "vcenter" } as const;
const clone = (world: SmallWorld) => ({ name: "twin", folder: world.vmFolder.ref, resourcePool: world.pool.ref, host: world.hosts[0].ref, template: false });

type Work = (world: SmallWorld) => unknown;

const operations: Readonly<Record<string, Work>> = {
  "creating a VM": (w) => createVm(w.world, { ...clone(w), datastore: w.ds0.ref.value, disks: [{ capacityBytes: GiB }], networks: [w.network.ref] }),
  "taking a snapshot of a plain VM": (w) => takeSnapshot(w.world, w.plain, snapshot),
  "taking a snapshot of a linked clone": (w) => takeSnapshot(w.world, w.clone, snapshot),
  "taking one more snapshot": (w) => takeSnapshot(w.world, w.chained, snapshot),
  "removing a snapshot in the middle": (w) => { for (const first of w.chained.snapshots) removeSnapshot(w.world, w.chained, first, { ...removal, removeChildren: false }); },
  "removing all snapshots": (w) => { removeAllSnapshots(w.world, w.chained, removal); },
  "reverting to a snapshot": (w) => { for (const first of w.chained.snapshots) revertToSnapshot(w.world, w.chained, first, false); },
  "cloning from a snapshot": (w) => w.chained.snapshots.map((first) => cloneVm(w.world, w.chained, { ...clone(w), snapshot: first, diskMoveType: "createNewChildDiskBacking" })),
  "cloning the current point": (w) => cloneVm(w.world, w.clone, { ...clone(w), diskMoveType: "moveChildMostDiskBacking", datastore: w.ds1.ref.value }),
  "cloning in full": (w) => cloneVm(w.world, w.clone, clone(w)),
  "relocating the leaf": (w) => { relocateVm(w.world, w.clone, { diskMoveType: "moveChildMostDiskBacking", datastore: w.ds1.ref.value }); },
  "relocating everything": (w) => { relocateVm(w.world, w.chained, { datastore: w.ds1.ref.value }); },
  "promoting with unlink": (w) => { promoteDisks(w.world, w.clone, { unlink: true, diskKeys: [] }); },
  "adding a delta disk": (w) => { addDelta(w.world, w.plain, 2000); },
  "destroying the owner of a base": (w) => { destroyVm(w.world, w.chained, "vcenter"); },
  "destroying a linked clone": (w) => { destroyVm(w.world, w.clone, "vcenter"); },
  "unregistering": (w) => { unregisterVm(w.world, w.clone); },
  "marking as a template": (w) => { markAsTemplate(w.world, w.plain); },
  "renaming a VM": (w) => { renameVm(w.world, w.plain, "other"); },
  "powering on": (w) => { setPower(w.world, w.plain, "poweredOn"); },
  "moving to another host": (w) => { w.world.placeVm(w.plain, w.hosts[3].ref.value, w.pool.ref.value); },
  "failing a host": (w) => { failHost(w.world, w.hosts[0]); },
  "failing a host and its return": (w) => { failHost(w.world, w.hosts[0]); returnHost(w.world, w.hosts[0]); },
  "maintenance": (w) => { setHostState(w.world, w.hosts[0], { inMaintenanceMode: true }); },
  "adding a host": (w) => addHost(w.world, w.cluster, { name: "h9", version: "8.0.3", datastores: [w.ds0], networks: [w.network] }),
  "adding a datastore": (w) => addDatastore(w.world, w.datacenter, { name: "ds9", kind: "NFS", capacityBytes: GiB, hosts: w.hosts }),
  "unmounting a datastore": (w) => { unmountDatastore(w.world, w.ds1, w.hosts[0]); },
  "adding a network": (w) => addNetwork(w.world, w.datacenter, { name: "n9", hosts: w.hosts }),
  "adding a resource pool": (w) => addResourcePool(w.world, w.pool, "part"),
  "adding a folder and moving a VM into it": (w) => { moveIntoFolder(w.world, addFolder(w.world, w.vmFolder, "inner"), [w.plain]); },
  "renaming a cluster": (w) => { renameEntity(w.world, w.cluster, "C9"); },
  "renaming a network": (w) => { renameEntity(w.world, w.network, "N9"); },
  "renaming a datastore": (w) => { renameEntity(w.world, w.ds0, "gold"); },
};

describe("everything that changes is told when", () => {
  it.each(Object.entries(operations))("%s", (_title, work) => {
    const small = smallWorld();
    expect(untoldChanges(small.world, () => { work(small); })).toEqual([]);
  });
});

it("what nobody was told is found", () => {
  const small = smallWorld();
  expect(untoldChanges(small.world, () => { small.plain.config.numCpu = 8; })).toEqual([
    "vm-15 config.hardware.numCPU", "vm-15 config.cpuAllocation.shares.shares", "vm-15 resourceConfig.cpuAllocation.shares.shares", "vm-15 summary.config.numCpu",
  ]);
});
