import { expect, it } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { leavesAfterResync } from "../../src/inventory/resync.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { cluster, datastore, disk, chain, host, linked, node, snapshot, snapshots, vm } from "./estate.js";

const updates: readonly InventoryUpdate[] = [
  host("host-1"), host("host-2"), cluster("domain-c1", ["host-1", "host-2"]), datastore("datastore-1"), linked("vm-1", "a/a.vmdk"),
  vm("vm-2", { snapshot: snapshots("snapshot-1", node("snapshot-1")), disks: [disk(2000, chain("b/d.vmdk", "b/b.vmdk"))] }), snapshot("snapshot-1", "vm-2", disk(2000, chain("b/b.vmdk"))),
  { type: "Place", ref: "group-v1", kind: "enter", set: { kind: "Folder", name: "vm" }, unreadable: [] },
];
const refs = updates.map(({ ref }) => ref);

it.each(updates.map(({ type, ref }) => [type, ref] as const))("a %s that a full state no longer shows has left (%s)", (type, ref) => {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  expect(leavesAfterResync(inventory, new Set(refs.filter((each) => each !== ref)))).toEqual([{ type, ref, kind: "leave", set: {}, unreadable: [] }]);
});

it("nothing leaves when all is seen again", () => {
  const inventory = new Inventory();
  applyUpdates(inventory, updates);
  expect(leavesAfterResync(inventory, new Set(refs))).toEqual([]);
});
