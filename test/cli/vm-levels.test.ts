import { expect, it } from "vitest";
import type { Palette } from "../../src/cli/palette.js";
import { drawVm } from "../../src/cli/vm-levels.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, disk, host, linked, node, snapshot, snapshots, vm } from "../inventory/estate.js";

const plain: Palette = { strong: String, faint: String, good: String, warn: String, bad: String };

function drawn(ref: string, ...updates: readonly InventoryUpdate[]): readonly string[] {
  const inventory = new Inventory();
  applyUpdates(inventory, [host("host-1"), ...updates]);
  return drawVm({ inventory, hostLimit: undefined, busyVms: new Set() }, inventory.vms.get(ref)!, plain).map((line) => line.trimEnd());
}

it("each level of a VM's disks is shown with the reason why it is there", () => {
  const gold = linked("vm-1", "gold/gold.vmdk");
  const desk = vm("vm-2", {
    name: "desk-1", vmPathName: "[ds1] desk-1/desk-1.vmx", snapshot: snapshots("snapshot-1", node("snapshot-1")),
    disks: [disk(2000, chain("desk-1/c.vmdk", "desk-1/b.vmdk", "desk-1/a.vmdk", "gold/gold.vmdk"))],
  });
  expect(drawn("vm-2", gold, desk, snapshot("snapshot-1", "vm-2", disk(2000, chain("desk-1/b.vmdk", "desk-1/a.vmdk", "gold/gold.vmdk"))))).toEqual([
    "desk-1  poweredOn on name-host-1, in clone group name-vm-1  vm-2",
    "├─ Hard disk 1  1 GiB, 4 levels  key 2000",
    '│  └─ [ds1] desk-1/c.vmdk            the VM writes to it',
    '│     └─ [ds1] desk-1/b.vmdk         snapshot "name of snapshot-1" needs it',
    "│        └─ [ds1] desk-1/a.vmdk      nobody needs it: it can be folded away",
    "│           └─ [ds1] gold/gold.vmdk  1 other VM uses it (name-vm-1)",
  ]);
});

it("what cannot be known is said, with the property that is missing", () => {
  const unread = drawn("vm-2", vm("vm-2", { snapshot: snapshots("snapshot-9", node("snapshot-9")), disks: [disk(2000, chain("a/leaf.vmdk", "a/base.vmdk"))] }));
  expect(unread.at(-1)).toContain("not known: missing snapshot snapshot-9 config.hardware.device");
  const away = drawn("vm-3", { ...vm("vm-3", { connectionState: "inaccessible" }), unreadable: ["disks"] });
  expect(away.slice(1)).toEqual(["   it is inaccessible: what is shown may be old", expect.any(String)]);
});
