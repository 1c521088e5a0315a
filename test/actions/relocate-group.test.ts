import { describe, expect, it } from "vitest";
import type { Assignment } from "../../src/actions/action.js";
import type { NextStep } from "../../src/actions/next-step.js";
import { relocateGroup } from "../../src/actions/relocate-group.js";
import { relocationOrder } from "../../src/inventory/foresight/relocate-group.js";
import type { InventoryUpdate, VmUpdate } from "../../src/inventory/updates.js";
import { chain, cluster, datastore, disk, host, leave, vm } from "../inventory/estate.js";
import { worldOf } from "../policies/support.js";

const member = (ref: string, name: string, levels: readonly string[], set: VmUpdate["set"] = {}): VmUpdate => {
  const leaf = levels[0] ?? "";
  const home = chain(`${leaf.slice(0, leaf.lastIndexOf("/"))}/${name}.vmx`).fileName;
  return vm(ref, { name, instanceUuid: `uuid-${ref}`, template: false, powerState: "poweredOff", vmPathName: home, disks: [disk(2000, chain(...levels))], ...set });
};

const stores = [...["datastore-1", "datastore-2"].map((ref) => datastore(ref, { accessible: true, freeSpaceBytes: 1 << 30 })), cluster("domain-c1", ["host-1", "host-2", "host-3"]), ...["host-1", "host-2", "host-3"].map((ref) => host(ref))];
const base = member("vm-3", "base", ["base/base.vmdk"]);
const layer = member("vm-4", "layer", ["layer/layer.vmdk", "base/base.vmdk"]);
const top = member("vm-1", "top", ["top/top.vmdk", "layer/layer.vmdk", "base/base.vmdk"]);
const clone = member("vm-2", "clone", ["clone/clone.vmdk", "base/base.vmdk"]);

function next(updates: readonly InventoryUpdate[], groupId: string, memo?: unknown, hostLimit?: number): NextStep {
  const assignment: Assignment = { subject: { kind: "group", id: groupId }, params: { datastore: "ds2" }, actionId: "a", memo };
  return relocateGroup.next({ ...worldOf([...stores, ...updates]), ...(hostLimit === undefined ? {} : { hostLimit }), apiVersion: "8.0.3.0" }, assignment);
}

function step(answer: NextStep): Extract<NextStep, { readonly kind: "operation" }> {
  if (answer.kind !== "operation") throw new Error(JSON.stringify(answer));
  return answer;
}

const groupId = worldOf([...stores, base, layer, top, clone]).inventory.groupOf("vm-3")?.id ?? "";

