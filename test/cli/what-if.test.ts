import { describe, expect, it } from "vitest";
import type { Palette } from "../../src/cli/palette.js";
import { drawRehearsal } from "../../src/cli/draw-rehearsal.js";
import { readHypotheses, type Wish } from "../../src/cli/read-hypotheses.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { rehearse } from "../../src/inventory/what-if.js";
import { policySet } from "../../src/policies/policy-set.js";
import { judgedChanges } from "../../src/policies/judged-changes.js";
import { chain, cluster, datastore, disk, host, layout, linked, node, snapshot, snapshots, vm } from "../inventory/estate.js";
import { onePolicy } from "../policies/support.js";

const plain: Palette = { strong: String, faint: String, good: String, warn: String, bad: String };

/** Three hosts; a base VM with a snapshot and two clones of it. */
function estate(): Inventory {
  const inventory = new Inventory();
  const base = vm("vm-1", { name: "gold", snapshot: snapshots("snapshot-1", node("snapshot-1")), vmPathName: "[ds1] gold/gold.vmx", disks: [disk(2000, chain("gold/delta.vmdk", "gold/gold.vmdk"))] });
  applyUpdates(inventory, [
    ...["host-1", "host-2", "host-3"].map((ref) => host(ref)), cluster("domain-c1", ["host-1", "host-2", "host-3"]), datastore("datastore-1", { freeSpaceBytes: 5 * 1024 ** 3 }),
    base, snapshot("snapshot-1", "vm-1", disk(2000, chain("gold/gold.vmdk"))), linked("vm-2", "a/a.vmdk", "gold/gold.vmdk"), linked("vm-3", "b/b.vmdk", "gold/gold.vmdk"),
  ]);
  return inventory;
}

it("a few bytes of a large datastore are told as a difference", () => {
  const inventory = estate();
  const GiB = 1024 ** 3;
  applyUpdates(inventory, [{ ...datastore("datastore-1", { freeSpaceBytes: 4_000 * GiB }), kind: "modify" }, ...["vm-2", "vm-3"].map((ref) => layout(ref, 1, { "gold/gold.vmdk": 2 * GiB, "a/a.vmdk": GiB, "b/b.vmdk": GiB }))]);
  const drawn = (kind: "delete" | "promote") => drawRehearsal(inventory, rehearse(inventory, [kind === "delete" ? { kind, vm: "vm-2" } : { kind, vm: "vm-2", unlink: true }]), [], plain).filter((line) => line.startsWith("ds1"));
  expect([...drawn("delete"), ...drawn("promote")]).toEqual([expect.stringMatching(/^ds1 +3.91 TiB +3.91 TiB, 1 GiB more$/), expect.stringMatching(/^ds1 +3.91 TiB +3.91 TiB, 1 GiB less$/)]);
});

describe("what is to be rehearsed", () => {
  it("is given by names or ids, and keeps its order", () => {
    const wishes: readonly Wish[] = [
      { kind: "migrate", text: "name-vm-2=name-host-2" }, { kind: "lose-host", text: "host-1" }, { kind: "add-hosts", text: "name-domain-c1=2" }, { kind: "promote", text: "vm-3", unlink: true },
      { kind: "remove-snapshot", text: "gold/name of snapshot-1" }, { kind: "relocate", text: "gold=ds1" }, { kind: "delete", text: "gold" }, { kind: "maintenance", text: "name-host-3" }, { kind: "unregister", text: "gold" },
    ];
    expect(readHypotheses(estate(), wishes)).toEqual([
      { kind: "migrate", vm: "vm-2", host: "host-2" }, { kind: "lose-host", host: "host-1" }, { kind: "add-hosts", cluster: "domain-c1", count: 2 }, { kind: "promote", vm: "vm-3", unlink: true },
      { kind: "remove-snapshot", vm: "vm-1", snapshot: "snapshot-1" }, { kind: "relocate", vm: "vm-1", datastore: "datastore-1" }, { kind: "delete", vm: "vm-1" }, { kind: "maintenance", host: "host-3" }, { kind: "unregister", vm: "vm-1" },
    ]);
  });

  it.each<[Wish, string]>([
    [{ kind: "lose-host", text: "name-host-4" }, 'there is no host "name-host-4"; did you mean "name-host-1"?'],
    [{ kind: "migrate", text: "gold" }, '"gold" is not of the form VM=HOST'],
    [{ kind: "add-hosts", text: "name-domain-c1=many" }, '--add-hosts takes CLUSTER=NUMBER: "many" is not a number of hosts'],
    [{ kind: "remove-snapshot", text: "gold/silver" }, 'there is no snapshot "silver" of gold'],
    [{ kind: "delete", text: "golf" }, 'there is no VM "golf"; did you mean "gold"?'],
  ])("%o is refused with what is there", (wish, message) => {
    expect(() => readHypotheses(estate(), [wish])).toThrow(message);
  });
});

