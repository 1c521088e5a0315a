// Which id a group bears as members come and go, groups merge and split, and the daemon restarts.
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, disk, leave, linked, vm } from "./estate.js";

const onBase = (base: string, ...refs: readonly string[]): InventoryUpdate[] => refs.map((ref) => linked(ref, `${ref}/${ref}.vmdk`, `${base}/${base}.vmdk`));
const joining = (ref: string, a: string, b: string) => vm(ref, { disks: [disk(2000, chain(`${ref}/0.vmdk`, `${a}/${a}.vmdk`)), disk(2001, chain(`${ref}/1.vmdk`, `${b}/${b}.vmdk`))] });

function idsOf(inventory: Inventory): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...inventory.groups].map(([id, { members }]) => [id, members]));
}

describe("group ids", () => {
  test("a new id is made from the base alone, so two daemons find the same", () => {
    const [a, b] = [new Inventory(), new Inventory()];
    applyUpdates(a, onBase("g", "vm-1", "vm-2"));
    applyUpdates(b, onBase("g", "vm-3", "vm-4"));
    expect([...a.groups.keys()]).toEqual([...b.groups.keys()]);
    expect([...a.groups.keys()][0]).toMatch(/^g-[0-9a-f]{12}$/);
  });

  test("members come and go and the base is promoted away, the id stays", () => {
    const inventory = new Inventory();
    applyUpdates(inventory, onBase("g", "vm-1", "vm-2", "vm-3"));
    const id = inventory.groupOf("vm-1")?.id;
    applyUpdates(inventory, [leave("VirtualMachine", "vm-1"), ...onBase("g", "vm-4", "vm-5")]);
    applyUpdates(inventory, ["vm-2", "vm-3", "vm-4", "vm-5"].map((ref) => linked(ref, `${ref}/${ref}.vmdk`, "moved/base.vmdk")));
    expect(idsOf(inventory)).toEqual({ [id!]: ["vm-2", "vm-3", "vm-4", "vm-5"] });
  });

  test("of two groups that merge the larger gives the id, and the larger part keeps it when they split", () => {
    const inventory = new Inventory();
    applyUpdates(inventory, [...onBase("big", "vm-1", "vm-2", "vm-3"), ...onBase("small", "vm-5", "vm-6")]);
    const [big, small] = [inventory.groupOf("vm-1")?.id ?? "", inventory.groupOf("vm-5")?.id ?? ""];
    const merged = applyUpdates(inventory, [joining("vm-9", "big", "small")]);
    expect(Object.keys(idsOf(inventory))).toEqual([big]);
    expect([...merged.groups].sort()).toEqual([big, small].sort());
    applyUpdates(inventory, [leave("VirtualMachine", "vm-9")]);
    expect(idsOf(inventory)).toEqual({ [big]: ["vm-1", "vm-2", "vm-3"], [small]: ["vm-5", "vm-6"] });
  });

  test("equal parts: the smallest id wins, and each id is used once", () => {
    const inventory = new Inventory();
    applyUpdates(inventory, [...onBase("one", "vm-1", "vm-2"), ...onBase("two", "vm-3", "vm-4")]);
    const [first] = [...inventory.groups.keys()].sort();
    applyUpdates(inventory, [joining("vm-9", "one", "two")]);
    expect([...inventory.groups.keys()]).toEqual([first]);
  });

  test("a taken id gets a suffix", () => {
    const inventory = new Inventory();
    applyUpdates(inventory, onBase("g", "vm-1", "vm-2"));
    const id = inventory.groupOf("vm-1")?.id ?? "";
    applyUpdates(inventory, [...onBase("h", "vm-1", "vm-2"), ...onBase("g", "vm-3", "vm-4")]);
    expect(idsOf(inventory)).toEqual({ [id]: ["vm-1", "vm-2"], [`${id}-2`]: ["vm-3", "vm-4"] });
  });

  test("saved ids survive a restart, in whatever order the members come back", () => {
    const updates = [...onBase("one", "vm-1", "vm-2"), ...onBase("two", "vm-3", "vm-4", "vm-5"), joining("vm-9", "one", "two"), ...onBase("three", "vm-6", "vm-7")];
    for (const order of [updates, [...updates].reverse()]) {
      const inventory = new Inventory();
      inventory.seedGroupIds([{ id: "g-saved", members: ["vm-1", "vm-2", "vm-3", "vm-4", "vm-9"] }, { id: "g-left", members: ["vm-100"] }]);
      for (const update of order) applyUpdates(inventory, [update]);
      inventory.settleGroupIds();
      expect(inventory.groupOf("vm-5")?.id).toBe("g-saved");
      expect(inventory.groupOf("vm-6")?.id).toMatch(/^g-[0-9a-f]{12}$/);
      expect([...inventory.groups.keys()]).toHaveLength(2);
    }
  });

  test("a group that split while nobody watched: the larger part has the saved id, though the smaller came first", () => {
    const inventory = new Inventory();
    inventory.seedGroupIds([{ id: "g-saved", members: ["vm-1", "vm-2", "vm-3", "vm-4", "vm-5"] }]);
    applyUpdates(inventory, onBase("x", "vm-1", "vm-2"));
    applyUpdates(inventory, onBase("y", "vm-3", "vm-4", "vm-5"));
    expect(inventory.groupOf("vm-1")?.id).toBe("g-saved");
    const changed = inventory.settleGroupIds();
    expect(inventory.groupOf("vm-3")?.id).toBe("g-saved");
    expect(inventory.groupOf("vm-1")?.id).not.toBe("g-saved");
    expect([...changed]).toEqual(expect.arrayContaining(["g-saved", inventory.groupOf("vm-1")?.id]));
    expect(inventory.settleGroupIds().size).toBe(0);
  });
});
