import { expect, it } from "vitest";
import { drawGroup, type Palette } from "../../src/cli/group-tree.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { snapshotTree, vmEnter } from "../streams/fake-vcenter.js";

const plain: Palette = { strong: String, faint: String, good: String, warn: String, bad: String };
const host = (ref: string): InventoryUpdate => ({ type: "HostSystem", ref, kind: "enter", unreadable: [], set: { name: `esx-${ref.slice(5)}`, parent: "domain-1", version: "8.0.2" } });

it("a clone group is drawn from the base up, clones of clones below their own base, names in human order", () => {
  const inventory = new Inventory();
  applyUpdates(inventory, [
    host("host-1"), host("host-2"),
    vmEnter("vm-1", ["[ds] vm-1/gold.vmdk"], { name: "gold", template: true }),
    vmEnter("vm-2", ["[ds] vm-2/leaf.vmdk", "[ds] vm-1/gold.vmdk"], { name: "desk-10", host: "host-2" }),
    vmEnter("vm-3", ["[ds] vm-3/leaf.vmdk", "[ds] vm-1/gold.vmdk"], { name: "desk-9", powerState: "poweredOff", snapshot: snapshotTree("snapshot-1") }),
    vmEnter("vm-4", ["[ds] vm-4/leaf.vmdk", "[ds] vm-2/mid.vmdk", "[ds] vm-1/gold.vmdk"], { name: "lab-1" }),
    vmEnter("vm-5", ["[ds] vm-5/leaf.vmdk", "[ds] vm-2/mid.vmdk", "[ds] vm-1/gold.vmdk"], { name: "lab-2" }),
  ]);
  const [group] = inventory.groups.values();
  const [headline, ...tree] = drawGroup(inventory, group!, 8, plain);
  expect(headline).toBe(`gold  5 VMs on 2 hosts of 8 permitted, HA risk unknown  ${group!.id}`);
  expect(tree.map((line) => line.trimEnd())).toEqual([
    "└─ [ds] vm-1/gold.vmdk  (shared by 5)",
    "   ├─ desk-9    esx-1  off      Hard disk 1: 1 own level, 1 snapshot",
    "   ├─ desk-10   esx-2  on       Hard disk 1: 1 own level",
    "   ├─ gold      esx-1  template Hard disk 1: writes to the shared file",
    "   └─ [ds] vm-2/mid.vmdk  (shared by 2)",
    "      ├─ lab-1  esx-1  on       Hard disk 1: 1 own level",
    "      └─ lab-2  esx-1  on       Hard disk 1: 1 own level",
  ]);
});
