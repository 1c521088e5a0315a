/** The vendor's technical note on linked virtual machines (EN-000248-01), statement by statement. */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { destroyVm } from "../../../src/lab/disks/destroy-vm.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { promoteDisks } from "../../../src/lab/disks/promote-disks.js";
import { relocateVm } from "../../../src/lab/disks/relocate-vm.js";
import { removeSnapshot } from "../../../src/lab/disks/remove-snapshot.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { chainOf, disksOn, disksWorld, fileOf, GiB, MiB, pinnedChain, thinDisk } from "./support/disks-world.js";

const viaVcenter = { removeChildren: false, consolidate: true, via: "vcenter" } as const;
const viaHost = { removeChildren: false, consolidate: true, via: "host" } as const;

describe("creating a linked virtual machine", () => {
  it("from a snapshot: the snapshot makes the current disk read-only and adds a delta over it", () => {
    const { world, vm, snapshot } = disksWorld();
    const source = vm("source");
    const taken = snapshot(source);
    expect(chainOf(world, source)).toEqual(["[ds0] source/source-000001.vmdk", "[ds0] source/source.vmdk"]);
    expect(pinnedChain(world, taken)).toEqual(["[ds0] source/source.vmdk"]);
    const base = fileOf(source).parent;
    const before = base?.disk?.contentId;
    growDisk(world, source, 2000, GiB);
    expect(base?.disk?.contentId).toBe(before);
  });

  it("from a snapshot: the clone has the same base disk as the original and a new delta of its own", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const taken = snapshot(source);
    const before = chainOf(world, source);
    const linked = clone(source, "linked", { snapshot: taken, diskMoveType: "createNewChildDiskBacking" });
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    expect(fileOf(linked).parent).toBe(fileOf(source).parent);
    expect(fileOf(linked).sizeBytes).toBeLessThan(2 * MiB);
    expect(chainOf(world, source)).toEqual(before);
    expect(linked.snapshots).toEqual([]);
  });

  it("from the current running point: only the leaf is copied, the base is the same, and no snapshot is needed", () => {
    const { world, vm, clone } = disksWorld();
    const source = vm("source");
    addDelta(world, source, 2000);
    growDisk(world, source, 2000, 100 * MiB);
    setPower(world, source, "poweredOn");
    const linked = clone(source, "linked", { diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    expect(fileOf(linked).sizeBytes).toBe(fileOf(source).sizeBytes);
    expect(fileOf(linked).disk?.contentId).toBe(fileOf(source).disk?.contentId);
    expect(chainOf(world, source)).toEqual(["[ds0] source/source_1.vmdk", "[ds0] source/source.vmdk"]);
  });
});

describe("removing snapshots", () => {
  it("through vCenter: shared disks are not consolidated, unshared ones are, and the VM is no longer shown as having snapshots", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const first = snapshot(source, "first");
    const second = snapshot(source, "second");
    clone(source, "linked", { snapshot: first, diskMoveType: "createNewChildDiskBacking" });
    removeSnapshot(world, source, second, viaVcenter);
    removeSnapshot(world, source, first, viaVcenter);
    expect(source.snapshots).toEqual([]);
    expect(source.currentSnapshot).toBeUndefined();
    expect(chainOf(world, source)).toEqual(["[ds0] source/source-000001.vmdk", "[ds0] source/source.vmdk"]);
    expect(source.consolidationNeeded).toBe(false);
  });

  it("on the host: shared disks are not consolidated and an unnecessary level of delta disks is left", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const first = snapshot(source, "first");
    const second = snapshot(source, "second");
    clone(source, "linked", { snapshot: first, diskMoveType: "createNewChildDiskBacking" });
    removeSnapshot(world, source, second, viaHost);
    removeSnapshot(world, source, first, viaHost);
    expect(source.snapshots).toEqual([]);
    expect(chainOf(world, source)).toEqual(["[ds0] source/source-000002.vmdk", "[ds0] source/source-000001.vmdk", "[ds0] source/source.vmdk"]);
  });

  it("on the host: a VM that shares nothing is consolidated as through vCenter", () => {
    const { world, vm, snapshot } = disksWorld();
    const alone = vm("alone");
    removeSnapshot(world, alone, snapshot(alone), viaHost);
    expect(chainOf(world, alone)).toEqual(["[ds0] alone/alone.vmdk"]);
  });
});

