/** How much a virtual machine and a datastore say they use, and answers that lag behind (vim-facts 3.6, 6.4, 10.3). */
import { describe, expect, it } from "vitest";
import { storageInfoMethods } from "../../../src/lab/methods/storage-info.js";
import { propertyAt } from "../../../src/lab/properties/property-at.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { objectsIn } from "../../../src/lab/wire/read-args.js";
import type { VimObject } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import type { World } from "../../../src/lab/world/world.js";
import { smallWorld } from "../support/small-world.js";
import { addSnapshot } from "../support/small-world-vms.js";

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
/** The .vmx, .nvram and .vmsd of each VM, and a .vmsn, in bytes. */
const own = 3_000 + 8_684 + 500;
const vmsn = 30_000;

describe("storage of a VM", () => {
  it("says what its chains take, what of it is its own and how far the leaf may grow, and a swap file to come", () => {
    const { world, clone, ds0 } = smallWorld();
    const [usage] = objectsIn(propertyOf(world, undefined, clone.ref, "storage") as VimObject, "perDatastoreUsage");
    expect(usage).toMatchObject({ datastore: ds0.ref, committed: own + 4 * GiB + 16 * MiB, unshared: own + 16 * MiB, uncommitted: 10 * GiB - 16 * MiB + 4 * GiB });
  });

  it("counts growth of the current leaf alone, not of what snapshots pin", () => {
    const { world, chained } = smallWorld();
    expect(propertyAt(world, undefined, chained.ref, "summary.storage").value).toMatchObject({
      committed: own + 2 * vmsn + 4 * GiB + 32 * MiB, unshared: own + 2 * vmsn + 32 * MiB, uncommitted: 10 * GiB - 16 * MiB + 4 * GiB,
    });
  });

  it("on another datastore than its parent is told for both", () => {
    const { world, clone, ds0, ds1 } = smallWorld();
    const leaf = clone.disks[0]?.file;
    if (leaf !== undefined) world.files.move(leaf, ds1.ref.value, "clone/clone.vmdk");
    world.changes.touch(clone.ref, "config.hardware.device", "datastore");
    expect(propertyOf(world, undefined, clone.ref, "datastore")).toEqual([ds0.ref, ds1.ref]);
    expect(objectsIn(propertyOf(world, undefined, clone.ref, "storage") as VimObject, "perDatastoreUsage").map((each) => [each["datastore"], each["unshared"]]))
      .toEqual([[ds0.ref, own], [ds1.ref, 16 * MiB]]);
    expect(propertyOf(world, undefined, ds1.ref, "vm")).toEqual([clone.ref]);
  });
});

describe("a datastore", () => {
  it("sums up what its VMs may still grow, and follows them", () => {
    const { world, ds0, plain } = smallWorld();
    const uncommitted = () => propertyAt(world, undefined, ds0.ref, "summary.uncommitted").value as number;
    const before = uncommitted();
    expect(before).toBe(3 * 4 * GiB + 8 * GiB + 2 * (10 * GiB - 16 * MiB));
    const leaf = plain.disks[0]?.file;
    if (leaf === undefined) throw new Error("no disk");
    world.files.resize(leaf, leaf.sizeBytes + GiB);
    world.changes.touch(plain.ref, "storage");
    expect(uncommitted()).toBe(before - GiB);
  });

  it("loses a VM that is gone and keeps the order of the others", () => {
    const { world, ds0, plain, chained, clone } = smallWorld();
    const vms = () => propertyOf(world, undefined, ds0.ref, "vm");
    expect(vms()).toEqual([plain.ref, chained.ref, clone.ref]);
    world.changes.touch(plain.ref, "name");
    expect(vms()).toEqual([plain.ref, chained.ref, clone.ref]);
    world.remove(chained);
    expect(vms()).toEqual([plain.ref, clone.ref]);
  });
});

describe("with the nuisance storage-lag", () => {
  const levels = (world: World, vm: VmState) => objectsIn(propertyOf(world, undefined, vm.ref, "layoutEx") as VimObject, "file").filter((file) => file["type"] === "diskExtent").length;
  const refresh = (world: World, vm: VmState) => storageInfoMethods["VirtualMachine.RefreshStorageInfo"]?.({ world, self: vm.ref } as never);

  it("layoutEx stays behind the devices until RefreshStorageInfo, and storage and layoutEx agree", () => {
    const { world, plain } = smallWorld();
    world.nuisances.plan({ kind: "storage-lag", times: 0 });
    expect(levels(world, plain)).toBe(1);
    const before = propertyOf(world, undefined, plain.ref, "storage");
    world.clock.advance(1_000);
    addSnapshot(world, plain, "unseen");
    expect(levels(world, plain)).toBe(1);
    expect(propertyOf(world, undefined, plain.ref, "storage")).toEqual(before);
    expect(propertyAt(world, undefined, plain.ref, "config.hardware.device[2000].backing.parent").value).toBeDefined();
    void refresh(world, plain);
    expect(levels(world, plain)).toBe(2);
  });

  it("the server looks again by itself after the given time", () => {
    const { world, plain } = smallWorld();
    world.nuisances.plan({ kind: "storage-lag", times: 0, delayMs: 60_000 });
    levels(world, plain);
    addSnapshot(world, plain, "seen later");
    world.clock.advance(59_999);
    expect(levels(world, plain)).toBe(1);
    world.clock.advance(1);
    expect(levels(world, plain)).toBe(2);
  });

  it("other VMs are not touched by a lag that names one", () => {
    const { world, plain, clone } = smallWorld();
    world.nuisances.plan({ kind: "storage-lag", times: 0, object: clone.ref.value });
    levels(world, plain);
    addSnapshot(world, plain, "seen");
    expect(levels(world, plain)).toBe(2);
  });

  it("and without it everything is fresh", () => {
    const { world, plain } = smallWorld();
    levels(world, plain);
    addSnapshot(world, plain, "seen");
    expect(levels(world, plain)).toBe(2);
  });
});
