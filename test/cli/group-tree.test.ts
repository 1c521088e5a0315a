import { expect, it } from "vitest";
import { drawGroup } from "../../src/cli/group-tree.js";
import type { Palette } from "../../src/cli/palette.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { chain, cluster, datastore, disk, layout, linked, node, snapshot, snapshots, vm } from "../inventory/estate.js";
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
    "   ├─ desk-9    esx-1  off       clone         2 levels   unknown own  Hard disk 1: 1 own level, 1 snapshot",
    "   ├─ desk-10   esx-2  on        clone         2 levels   unknown own  Hard disk 1: 1 own level",
    "   ├─ gold      esx-1  template  template      1 level        0 B own  Hard disk 1: writes to the shared file",
    "   └─ [ds] vm-2/mid.vmdk  (shared by 2)",
    "      ├─ lab-1  esx-1  on        nested-clone  3 levels   unknown own  Hard disk 1: 1 own level",
    "      └─ lab-2  esx-1  on        nested-clone  3 levels   unknown own  Hard disk 1: 1 own level",
    "host limit on ds-1: 8 hosts (the operator's override (linkedClones.hostLimit) says 8), 5 members on 2 hosts, HA risk unknown",
    expect.stringMatching(/^to unlink all: unknown on ds-1, unknown free after \(missing .*layoutEx.* and \d+ more\)$/),
  ]);
});

it("a base tells its size and the snapshots that keep it, and the group what unlinking all of it takes", () => {
  const inventory = new Inventory();
  const GiB = 1024 ** 3;
  applyUpdates(inventory, [
    host("host-1"), datastore("datastore-1", { freeSpaceBytes: 3 * GiB }),
    vm("vm-1", { name: "gold", template: false, vmPathName: "[ds1] gold/gold.vmx", snapshot: snapshots("snapshot-1", node("snapshot-1")), disks: [disk(2000, chain("gold/delta.vmdk", "gold/gold.vmdk"))] }),
    snapshot("snapshot-1", "vm-1", disk(2000, chain("gold/gold.vmdk"))), linked("vm-2", "a/a.vmdk", "gold/gold.vmdk"), linked("vm-3", "b/b.vmdk", "gold/gold.vmdk"),
    layout("vm-1", 1, { "gold/gold.vmdk": 2 * GiB, "gold/delta.vmdk": GiB }), layout("vm-2", 1, { "a/a.vmdk": GiB / 2 }), layout("vm-3", 1, { "b/b.vmdk": GiB / 4 }),
  ]);
  const drawn = drawGroup(inventory, [...inventory.groups.values()][0]!, 8, plain);
  expect(drawn[1]).toBe("└─ [ds1] gold/gold.vmdk  (shared by 3, 2 GiB; kept by gold@name of snapshot-1)");
  expect(drawn[2]).toMatch(/^ {3}├─ gold +esx-1 {2}on {8}base-holder {2}2 levels {5}1 GiB own {2}Hard disk 1: 1 own level, 1 snapshot$/);
  expect(drawn[3]).toMatch(/clone {8}2 levels {3}512 MiB own/);
  expect(drawn.at(-1)).toBe("to unlink all: 4 GiB on ds1, 1 GiB more than there is");
});

it("a group whose files lie on several datastores tells the limit on each, and what it rests on", () => {
  const inventory = new Inventory();
  applyUpdates(inventory, [
    host("host-1"), cluster("domain-1", ["host-1"]), datastore("datastore-1", { vmfsMajorVersion: 3 }), datastore("datastore-2", { type: "NFS" }),
    linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "2:h/h.vmdk", "g/g.vmdk"), linked("vm-3", "c/c.vmdk", "2:h/h.vmdk", "g/g.vmdk"),
  ]);
  const drawn = drawGroup(inventory, [...inventory.groups.values()][0]!, undefined, plain);
  expect(drawn.filter((line) => line.startsWith("host limit"))).toEqual([
    expect.stringMatching(/^host limit on ds1: 8 hosts \(.*VMFS.*\), 3 members on 1 host, HA restart guaranteed$/), expect.stringMatching(/^host limit on ds2: lifted \(.*\), 2 members on 1 host, HA restart guaranteed$/),
  ]);
});
