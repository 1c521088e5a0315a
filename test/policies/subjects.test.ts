import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { decide } from "../../src/policies/decide.js";
import type { Subject } from "../../src/policies/decision.js";
import type { PolicySet } from "../../src/policies/policy-set.js";
import { allSubjects, subjectsTouched, subjectView } from "../../src/policies/subjects.js";
import type { JsonObject } from "../../src/policies/vocabulary/json.js";
import { chain, cluster, datastore, disk, host, leave, vm } from "../inventory/estate.js";
import { histories } from "../inventory/histories.js";
import { loaded, linkedEstate, inventoryOf, place } from "./support.js";

const policiesOf = (...whens: readonly string[]) => loaded(whens
  .map((when) => `policy: p-${when.split(/\W/)[0] ?? ""}\nmode: enforce\neach: ${when.split(/\W/)[0] ?? ""}\nwhen: ${when}\nalert: { severity: info }`).join("\n---\n"));
/** One policy per kind, which together look at all that wakes subjects from afar. */
const set = policiesOf("vm.linked && vm.group.hostSpan > 1 && vm.datastores.size() > 0 && vm.folder != '' && vm.ownBytes > 0 && vm.ifDeleted.complete", "group.hostSpan > 1", "cluster.haEnabled",
  "host.inMaintenanceMode", "datastore.orphanedFiles.size() > 0");
/** The same without a look at the VM's group, which would wake all its members. */
const alone = policiesOf("vm.datastores.size() > 0 && vm.folder != '' && vm.ifDeleted.complete");
const lookedAt: readonly (readonly [string, PolicySet, (view: JsonObject | undefined) => JsonObject | undefined])[] = [
  ["of every kind", set, (view) => view],
  ["of VMs, apart from their groups", alone, (view) => view === undefined ? undefined : Object.fromEntries(Object.entries(view).filter(([name]) => name !== "group"))],
];

const key = ({ kind, id }: Subject) => `${kind}:${id}`;
const vms = ["vm-1", "vm-2", "vm-3", "vm-4", "vm-5", "vm-6", "vm-7"];
const hosts = ["host-1", "host-2"];

const elsewhere: fc.Arbitrary<InventoryUpdate> = fc.oneof(
  fc.record({ ref: fc.constantFrom(...hosts), parent: fc.constantFrom("domain-c1", "domain-c2"), name: fc.constantFrom("esx", "esx2"), version: fc.constantFrom("5.0.0", "8.0.2", null) }).map(({ ref, ...rest }) => host(ref, rest)),
  fc.constantFrom(...hosts).map((ref) => leave("HostSystem", ref)),
  fc.record({ ref: fc.constantFrom(...hosts), inMaintenanceMode: fc.boolean(), connectionState: fc.constantFrom("connected", "notResponding") }).map(({ ref, ...rest }) => ({ ...host(ref, rest), kind: "modify" as const, set: rest })),
  fc.record({ ref: fc.constantFrom("domain-c1", "domain-c2"), vms: fc.subarray(vms), rule: fc.subarray(hosts) }).map(({ ref, ...rest }) => ({
    type: "ComputeResource" as const, ref, kind: "modify" as const, unreadable: [], set: { haRestart: { byDefault: true, except: rest.vms }, mustRules: [{ name: "r", kind: "on" as const, vms: rest.vms, hosts: rest.rule }] },
  })),
  fc.record({ ref: fc.constantFrom("domain-c1", "domain-c2"), members: fc.subarray(hosts), haEnabled: fc.constantFrom(true, false, null), isCluster: fc.boolean(), name: fc.constantFrom("a", "b") }).map(({ ref, members, ...rest }) => cluster(ref, members, rest)),
  fc.record({ ref: fc.constantFrom("datastore-1", "datastore-2"), type: fc.constantFrom("VMFS", "NFS", null), vmfsMajorVersion: fc.constantFrom(3, 6), name: fc.constantFrom("ds", "fast"), freeSpaceBytes: fc.constantFrom(1, 2, null) }).map(({ ref, ...rest }) => datastore(ref, rest)),
  fc.record({ ref: fc.constantFrom("group-v1", "group-v2", "group-v3"), name: fc.constantFrom("x", "y"), parent: fc.constantFrom("group-d1", "group-v1", undefined) }).map(({ ref, name, parent }) => place(ref, name, parent === ref ? undefined : parent)),
  fc.record({ ref: fc.constantFrom(...vms), parent: fc.constantFrom("group-v1", "group-v2", "group-v3"), datastores: fc.subarray(["datastore-1", "datastore-2"]) }).map(({ ref, ...rest }) => vm(ref, rest, "modify")),
  fc.record({ ref: fc.constantFrom(...vms), host: fc.constantFrom(...hosts) }).map(({ ref, ...rest }) => vm(ref, rest, "modify")),
);
/** Multi-writer disks link nobody; a base that becomes one while others stand on it is left to the sweep. */
const linkingOnly = histories.map((history) => JSON.parse(JSON.stringify(history, (name, value: unknown) => (name === "sharing" ? undefined : value))) as InventoryUpdate[]);
const steps = fc.tuple(linkingOnly, fc.array(elsewhere, { maxLength: 40 }), fc.infiniteStream(fc.boolean())).map(([own, others, order]) => {
  const mixed: InventoryUpdate[] = [];
  const [left, right] = [[...own], [...others]];
  while (left.length + right.length > 0) {
    const next = (order.next().value === true ? left.shift() ?? right.shift() : right.shift() ?? left.shift());
    if (next !== undefined) mixed.push(next);
  }
  return mixed;
});

