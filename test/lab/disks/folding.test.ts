/** What is left after levels were folded into each other (vim-facts 10.2): names, content, bytes, and what a full datastore prevents. */
import { describe, expect, it } from "vitest";
import { emptyDeltaBytes } from "../../../src/lab/disks/delta-format.js";
import { growDisk } from "../../../src/lab/disks/grow-disk.js";
import { removeSnapshot } from "../../../src/lab/disks/remove-snapshot.js";
import { revertToSnapshot } from "../../../src/lab/disks/revert-to-snapshot.js";
import { chainOf, disksWorld, fileOf, GiB, MiB, pinnedChain } from "./support/disks-world.js";

describe("folding levels", () => {
  it("ends with the base again for a plain VM, with its content and its bytes", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const used = world.files.usedBytes(ds0.ref.value);
    const taken = snapshot(one);
    growDisk(world, one, 2000, 500 * MiB);
    const written = fileOf(one).disk?.contentId;
    removeSnapshot(world, one, taken, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(fileOf(one).disk?.contentId).toBe(written);
    expect(world.files.usedBytes(ds0.ref.value)).toBe(used + 500 * MiB + emptyDeltaBytes);
  });

  it("removing the lower of two snapshots leaves the upper one pinning the base", () => {
    const { world, vm, snapshot } = disksWorld();
    const one = vm("vm");
    const [first, second] = [snapshot(one), snapshot(one)];
    removeSnapshot(world, one, first, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(one.snapshots).toEqual([second]);
    expect(pinnedChain(world, second)).toEqual(["[ds0] vm/vm.vmdk"]);
    expect(chainOf(world, one)).toEqual(["[ds0] vm/vm-000002.vmdk", "[ds0] vm/vm.vmdk"]);
  });

  it("removing with children takes the subtree, its state files and its dead branches along", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const first = snapshot(one, "first");
    snapshot(one, "second");
    revertToSnapshot(world, one, first, false);
    snapshot(one, "third");
    removeSnapshot(world, one, first, { removeChildren: true, consolidate: true, via: "vcenter" });
    expect(one.snapshots).toEqual([]);
    expect([...world.files.filesOn(ds0.ref.value)].map(({ path }) => path).sort()).toEqual(["vm/vm.nvram", "vm/vm.vmdk", "vm/vm.vmsd", "vm/vm.vmx"]);
    expect(world.snapshots.size).toBe(0);
  });

  it("that a full datastore has no room for is left, and consolidation is needed", () => {
    const { world, vm, snapshot, ds0 } = disksWorld();
    const one = vm("vm");
    const taken = snapshot(one);
    growDisk(world, one, 2000, GiB);
    ds0.capacityBytes = world.files.usedBytes(ds0.ref.value) + 10 * MiB;
    removeSnapshot(world, one, taken, { removeChildren: false, consolidate: true, via: "vcenter" });
    expect(one.consolidationNeeded).toBe(true);
    expect(chainOf(world, one)).toHaveLength(2);
  });
});
