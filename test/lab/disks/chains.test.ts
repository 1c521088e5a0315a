/** What a chain looks like in each state (vim-facts 6.5). */
import { describe, expect, it } from "vitest";
import { addDelta } from "../../../src/lab/disks/add-delta.js";
import { emptyDeltaBytes } from "../../../src/lab/disks/delta-format.js";
import { promoteDisks } from "../../../src/lab/disks/promote-disks.js";
import { revertToSnapshot } from "../../../src/lab/disks/revert-to-snapshot.js";
import { chainOf, disksOn, disksWorld, faultOf, fileOf, GiB, pinnedChain } from "./support/disks-world.js";

const linked = "createNewChildDiskBacking" as const;

describe("states of a chain", () => {
  it("a plain VM stands on one file without a parent", () => {
    const { world, vm } = disksWorld();
    expect(chainOf(world, vm("vm"))).toEqual(["[ds0] vm/vm.vmdk"]);
  });

  it("two snapshots in line: the second pins the delta of the first", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one, "first"), snapshot(one, "second")];
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000002.vmdk", "[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, first)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(second.parent).toBe(first);
  });

  it("a revert puts a new delta over what the snapshot pins; the other line remains as a branch", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one, "first"), snapshot(one, "second")];
    revertToSnapshot(world, one, first, false);
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000003.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm-000001.vmdk", "[ds0] vm/vm.vmdk"]);
    expect(disksOn(world, ds0)).toEqual(["vm/vm-000001.vmdk", "vm/vm-000003.vmdk", "vm/vm.vmdk"]);
    expect(one.currentSnapshot).toBe(first);
    const third = snapshot(one, "third");
    expect(first.children).toEqual([second, third]);
  });

  it("a linked clone of a linked clone is one level longer per generation", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    let one = vm("g0");
    for (let generation = 1; generation <= 4; generation++) one = clone(one, `g${generation}`, { snapshot: snapshot(one), diskMoveType: linked });
    expect(chainOf(world, one)).toEqual(["[ds0] g4/g4.vmdk", "[ds0] g3/g3.vmdk", "[ds0] g2/g2.vmdk", "[ds0] g1/g1.vmdk", "[ds0] g0/g0.vmdk"]);
  });

  it("moveChildMostDiskBacking on a plain VM is a full copy, silently not linked", () => {
    const { world, vm, clone } = disksWorld();
    const source = vm("source");
    const copy = clone(source, "copy", { diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, copy)).toEqual(["[ds0] copy/copy.vmdk"]);
    expect(fileOf(copy).sizeBytes).toBe(fileOf(source).sizeBytes);
  });

  it("the delta-on-source recipe leaves a delta without a snapshot anywhere, and is NotSupported on a template", () => {
    const { world, vm, clone } = disksWorld();
    const source = vm("source");
    addDelta(world, source, 2000);
    const copy = clone(source, "copy", { diskMoveType: "moveChildMostDiskBacking" });
    expect(chainOf(world, source)).toEqual(["[ds0] source/source_1.vmdk", "[ds0] source/source.vmdk"]);
    expect(chainOf(world, copy)).toEqual(["[ds0] copy/copy.vmdk", "[ds0] source/source.vmdk"]);
    expect(faultOf(() => { addDelta(world, vm("template", { template: true }), 2000); })).toBe("NotSupported");
  });

  it("a template with a snapshot has linked clones as a VM has", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const template = vm("template", { template: true });
    expect(chainOf(world, clone(template, "new", { snapshot: snapshot(template), diskMoveType: linked }))).toEqual(["[ds0] new/new.vmdk", "[ds0] template/template.vmdk"]);
  });

  it.each([undefined, "moveAllDiskBackingsAndDisallowSharing" as const, "moveAllDiskBackingsAndConsolidate" as const])("a full clone (%s) is one flat disk", (diskMoveType) => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    snapshot(source);
    snapshot(source);
    const full = clone(source, "full", diskMoveType === undefined ? {} : { diskMoveType });
    expect(chainOf(world, full)).toEqual(["[ds0] full/full.vmdk"]);
    expect(fileOf(full).disk).toMatchObject({ format: "flat", contentId: fileOf(source).disk?.contentId });
    expect(fileOf(full).sizeBytes).toBe(2 * GiB + 2 * emptyDeltaBytes);
  });

  it("a full clone with AllowSharing of a source with a snapshot keeps a chain, on another datastore with copies of every level", () => {
    const { world, vm, snapshot, clone, ds1 } = disksWorld();
    const source = vm("source");
    snapshot(source);
    const here = clone(source, "here", { diskMoveType: "moveAllDiskBackingsAndAllowSharing" });
    expect(chainOf(world, here)).toEqual(["[ds0] here/here.vmdk", "[ds0] source/source.vmdk"]);
    const there = clone(source, "there", { diskMoveType: "moveAllDiskBackingsAndAllowSharing", datastore: ds1.ref.value });
    expect(chainOf(world, there)).toEqual(["[ds1] there/there-000001.vmdk", "[ds1] there/there.vmdk"]);
    const again = clone(source, "again", { diskMoveType: "moveAllDiskBackingsAndAllowSharing", datastore: ds1.ref.value });
    expect(chainOf(world, again)).toEqual(["[ds1] again/again.vmdk", "[ds1] there/there.vmdk"]);
  });

  it("promoting a linked clone without unlink leaves shared levels untouched", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: linked });
    promoteDisks(world, one, { unlink: false, diskKeys: [] });
    expect(chainOf(world, one)).toEqual(["[ds0] one/one.vmdk", "[ds0] source/source.vmdk"]);
  });

  it("promoting a clone with a snapshot of its own keeps what the snapshot pins", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const one = clone(source, "one", { snapshot: snapshot(source), diskMoveType: linked });
    const own = snapshot(one);
    promoteDisks(world, one, { unlink: true, diskKeys: [] });
    expect(chainOf(world, one)).toEqual(["[ds0] one/one-000001.vmdk", "[ds0] one/one_1.vmdk"]);
    expect(pinnedChain(world, own)).toEqual(["[ds0] one/one_1.vmdk"]);
  });

  it("promoting the source gives it a base of its own, its snapshot included; the clone keeps the old one", () => {
    const { world, vm, snapshot, clone } = disksWorld();
    const source = vm("source");
    const pin = snapshot(source);
    const one = clone(source, "one", { snapshot: pin, diskMoveType: linked });
    promoteDisks(world, source, { unlink: true, diskKeys: [] });
    expect(pinnedChain(world, pin)).toEqual(["[ds0] source/source_1.vmdk"]);
    expect(chainOf(world, source)).toEqual(["[ds0] source/source-000001.vmdk", "[ds0] source/source_1.vmdk"]);
    expect(chainOf(world, one)).toEqual(["[ds0] one/one.vmdk", "[ds0] source/source.vmdk"]);
  });
});