describe("deleting a virtual machine", () => {
  it("through vCenter: shared disks are kept, unshared disks are deleted", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source", { disks: [thinDisk(), thinDisk()] });
    const first = snapshot(source);
    const linked = clone(source, "linked", { snapshot: first, diskMoveType: "createNewChildDiskBacking" });
    growDisk(world, source, 2000, GiB);
    destroyVm(world, source, "vcenter");
    expect(disksOn(world, ds0)).toEqual(["linked/linked.vmdk", "linked/linked_1.vmdk", "source/source.vmdk", "source/source_1.vmdk"]);
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    destroyVm(world, linked, "vcenter");
    expect([...world.files.filesOn(ds0.ref.value)]).toEqual([]);
  });

  it("on the host: shared disks are kept, and unshared parents in other directories are left behind", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source");
    const linked = clone(source, "linked", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    destroyVm(world, source, "host");
    expect(disksOn(world, ds0)).toEqual(["linked/linked.vmdk", "source/source.vmdk"]);
    destroyVm(world, linked, "host");
    expect(disksOn(world, ds0)).toEqual(["source/source.vmdk"]);
  });
});

describe("relocating", () => {
  it("one VM of a group with moveChildMostDiskBacking moves the leaf only", () => {
    const { world, vm, snapshot, clone, ds1 } = disksWorld();
    const source = vm("source");
    const linked = clone(source, "linked", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    relocateVm(world, linked, { datastore: ds1.ref.value, diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, linked)).toEqual(["[ds1] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
    expect(disksOn(world, ds1)).toEqual(["linked/linked.vmdk"]);
    expect(linked.home.datastore).toBe(ds1.ref.value);
  });

  it("a group one by one with sharing allowed keeps all shared storage shared", () => {
    const { world, vm, snapshot, clone, ds0, ds1 } = disksWorld();
    const source = vm("source");
    const first = snapshot(source);
    const group = [source, ...["a", "b", "c"].map((name) => clone(source, name, { snapshot: first, diskMoveType: "createNewChildDiskBacking" }))];
    for (const each of group) relocateVm(world, each, { datastore: ds1.ref.value, diskMoveType: "moveAllDiskBackingsAndAllowSharing" });
    expect(new Set(group.map((each) => fileOf(each).parent)).size).toBe(1);
    expect(fileOf(source).parent?.datastore).toBe(ds1.ref.value);
    expect(disksOn(world, ds1)).toHaveLength(5);
    expect([...world.files.filesOn(ds0.ref.value)]).toEqual([]);
  });

  it("a group one by one without sharing gives each VM a base of its own", () => {
    const { world, vm, snapshot, clone, ds0, ds1 } = disksWorld();
    const source = vm("source");
    const first = snapshot(source);
    const group = [source, ...["a", "b"].map((name) => clone(source, name, { snapshot: first, diskMoveType: "createNewChildDiskBacking" }))];
    for (const each of group) relocateVm(world, each, { datastore: ds1.ref.value, diskMoveType: "moveAllDiskBackingsAndDisallowSharing" });
    expect(new Set(group.map((each) => fileOf(each).parent)).size).toBe(3);
    expect(disksOn(world, ds0)).toEqual([]);
  });
});

describe("promoting", () => {
  it("with unlink copies what is shared and collapses what is unnecessary: one flat disk", () => {
    const { world, vm, snapshot, clone, ds0 } = disksWorld();
    const source = vm("source");
    const linked = clone(source, "linked", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    const before = chainOf(world, source);
    promoteDisks(world, linked, { unlink: true, diskKeys: [] });
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked_1.vmdk"]);
    expect(chainOf(world, source)).toEqual(before);
    expect(disksOn(world, ds0)).toEqual(["linked/linked_1.vmdk", "source/source-000001.vmdk", "source/source.vmdk"]);
    expect(world.files.isShared(fileOf(source).parent!)).toBe(false);
  });

  it("without unlink consolidates what is neither shared nor pinned by a snapshot, and shares on", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const linked = clone(source, "linked", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    addDelta(world, linked, 2000);
    addDelta(world, linked, 2000);
    expect(chainOf(world, linked)).toHaveLength(4);
    promoteDisks(world, linked, { unlink: false, diskKeys: [] });
    expect(chainOf(world, linked)).toEqual(["[ds0] linked/linked.vmdk", "[ds0] source/source.vmdk"]);
  });

  it("applies to the chosen disks only", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source", { disks: [thinDisk(), thinDisk()] });
    const linked = clone(source, "linked", { snapshot: snapshot(source), diskMoveType: "createNewChildDiskBacking" });
    promoteDisks(world, linked, { unlink: true, diskKeys: [2001] });
    expect(chainOf(world, linked, 0)).toHaveLength(2);
    expect(chainOf(world, linked, 1)).toHaveLength(1);
  });
});

it("a delta can be added to a VM's own disk without a snapshot", () => {
  const { world, vm } = disksWorld();
  const source = vm("source");
  addDelta(world, source, 2000);
  expect(chainOf(world, source)).toEqual(["[ds0] source/source_1.vmdk", "[ds0] source/source.vmdk"]);
  expect(source.snapshots).toEqual([]);
});
