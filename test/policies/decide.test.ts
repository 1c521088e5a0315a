import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/policies/decide.js";
import { render } from "../../src/policies/render.js";
import { chain, cluster, datastore, disk, host, node, snapshots, vm } from "../inventory/estate.js";
import { linkedEstate, onePolicy, places, worldOf } from "./support.js";

/** The shipped policy, narrowed as its comment offers. */
const promote = onePolicy(readFileSync("config/policies/promote-after-snapshot-removal.yaml", "utf8").replace("# where:", "where:"));
const span = onePolicy(readFileSync("config/policies/clone-group-ha-span.yaml", "utf8"));
const groupOf = (world: { inventory: { groups: ReadonlyMap<string, unknown> } }) => ({ kind: "group", id: [...world.inventory.groups.keys()][0] ?? "" }) as const;

describe("clone-group-ha-span", () => {
  it("holds from one host below the limit on", () => {
    const verdicts = [5, 6, 7, 8, 9].map((count) => {
      const world = worldOf(linkedEstate(count));
      return decide(span, world, groupOf(world)).verdict;
    });
    expect(verdicts).toEqual(["false", "false", "true", "true", "true"]);
  });

  it("is a warning while HA surely finds a host, and critical where it may not", () => {
    const [seven, nine] = [worldOf(linkedEstate(7)), worldOf(linkedEstate(9))];
    expect(decide(span, seven, groupOf(seven)).severity).toBe("warning");
    expect(decide(span, nine, groupOf(nine)).severity).toBe("warning");
    const wide = worldOf([...linkedEstate(9), cluster("domain-c1", Array.from({ length: 30 }, (_, index) => `host-${index + 1}`), { name: "prod-a" })]);
    expect(decide(span, wide, groupOf(wide)).severity).toBe("critical");
  });

  it("is false without HA, and unknown while the limit is", () => {
    const off = worldOf([...linkedEstate(9), { ...cluster("domain-c1", [], {}), kind: "modify", set: { haEnabled: false } }]);
    expect(decide(span, off, groupOf(off)).verdict).toBe("false");
    const unsure = worldOf(linkedEstate(9).filter((update) => update.type !== "Datastore"), { hostLimit: undefined });
    expect(decide(span, unsure, groupOf(unsure))).toMatchObject({ verdict: "unknown", missing: ["group.limit.hosts", "group.limit.verdict"] });
  });

  it("says in its texts what it saw", () => {
    const world = worldOf(linkedEstate(9));
    const said = render(span, world, groupOf(world), "warning", "vc-1");
    expect(said.annotations["summary"]).toBe("Clone group base spans 9 of 8 permitted hosts");
    expect(said.labels).toEqual({ alertname: "clone-group-ha-span", policy: "clone-group-ha-span", severity: "warning", vcenter: "vc-1", subject: groupOf(world).id, subject_kind: "group", name: "base", team: "storage" });
    expect(said.object).toMatchObject({ hostSpan: 9, members: expect.any(Array) as unknown });
  });

  it("cuts long lists in the object, and says how much is left out", () => {
    const wide = worldOf([...linkedEstate(2), ...Array.from({ length: 1_100 }, (_, index) => vm(`vm-1${index}`, { name: `n${index}`, host: "host-1", disks: [disk(2000, chain(`n${index}/x.vmdk`, "base/base.vmdk"))] }))]);
    const { object } = render(span, wide, groupOf(wide), "warning", "vc-1") as { object: { members: unknown[]; membersOmitted: number } };
    expect([object.members.length, object.membersOmitted]).toEqual([1_000, 102]);
    const ofVm = onePolicy("policy: p\nmode: enforce\neach: vm\nwhen: vm.linked\nalert: { severity: info }");
    const inside = render(ofVm, wide, { kind: "vm", id: "vm-1" }, "info", "vc-1") as { object: { group: { members: unknown[]; membersOmitted: number } } };
    expect([inside.object.group.members.length, inside.object.group.membersOmitted]).toEqual([10, 1_092]);
  });

  it("says so where a text's input is missing", () => {
    const unsure = worldOf(linkedEstate(9).filter((update) => update.type !== "Datastore"), { hostLimit: undefined });
    expect(render(span, unsure, groupOf(unsure), "warning", "vc-1").annotations["summary"]).toBe("clone-group-ha-span: group base (not known at the moment: group.limit.hosts)");
  });
});