describe("subjects touched by a change", () => {
  it.each(lookedAt)("%s are all whose objects look different afterwards, after every step of long random histories", (_title, policies, seenOf) => {
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 4 }), (history, batch) => {
      const inventory = new Inventory();
      const kept = new Map<string, unknown>();
      const world = { inventory, hostLimit: undefined, busyVms: new Set<string>() };
      for (let at = 0; at < history.length; at += batch) {
        const view = (subject: Subject) => seenOf(subjectView(world, subject));
        for (const subject of subjectsTouched(policies, inventory, applyUpdates(inventory, history.slice(at, at + batch)))) kept.set(key(subject), view(subject));
        for (const subject of allSubjects(policies, { inventory })) {
          if (JSON.stringify(kept.get(key(subject))) !== JSON.stringify(view(subject))) {
            expect.fail(`${key(subject)} was not touched by ${JSON.stringify(history.slice(at, at + batch))}: ${JSON.stringify(kept.get(key(subject)))} became ${JSON.stringify(view(subject))}`);
          }
        }
        const alive = new Set([...allSubjects(policies, { inventory })].map(key));
        for (const [known, view] of kept) if (view !== undefined) expect(alive.has(known), `${known} is gone and was not touched`).toBe(true);
      }
    }), { numRuns: 250 });
  });

  it("give the same decisions as judging everything, whatever the order within a set", () => {
    fc.assert(fc.property(steps, (history) => {
      const inventory = new Inventory();
      const world = { inventory, hostLimit: 2, busyVms: new Set<string>() };
      const kept = new Map<string, string>();
      const judged = (subject: Subject) => JSON.stringify(set.byKind[subject.kind].map((policy) => decide(policy, world, subject)));
      for (const update of history) {
        const touched = [...subjectsTouched(set, inventory, applyUpdates(inventory, [update]))].reverse();
        for (const subject of touched) kept.set(key(subject), judged(subject));
      }
      for (const subject of allSubjects(set, { inventory })) expect(kept.get(key(subject))).toBe(judged(subject));
    }), { numRuns: 100 });
  });

  it("include every VM of a cluster that does not name all its hosts yet", () => {
    const inventory = inventoryOf([...linkedEstate(1), vm("vm-2", { host: "host-1", disks: [disk(2000, chain("two/two.vmdk", "base/base.vmdk"))] }), cluster("domain-c1", ["host-11"])]);
    const changes = applyUpdates(inventory, [host("host-11", { version: "5.0.0" })]);
    expect(subjectsTouched(set, inventory, changes)).toContainEqual({ kind: "vm", id: "vm-2" });
  });

  it("are few: a VM that is renamed wakes itself and its group", () => {
    const inventory = inventoryOf(linkedEstate(9));
    const group = [...inventory.groups.keys()][0] ?? "";
    const plain = loaded("policy: a\nmode: enforce\neach: vm\nwhen: vm.template\nalert: { severity: info }\n---\npolicy: b\nmode: enforce\neach: group\nwhen: group.hostSpan > 1\nalert: { severity: info }");
    const changes = applyUpdates(inventory, [vm("vm-3", { name: "other" }, "modify")]);
    expect(subjectsTouched(plain, inventory, changes)).toEqual([{ kind: "vm", id: "vm-3" }, { kind: "group", id: group }]);
  });

  it("are none where no policy looks", () => {
    const inventory = new Inventory();
    const changes = applyUpdates(inventory, linkedEstate(9));
    expect(subjectsTouched(loaded(), inventory, changes)).toEqual([]);
    expect([...allSubjects(loaded(), { inventory })]).toEqual([]);
    const off = loaded("policy: a\nmode: off\neach: vm\nwhen: vm.template\nalert: { severity: info }");
    expect(subjectsTouched(off, inventory, changes)).toEqual([]);
  });
});
