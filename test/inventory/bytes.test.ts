// Bytes of files, levels, disks and VMs: known from whichever VM's layout is newest, unknown where none tells.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { FileLayout, InventoryUpdate, Ref } from "../../src/inventory/updates.js";
import { bytesOfVm } from "../../src/inventory/vm-bytes.js";
import { chain, datastore, disk, layout, leave, linked, node, snapshot, snapshots, vm } from "./estate.js";
import { histories } from "./histories.js";

function inventoryOf(...updates: readonly InventoryUpdate[]): Inventory {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  return inventory;
}

const bytesOf = (inventory: Inventory, ref: Ref) => inventory.disksOf(ref)?.map(({ levels }) => levels.map(({ bytes }) => bytes));
const pair = [linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk")];

describe("bytes of a level", () => {
  test("are unknown, with the property that is missing, until a layout tells", () => {
    const inventory = inventoryOf(...pair);
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({
      bytesOwn: undefined, bytesShared: undefined, bytesUnknown: 2,
      levels: [{ bytes: undefined, bytesMissing: "layoutEx" }, { bytes: undefined, bytesMissing: "layoutEx" }],
    });
    applyUpdates(inventory, [layout("vm-1", 1, { "a/a.vmdk": 5, "g/g.vmdk": 100 })]);
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({ bytesOwn: 5, bytesShared: 100, bytesUnknown: 0 });
    expect(inventory.disksOf("vm-1")?.[0]?.levels[0]).not.toHaveProperty("bytesMissing");
  });

  test("of a shared file are known through any VM that has it, and the newest telling wins", () => {
    const inventory = inventoryOf(...pair, layout("vm-1", 5, { "g/g.vmdk": 100 }));
    expect(bytesOf(inventory, "vm-2")).toEqual([[undefined, 100]]);
    applyUpdates(inventory, [layout("vm-2", 4, { "g/g.vmdk": 90 })]);
    expect(bytesOf(inventory, "vm-2")).toEqual([[undefined, 100]]);
    applyUpdates(inventory, [layout("vm-2", 6, { "g/g.vmdk": 110 })]);
    expect(bytesOf(inventory, "vm-1")).toEqual([[undefined, 110]]);
  });

  test("fall back to what another VM tells when the one that told them leaves", () => {
    const inventory = inventoryOf(...pair, layout("vm-1", 5, { "g/g.vmdk": 100 }), layout("vm-2", 4, { "g/g.vmdk": 90 }));
    expect([...applyUpdates(inventory, [leave("VirtualMachine", "vm-1")]).sized]).toEqual(["vm-2"]);
    expect(bytesOf(inventory, "vm-2")).toEqual([[undefined, 90]]);
  });

  test("a layout older than the devices does not know a new leaf", () => {
    const inventory = inventoryOf(pair[0]!, layout("vm-1", 1, { "a/a.vmdk": 5, "g/g.vmdk": 100 }));
    applyUpdates(inventory, [vm("vm-1", { disks: [disk(2000, chain("a/a-000001.vmdk", "a/a.vmdk", "g/g.vmdk"))] }, "modify")]);
    expect(inventory.disksOf("vm-1")?.[0]).toMatchObject({ bytesOwn: undefined, bytesUnknown: 1, levels: [{ bytes: undefined, bytesMissing: "layoutEx (it does not list [ds1] a/a-000001.vmdk)" }, { bytes: 5 }, { bytes: 100 }] });
    expect(bytesOfVm(inventory, "vm-1")).toMatchObject({ bytesOwn: undefined, bytesUnknown: 1 });
  });

  test("survive a full resync, which never tells them, and go with a layout that is refused", () => {
    const inventory = inventoryOf(pair[0]!, layout("vm-1", 1, { "a/a.vmdk": 5 }));
    applyUpdates(inventory, [pair[0]!]);
    expect(bytesOf(inventory, "vm-1")).toEqual([[5, undefined]]);
    applyUpdates(inventory, [{ ...vm("vm-1", {}, "modify"), unreadable: ["layout"] }]);
    expect(bytesOf(inventory, "vm-1")).toEqual([[undefined, undefined]]);
  });

  test("hold when the datastore is renamed and the layout still bears the old name", () => {
    const inventory = inventoryOf(datastore("datastore-1"), pair[0]!, layout("vm-1", 1, { "a/a.vmdk": 5 }));
    applyUpdates(inventory, [datastore("datastore-1", { name: "fast" })]);
    const renamed = { ...chain("a/a.vmdk", "g/g.vmdk"), fileName: "[fast] a/a.vmdk" };
    applyUpdates(inventory, [vm("vm-1", { disks: [disk(2000, renamed)] }, "modify")]);
    expect(bytesOf(inventory, "vm-1")?.[0]?.[0]).toBe(5);
  });
});

describe("what a change of bytes touches", () => {
  test("a layout that is only newer touches nobody", () => {
    const inventory = inventoryOf(...pair, layout("vm-1", 1, { "a/a.vmdk": 5, "g/g.vmdk": 100 }));
    const { vms, groups, sized } = applyUpdates(inventory, [layout("vm-1", 2, { "a/a.vmdk": 5, "g/g.vmdk": 100 })]);
    expect([vms.size, groups.size, sized.size]).toEqual([0, 0, 0]);
  });

  test("a leaf that grew touches its VM, a base that did everybody on it", () => {
    const inventory = inventoryOf(...pair, layout("vm-1", 1, { "a/a.vmdk": 5, "g/g.vmdk": 100 }));
    expect([...applyUpdates(inventory, [layout("vm-1", 2, { "a/a.vmdk": 6, "g/g.vmdk": 100 })]).sized]).toEqual(["vm-1"]);
    expect([...applyUpdates(inventory, [layout("vm-2", 3, { "g/g.vmdk": 101 })]).sized].sort()).toEqual(["vm-1", "vm-2"]);
  });
});

test("a VM's sums hold every file once, those that only a snapshot reaches included", () => {
  const source = vm("vm-1", { disks: [disk(2000, chain("a/a-2.vmdk", "a/a.vmdk")), disk(2001, chain("a/b.vmdk", "a/a.vmdk"))], snapshot: snapshots("s-1", node("s-1")) });
  const inventory = inventoryOf(source, snapshot("s-1", "vm-1", disk(2000, chain("a/a-1.vmdk", "a/a.vmdk"))), linked("vm-2", "c/c.vmdk", "a/a.vmdk"));
  applyUpdates(inventory, [layout("vm-1", 1, { "a/a-2.vmdk": 1, "a/b.vmdk": 2, "a/a-1.vmdk": 4, "a/a.vmdk": 100, "a/left-over.vmdk": 7 })]);
  expect(bytesOfVm(inventory, "vm-1")).toEqual({ bytesOwn: 7, bytesShared: 100, bytesUnknown: 0 });
  applyUpdates(inventory, [{ ...vm("vm-1", {}, "modify"), unreadable: ["disks"] }]);
  expect(bytesOfVm(inventory, "vm-1")).toMatchObject({ bytesOwn: undefined, bytesShared: undefined });
});

/** The newest layout of all users of a file, found by looking at all of them. */
class SlowSizes {
  readonly #layouts = new Map<Ref, FileLayout>();

  apply({ type, ref, kind, set, unreadable }: InventoryUpdate): void {
    if (type !== "VirtualMachine") return;
    const told = "layout" in set ? set.layout : undefined;
    if (kind === "leave" || told === null || (unreadable as readonly string[]).includes("layout")) this.#layouts.delete(ref);
    if (told !== undefined && told !== null && told.at > (this.#layouts.get(ref)?.at ?? 0)) this.#layouts.set(ref, told);
  }

  bytes(inventory: Inventory, file: string): number | undefined {
    const name = file.replace(/^datastore-(\d):/, "[ds$1] ");
    const tellings = [...inventory.usersOf(file)].sort().flatMap((user) => {
      const known = this.#layouts.get(user);
      const bytes = known?.files.find(({ fileName }) => fileName === name)?.bytes;
      return known === undefined || bytes === undefined ? [] : [{ at: known.at, bytes }];
    });
    return tellings.reduce<(typeof tellings)[number] | undefined>((best, one) => (best === undefined || one.at > best.at ? one : best), undefined)?.bytes;
  }
}

test("bytes equal those found by looking at every layout, and whose bytes changed is told, after every step of random histories", () => {
  fc.assert(fc.property(histories, (updates) => {
    const [inventory, slow] = [new Inventory(), new SlowSizes()];
    applyUpdates(inventory, [datastore("datastore-1"), datastore("datastore-2")]);
    const looks = () => new Map([...inventory.vms.keys()].map((ref) => [ref, JSON.stringify([bytesOf(inventory, ref), bytesOfVm(inventory, ref)])]));
    for (const update of updates) {
      const before = looks();
      const { vms, sized } = applyUpdates(inventory, [update]);
      slow.apply(update);
      for (const ref of inventory.vms.keys()) {
        for (const { file } of inventory.usesOf(ref)) expect(file.size?.bytes, file.key).toBe(slow.bytes(inventory, file.key));
      }
      for (const [ref, now] of looks()) if (before.get(ref) !== now) expect(vms.has(ref) || sized.has(ref), `${ref}: ${before.get(ref) ?? ""} became ${now}`).toBe(true);
    }
  }), { numRuns: 400 });
});