describe("promote-after-snapshot-removal", () => {
  /** A VM in the given folder whose chain has a level more than it needs, unless a snapshot pins it. */
  const own = (parent: string, pinned = false, devices = [disk(2000, chain("v/v-2.vmdk", "v/v-1.vmdk", "v/v.vmdk"))]) => [
    ...places, datastore("datastore-1"), cluster("domain-c1", ["host-1"], { name: "prod-a" }), host("host-1"),
    vm("vm-1", { parent, vmPathName: "[ds1] v/v.vmx", disks: devices, datastores: ["datastore-1"], ...(pinned ? { snapshot: snapshots("snapshot-1", node("snapshot-1")) } : {}) }),
  ];
  const subject = { kind: "vm", id: "vm-1" } as const;

  it("holds for a VM with a level that nobody needs", () => {
    expect(decide(promote, worldOf(own("group-v5")), subject)).toEqual({ policy: promote.name, subject, verdict: "true", missing: [], severity: undefined });
  });

  it.each([
    ["in a folder that is left out", own("group-v4"), "false"],
    ["of another cluster", [...own("group-v5"), cluster("domain-c1", ["host-1"], { name: "test-a" })], "false"],
    ["on a cluster without a name yet", [...own("group-v5"), cluster("domain-c1", ["host-1"], { name: null })], "unknown"],
    ["in an unknown folder", own("group-v404"), "unknown"],
    ["with nothing to fold away", own("group-v5", false, [disk(2000, chain("v/v.vmdk"))]), "false"],
    ["whose snapshots cannot be read", own("group-v5", true), "unknown"],
  ] as const)("a VM %s: %s", (_what, updates, verdict) => {
    expect(decide(promote, worldOf(updates), subject).verdict).toBe(verdict);
  });

  it("waits while the VM is busy, and does not know while tasks cannot be read", () => {
    expect(decide(promote, worldOf(own("group-v5"), { busyVms: new Set(["vm-1"]) }), subject).verdict).toBe("false");
    expect(decide(promote, worldOf(own("group-v5"), { busyVms: undefined }), subject)).toMatchObject({ verdict: "unknown", missing: ["vm.busy"] });
  });

  it("does not act on what it does not know, even where the condition is decided by another disk", () => {
    const policy = onePolicy(`policy: a\nmode: propose\neach: vm\nwhen: vm.disks.exists(d, d.key == 2000)\ndo: { promote: { unlink: false, disks: "vm.disks.filter(d, d.unneededLevels > 0).map(d, d.key)" } }`);
    expect(decide(policy, worldOf(own("group-v5", true)), subject)).toMatchObject({ verdict: "unknown", missing: ["vm.disks.unneededLevels"] });
    const nothing = worldOf(own("group-v5", false, [disk(2000, chain("v/v.vmdk"))]));
    expect(decide(policy, nothing, subject)).toMatchObject({ verdict: "unknown", missing: ["do.promote.disks is empty: vCenter takes an empty list for every disk of the VM"] });
  });
});

describe("severity", () => {
  const policy = onePolicy(`policy: a
mode: enforce
each: vm
when: vm.name != ""
alert: { severity: info, raise: [{ to: critical, when: vm.depth > 2 }, { to: warning, when: vm.hostRef == "host-1" }] }`);
  const judged = (set: Parameters<typeof vm>[1]) => decide(policy, worldOf([vm("vm-1", set)]), { kind: "vm", id: "vm-1" });

  it("is the worst that holds, in whatever order the steps stand", () => {
    expect(judged({ disks: [disk(2000, chain("a/a", "a/b", "a/c"))] }).severity).toBe("critical");
    expect(judged({}).severity).toBe("warning");
    expect(judged({ host: "host-2" }).severity).toBe("info");
  });

  it("has a ceiling where a step is unknown", () => {
    expect(judged({ host: null })).toMatchObject({ severity: "info", severityCeiling: "warning" });
    expect(judged({ disks: null })).toMatchObject({ severity: "warning", severityCeiling: "critical" });
  });

  it("is not looked at when the policy is off, or for another kind of object", () => {
    expect(decide({ ...policy, mode: "off" }, worldOf([vm("vm-1")]), { kind: "vm", id: "vm-1" }).verdict).toBe("false");
    expect(decide(policy, worldOf([host("host-1")]), { kind: "host", id: "host-1" }).verdict).toBe("false");
  });
});