describe("a group is moved in an order that keeps it linked", () => {
  it("first those whose leaves others stand on, the lowest first, then the shortest chains", () => {
    const { inventory } = worldOf([...stores, base, layer, top, clone]);
    const group = inventory.groupOf("vm-3");
    expect(group === undefined ? [] : relocationOrder(inventory, group)).toEqual(["vm-3", "vm-4", "vm-2", "vm-1"]);
  });

  it("a base holder comes before its clones, although a snapshot keeps its own leaf from being shared", () => {
    const holder = member("vm-9", "holder", ["holder/holder-1.vmdk", "holder/holder.vmdk"]);
    const { inventory } = worldOf([...stores, holder, member("vm-5", "one", ["one/one.vmdk", "holder/holder.vmdk"]), member("vm-6", "two", ["two/two.vmdk", "holder/holder.vmdk"])]);
    const group = inventory.groupOf("vm-9");
    expect(group === undefined ? [] : relocationOrder(inventory, group)).toEqual(["vm-9", "vm-5", "vm-6"]);
  });

  it("goes on from what was written down although the group has fallen apart and has another id", () => {
    const first = step(next([base, layer, top, clone], groupId));
    expect(first).toMatchObject({ operation: { kind: "RelocateVM_Task", vm: "vm-3", datastore: "datastore-2", diskMoveType: "moveAllDiskBackingsAndAllowSharing" }, progress: { done: 0, total: 4 } });
    const moved = member("vm-3", "base", ["2:base/base.vmdk"]);
    const memo: unknown = JSON.parse(JSON.stringify(first.memo));
    const second = step(next([moved, layer, top, clone], groupId, memo));
    expect(second).toMatchObject({ operation: { vm: "vm-4" }, progress: { done: 1, total: 4 }, why: "1 of 4 members of clone group base is on ds2; next is layer." });
    const all = [moved, member("vm-4", "layer", ["2:layer/layer.vmdk", "2:base/base.vmdk"]), member("vm-1", "top", ["2:top/top.vmdk", "2:layer/layer.vmdk", "2:base/base.vmdk"]), member("vm-2", "clone", ["2:clone/clone.vmdk", "2:base/base.vmdk"])];
    expect(next(all, "an id that nobody has", second.memo)).toEqual({ kind: "satisfied", why: "4 of 4 members of clone group base are on ds2." });
    expect(next([base, layer, top, clone], "an id that nobody has")).toMatchObject({ kind: "refused" });
  });

  it("leaves out who is gone, and who has come to be another VM under the same reference", () => {
    const { memo } = step(next([base, layer, top, clone], groupId));
    const moved = [member("vm-3", "base", ["2:base/base.vmdk"]), member("vm-1", "top", ["2:top/top.vmdk", "2:base/base.vmdk"])];
    const stranger = member("vm-2", "stranger", ["s/s.vmdk"], { instanceUuid: "somebody else" });
    expect(next([...moved, layer, stranger, leave("VirtualMachine", "vm-4")], groupId, memo)).toEqual({ kind: "satisfied", why: "2 of 2 members of clone group base are on ds2; 2 more left vCenter meanwhile." });
  });

  it("stops where a member cannot be moved, and says where the whole stands", () => {
    const { memo } = step(next([base, layer, top, clone], groupId));
    const moved = member("vm-3", "base", ["2:base/base.vmdk"]);
    expect(next([moved, member("vm-4", "layer", ["layer/layer.vmdk", "base/base.vmdk"], { connectionState: "inaccessible" }), top, clone], groupId, memo))
      .toEqual({ kind: "wait", reasons: ["layer is inaccessible: vCenter cannot reach it.", "So far, 1 of 4 members of clone group base is on ds2."] });
  });

  it("is refused where the hosts of a member have not the datastore, or where more hosts would have the base open there than may", () => {
    const all = [base, layer, top, clone];
    expect(next([...all, host("host-1", { datastores: ["datastore-1"] })], groupId)).toMatchObject({ kind: "refused", reasons: [expect.stringContaining("The datastore ds2 is not mounted on name-host-1, the host of base."), expect.any(String)] });
    const running = [top, clone, layer].map((each, index): InventoryUpdate => ({ ...each, set: { ...each.set, powerState: "poweredOn", host: `host-${index + 1}` } }));
    expect(next([base, ...running], groupId, undefined, 3)).toMatchObject({ kind: "operation" });
    expect(next([base, ...running], groupId, undefined, 2)).toMatchObject({ kind: "refused", reasons: [expect.stringMatching(/^Members of clone group base run on 3 hosts; at most 2 may have its base open/)] });
    const hidden = { ...layer, set: Object.fromEntries(Object.entries(layer.set).filter(([name]) => name !== "powerState")) } as VmUpdate;
    expect(next([base, ...running.slice(0, 2), hidden], groupId, undefined, 2)).toEqual({ kind: "unknown", missing: ["runtime.powerState of vm-4"] });
  });

  it("counts what is shared once: who comes later brings only what is its own", () => {
    const sized = (update: VmUpdate, files: Readonly<Record<string, number>>): VmUpdate => ({
      ...update, set: { ...update.set, layout: { at: 1, files: Object.entries(files).map(([file, bytes]) => ({ fileName: chain(file).fileName, bytes })) } },
    });
    const updates = [sized(base, { "base/base.vmdk": 100 }), sized(layer, { "layer/layer.vmdk": 20 }), sized(top, { "top/top.vmdk": 3 }), sized(clone, { "clone/clone.vmdk": 4 })];
    const first = step(next(updates, groupId));
    expect(first.touches.needs).toEqual([{ datastore: "datastore-2", bytes: 100 }]);
    const afterBase = [member("vm-3", "base", ["2:base/base.vmdk"]), ...updates.slice(1)];
    expect(step(next(afterBase, groupId, first.memo)).touches.needs).toEqual([{ datastore: "datastore-2", bytes: 20 }]);
    const { inventory } = worldOf([...stores, ...updates]);
    const world = { inventory, hostLimit: undefined, busyVms: new Set<string>(), copyRates: new Map([["datastore-2", 10]]) };
    expect(relocateGroup.forecast(world, { kind: "group", id: groupId }, { datastore: "ds2" })).toMatchObject({
      seconds: 13, missing: [], space: [{ datastore: "ds1", freedBytes: 127 }, { datastore: "ds2", copiedBytes: 127 }],
    });
  });
});
