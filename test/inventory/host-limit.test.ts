// The limit's verdict from data, and where a group is.
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { hostLimitOf, hostLimitRules } from "../../src/inventory/host-limit.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { cluster, datastore, host, leave, linked, vm } from "./estate.js";

const pair = [linked("vm-1", "a/a.vmdk", "g/g.vmdk"), linked("vm-2", "b/b.vmdk", "g/g.vmdk")];
const modern = [host("host-1"), host("host-2"), cluster("domain-c1", ["host-1", "host-2"]), datastore("datastore-1")];

function grouped(...updates: readonly InventoryUpdate[]) {
  const inventory = new Inventory();
  applyUpdates(inventory, [...pair, ...updates]);
  return { inventory, group: [...inventory.groups.values()][0]! };
}

describe("host limit", () => {
  const rows: readonly (readonly [title: string, updates: readonly InventoryUpdate[], verdict: string, hosts: number | undefined, reason: RegExp])[] = [
    ["modern hosts and VMFS 6 lift it to 32", modern, "lifted", 32, /5\.1 or newer and the base is on VMFS/],
    ["one host of the cluster at 5.0 makes it eight, even without a member on it", [...modern, host("host-2", { version: "5.0.0" })], "applies", 8, /older than ESXi 5\.1/],
    ["ESXi 5.1 itself is new enough", [...modern, host("host-2", { version: "5.1.0" })], "lifted", 32, /./],
    ["a host without the capability is old whatever its version says", [...modern, host("host-2", { eightPlusHostVmfsSharedAccessSupported: false })], "applies", 8, /./],
    ["a host with the capability needs no version", [...modern, host("host-2", { version: null, eightPlusHostVmfsSharedAccessSupported: true })], "lifted", 32, /./],
    ["VMFS 3 makes it eight", [...modern, datastore("datastore-1", { vmfsMajorVersion: 3 })], "applies", 8, /VMFS older than 5/],
    ["VMFS 3 makes it eight even when a host's version is missing", [...modern, host("host-2", { version: null }), datastore("datastore-1", { vmfsMajorVersion: 3 })], "applies", 8, /./],
    ["NFS is governed by the cluster's size", [...modern, datastore("datastore-1", { type: "NFS41", vmfsMajorVersion: null })], "lifted", 2, /NFS/],
    ["a missing version is unknown", [...modern, host("host-2", { version: null })], "unknown", undefined, /missing version of host-2/],
    ["a version that may not be read is unknown", [...modern, { ...host("host-2", {}), kind: "modify", set: {}, unreadable: ["version"] }], "unknown", undefined, /missing version of host-2/],
    ["a missing VMFS version is unknown", [...modern, datastore("datastore-1", { vmfsMajorVersion: null })], "unknown", undefined, /missing VMFS version of datastore-1/],
    ["a missing datastore type is unknown", [...modern, datastore("datastore-1", { type: null })], "unknown", undefined, /missing type of datastore-1/],
    ["missing cluster hosts are unknown", [...modern, cluster("domain-c1", [], { hosts: null })], "unknown", undefined, /missing hosts of domain-c1/],
    ["vSAN is governed by the cluster's size", [...modern, datastore("datastore-1", { type: "vsan", vmfsMajorVersion: null })], "lifted", 2, /vSAN/],
    ["so are Virtual Volumes", [...modern, datastore("datastore-1", { type: "VVOL", vmfsMajorVersion: null })], "lifted", 2, /Virtual Volumes/],
    ["on vSAN an unknown host version stays unknown", [...modern, host("host-2", { version: null }), datastore("datastore-1", { type: "vsan", vmfsMajorVersion: null })], "unknown", undefined, /missing version of host-2/],
    ["a datastore type without a rule is unknown", [...modern, datastore("datastore-1", { type: "OTHER" })], "unknown", undefined, /no rule covers datastore type "OTHER"/],
    ["a host that is not known is unknown", [...modern, leave("HostSystem", "host-1")], "unknown", undefined, /missing/],
  ];
  test.each(rows)("%s", (_title, updates, verdict, hosts, reason) => {
    const { inventory, group } = grouped(...updates);
    const limit = hostLimitOf(inventory, group);
    expect(limit).toMatchObject({ verdict, hosts });
    expect(limit.reason).toMatch(reason);
  });

  test("the operator's override wins and is told as such", () => {
    const { inventory, group } = grouped(...modern);
    expect(hostLimitOf(inventory, group, 8)).toEqual({ verdict: "applies", hosts: 8, reason: "the operator's override (linkedClones.hostLimit) says 8", source: "override", citation: undefined });
  });

  test("every rule names its source", () => {
    for (const { source } of hostLimitRules) expect(source.length).toBeGreaterThan(10);
  });
});

test("placement counts powered-off members and templates, and names members without a place", () => {
  const { inventory, group } = grouped(...modern, vm("vm-2", { host: "host-2", powerState: "poweredOff", template: true }, "modify"));
  expect(inventory.placementOf(group)).toEqual({ hosts: ["host-1", "host-2"], computes: ["domain-c1"], unplaced: [] });
  applyUpdates(inventory, [vm("vm-1", { host: null }, "modify")]);
  expect(inventory.placementOf(group)).toEqual({ hosts: ["host-2"], computes: ["domain-c1"], unplaced: ["vm-1"] });
});

describe("a group is among the changes when what it is judged by changed", () => {
  const rows: readonly (readonly [string, InventoryUpdate, boolean])[] = [
    ["a member on another host", vm("vm-1", { host: "host-2" }, "modify"), true],
    ["another host version in its cluster", host("host-2", { version: "5.0.0" }), true],
    ["HA switched off", cluster("domain-c1", ["host-1", "host-2"], { haEnabled: false }), true],
    ["one more host in the cluster", cluster("domain-c1", ["host-1", "host-2", "host-3"]), true],
    ["the datastore's VMFS version", datastore("datastore-1", { vmfsMajorVersion: 5 }), true],
    ["a host that left the cluster with members on it", cluster("domain-c1", ["host-2"]), true],
    ["a member that has moved into the base's directory", vm("vm-1", { vmPathName: "[ds1] g/g.vmx" }, "modify"), true],
    ["the name of the base's owner", vm("vm-1", { name: "renamed", vmPathName: "[ds1] g/g.vmx" }, "modify"), true],
    ["free space", datastore("datastore-1", { freeSpaceBytes: 5 }), false],
    ["a host's connection, which the restart risk looks at", host("host-2", { connectionState: "notResponding" }), true],
    ["a host's maintenance", host("host-2", { inMaintenanceMode: true }), true],
    ["a member's power", vm("vm-1", { powerState: "poweredOff" }, "modify"), false],
  ];
  test.each(rows)("%s", (_title, update, touched) => {
    const { inventory, group } = grouped(...modern);
    expect(applyUpdates(inventory, [update]).groups.has(group.id)).toBe(touched);
  });
});

test("a group whose base has moved no longer hangs on the old datastore", () => {
  const { inventory, group } = grouped(...modern);
  applyUpdates(inventory, [linked("vm-1", "a/a.vmdk", "2:g/g.vmdk"), linked("vm-2", "b/b.vmdk", "2:g/g.vmdk")]);
  expect(inventory.groups.get(group.id)?.base).toBe("datastore-2:g/g.vmdk");
  expect(applyUpdates(inventory, [datastore("datastore-1", { vmfsMajorVersion: 5 })]).groups.size).toBe(0);
  expect([...applyUpdates(inventory, [datastore("datastore-2", { vmfsMajorVersion: 5 })]).groups]).toEqual([group.id]);
});