describe("a rehearsal", () => {
  const wide = policySet([onePolicy("policy: wide\nmode: enforce\neach: group\nwhen: group.hostSpan >= 2\nalert: { severity: warning, summary: '\"wide\"' }")], []);

  it("shows spans and policies before and after, and changes nothing", () => {
    const inventory = estate();
    const rehearsal = rehearse(inventory, readHypotheses(inventory, [{ kind: "migrate", text: "vm-2=host-2" }, { kind: "delete", text: "gold" }]), 8);
    const world = { hostLimit: 8, busyVms: undefined };
    const judged = judgedChanges(wide, { ...world, inventory }, { ...world, inventory: rehearsal.inventory });
    expect(judged).toMatchObject([{ policy: "wide", name: "gold", before: "false", after: "true" }]);
    const text = drawRehearsal(inventory, rehearsal, judged, plain).join("\n");
    expect(text).toMatch(/^migrate name-vm-2=name-host-2\ndelete gold\n/);
    expect(text).toContain("name-vm-2, name-vm-3 stand on its files");
    expect(text).toMatch(/gold +3 VMs, 1 host of 8, restart guaranteed +2 VMs, 2 hosts of 8, restart guaranteed/);
    expect(text).toContain("orphaned files\n   datastore-1:gold/gold.vmdk");
    expect(text).toContain("wide: gold false → true");
    expect(inventory.vms.has("vm-1")).toBe(true);
    expect(inventory.vms.get("vm-2")?.host).toBe("host-1");
  });

  it("does not repeat what policies say of both worlds", () => {
    const inventory = estate();
    applyUpdates(inventory, [{ type: "VirtualMachine", ref: "vm-2", kind: "modify", set: { host: "host-2" }, unreadable: [] }]);
    const rehearsal = rehearse(inventory, readHypotheses(inventory, [{ kind: "migrate", text: "vm-3=host-3" }]), 8);
    const world = { hostLimit: 8, busyVms: undefined };
    expect(judgedChanges(wide, { ...world, inventory }, { ...world, inventory: rehearsal.inventory })).toEqual([]);
  });

  it("of an unregistering says what is orphaned and what vCenter would delete with the last VM that has it", () => {
    const inventory = estate();
    const rehearsal = rehearse(inventory, readHypotheses(inventory, [{ kind: "delete", text: "name-vm-3" }, { kind: "unregister", text: "gold" }]));
    const text = drawRehearsal(inventory, rehearsal, [], plain).join("\n");
    expect(text).toMatch(/^unregister gold\n {3}1 file is orphaned\n {3}one VM alone is left with datastore-1:gold\/gold\.vmdk: vCenter would delete it with that VM/m);
    expect(rehearsal.inventory.vms.has("vm-1")).toBe(false);
    expect(rehearsal.steps[1]?.foresight?.space).toEqual([]);
    expect(text).toContain("orphaned files\n   datastore-1:gold/gold.vmdk");
  });

  it("says each change in the words of the command line, with what it copies and frees", () => {
    const inventory = estate();
    applyUpdates(inventory, [layout("vm-1", 1, { "gold/gold.vmdk": 4 * 1024 ** 3, "gold/delta.vmdk": 1024 ** 3 }), layout("vm-2", 1, { "gold/gold.vmdk": 4 * 1024 ** 3, "a/a.vmdk": 1024 ** 3 })]);
    const wishes: readonly Wish[] = [{ kind: "promote", text: "vm-2", unlink: true }, { kind: "promote", text: "gold" }, { kind: "remove-snapshot", text: "gold/name of snapshot-1" }, { kind: "add-hosts", text: "name-domain-c1=2" }, { kind: "lose-host", text: "host-3" }];
    const text = drawRehearsal(inventory, rehearse(inventory, readHypotheses(inventory, wishes)), [], plain).join("\n");
    expect(text).toMatch(/^unlink name-vm-2\n(?: {3}.*\n)* {3}copies 4 GiB to ds1\n {3}frees .*on ds1\n/);
    for (const title of ["promote gold", "remove-snapshot gold/name of snapshot-1", "add-hosts name-domain-c1=2", "lose-host name-host-3"]) expect(text.split("\n")).toContain(title);
  });

  it("of nothing that matters says that all stays the same", () => {
    const inventory = estate();
    const rehearsal = rehearse(inventory, readHypotheses(inventory, [{ kind: "add-hosts", text: "domain-c1=1" }]), 8);
    const world = { hostLimit: 8, busyVms: undefined };
    expect(judgedChanges(wide, { ...world, inventory }, { ...world, inventory: rehearsal.inventory })).toEqual([]);
    expect(drawRehearsal(inventory, rehearsal, [], plain).filter((line) => line.endsWith("the same"))).toHaveLength(2);
  });
});
