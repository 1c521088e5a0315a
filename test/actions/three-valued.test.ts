import { describe, expect, it } from "vitest";
import type { Assignment } from "../../src/actions/action.js";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import type { NextStep } from "../../src/actions/next-step.js";
import type { InventoryUpdate, VmUpdate } from "../../src/inventory/updates.js";
import { chain, cluster, datastore, disk, host, node, snapshot, snapshots, vm } from "../inventory/estate.js";
import { places, worldOf } from "../policies/support.js";

const whole = {
  template: false, instanceUuid: "u", changeVersion: "1", powerState: "poweredOff", consolidationNeeded: true, parent: "group-v5", resourcePool: "resgroup-8", datastores: ["datastore-1"],
} as const;
const gold: VmUpdate["set"] = { ...whole, name: "gold", vmPathName: "[ds1] gold/gold.vmx", snapshot: snapshots("snapshot-1", node("snapshot-1")), disks: [disk(2000, chain("gold/gold-1.vmdk", "gold/gold.vmdk"))] };
const clone: VmUpdate["set"] = { ...whole, name: "clone", instanceUuid: "u2", vmPathName: "[ds1] clone/clone.vmx", disks: [disk(2000, chain("clone/clone.vmdk", "gold/gold.vmdk"))] };
const bare: VmUpdate["set"] = { ...whole, name: "bare", instanceUuid: "u3", vmPathName: "[ds1] bare/bare.vmx", disks: [disk(2000, chain("bare/bare.vmdk"))] };

/** The same set without a member, which vCenter then has not told. */
function without<Set extends object>(set: Set, name: keyof Set | undefined): Set {
  return name === undefined ? set : Object.fromEntries(Object.entries(set).filter(([key]) => key !== name)) as Set;
}

function estate(lacking: { readonly vm?: keyof VmUpdate["set"]; readonly datastore?: "accessible"; readonly host?: "connectionState" | "inMaintenanceMode" | "datastores"; readonly cluster?: "drsEnabled" | "mustRules" } = {}): readonly InventoryUpdate[] {
  const set = (full: VmUpdate["set"]): VmUpdate["set"] => without(full, lacking.vm);
  const unset = (ref: string, full: VmUpdate["set"]): InventoryUpdate => ({ ...vm(ref, set(full)), set: without({ ...vm(ref, set(full)).set }, lacking.vm), unreadable: lacking.vm === "snapshot" ? ["snapshot"] : [] });
  return [
    ...places, ...["datastore-1", "datastore-2"].map((ref) => datastore(ref, without({ accessible: true, freeSpaceBytes: 1 << 30 }, lacking.datastore))),
    cluster("domain-c1", ["host-1", "host-2", "host-3"], without({ name: "prod", drsEnabled: true, mustRules: [] }, lacking.cluster)),
    ...["host-1", "host-2", "host-3"].map((ref) => ({ ...host(ref), set: without({ ...host(ref).set, inMaintenanceMode: false }, lacking.host) })),
    unset("vm-1", gold), unset("vm-2", clone), unset("vm-3", bare), snapshot("snapshot-1", "vm-1", disk(2000, chain("gold/gold.vmdk"))),
  ];
}

function nextOf(verb: string, on: string, params: Assignment["params"], updates: readonly InventoryUpdate[], more: Partial<Assignment> & { readonly apiVersion?: string; readonly hostLimit?: number } = {}): NextStep {
  const world = worldOf(updates, { hostLimit: undefined });
  const action = actionCatalogue.find((each) => each.verb === verb);
  const id = on === "group" ? world.inventory.groupOf("vm-1")?.id ?? "none" : on;
  return action!.next({ ...world, apiVersion: "8.0.3.0", ...more }, { subject: { kind: on === "group" ? "group" : "vm", id }, params, actionId: "a1", ...more });
}

const asked: readonly (readonly [verb: string, on: string, params: Assignment["params"]])[] = [
  ["add-delta-disk", "vm-3", {}], ["consolidate", "vm-1", {}], ["create-snapshot", "vm-1", { name: "s" }], ["destroy-vm", "vm-3", { allowDataLoss: true }],
  ["linked-clone", "vm-1", { name: "n", from: "snapshot" }], ["pin-group", "group", { hosts: ["host-1", "host-2"] }], ["promote", "vm-2", { unlink: true }],
  ["relocate", "vm-2", { datastore: "ds2" }], ["relocate-group", "group", { datastore: "ds2" }], ["remove-snapshot", "vm-1", { which: "all" }],
  ["revert-snapshot", "vm-1", { snapshot: "snapshot-1", allowDataLoss: true }],
];

describe("what is not known is never taken for no", () => {
  it.each(asked)("%s would be done where everything is known", (verb, on, params) => {
    expect(nextOf(verb, on, params, estate())).toMatchObject({ kind: "operation" });
  });

  it.each([
    ["connectionState", "runtime.connectionState", asked.filter(([, on]) => on !== "group")],
    ["disks", "config.hardware.device", asked.filter(([, on]) => on !== "group")],
    ["template", "config.template", asked.filter(([verb]) => ["add-delta-disk", "consolidate", "create-snapshot", "linked-clone", "pin-group", "promote", "revert-snapshot"].includes(verb))],
    ["powerState", "runtime.powerState", asked.filter(([verb]) => ["add-delta-disk", "destroy-vm", "promote"].includes(verb))],
    ["snapshot", "snapshot", asked.filter(([verb]) => ["create-snapshot", "linked-clone", "remove-snapshot", "revert-snapshot", "add-delta-disk"].includes(verb))],
    ["changeVersion", "config.changeVersion", asked.filter(([verb]) => verb === "add-delta-disk")],
    ["consolidationNeeded", "runtime.consolidationNeeded", asked.filter(([verb]) => verb === "consolidate")],
    ["vmPathName", "config.files.vmPathName", asked.filter(([verb]) => ["relocate", "relocate-group"].includes(verb))],
    ["instanceUuid", "config.instanceUuid", asked.filter(([verb]) => verb === "relocate-group")],
    ["host", "host", asked.filter(([verb]) => verb === "pin-group")],
  ] as const)("without %s nothing is done that depends on it, and it is named", (property, named, actions) => {
    for (const [verb, on, params] of actions) {
      const next = nextOf(verb, on, params, estate({ vm: property }));
      expect([verb, next]).toMatchObject([verb, { kind: "unknown", missing: expect.arrayContaining([expect.stringContaining(named)]) as string[] }]);
    }
  });

  it.each([
    ["a datastore's accessibility", "relocate", estate({ datastore: "accessible" }), "summary.accessible"],
    ["whether a host is connected", "pin-group", estate({ host: "connectionState" }), "runtime of host-1"],
    ["whether a host is in maintenance", "pin-group", estate({ host: "inMaintenanceMode" }), "runtime of host-1"],
    ["which datastores a host has, for a VM that is moved", "relocate", estate({ host: "datastores" }), "datastore of host-1"],
    ["the same for a group that is moved", "relocate-group", estate({ host: "datastores" }), "datastore of host-1"],
    ["the same for a clone", "linked-clone", estate({ host: "datastores" }), "datastore of host-1"],
  ])("%s", (_what, verb, updates, named) => {
    const [, on = "", params = {}] = asked.find(([each]) => each === verb) ?? [];
    expect(nextOf(verb, on, params, updates)).toMatchObject({ kind: "unknown", missing: expect.arrayContaining([expect.stringContaining(named)]) as string[] });
  });

  it.each([
    ["a datastore that is not mounted on the VM's host", "relocate", "vm-2", { datastore: "ds2" }, { datastores: ["datastore-1"] }, "The datastore ds2 is not mounted on name-host-1, the host of clone."],
    ["the clone's files going where its host has no datastore", "linked-clone", "vm-1", { name: "n", from: "snapshot", datastore: "ds2", host: "host-1" }, { datastores: ["datastore-1"] }, "The datastore ds2 is not mounted on name-host-1, the host of the clone of gold."],
    ["a host that has not the base", "linked-clone", "vm-1", { name: "n", from: "snapshot", datastore: "ds2", host: "host-1" }, { datastores: ["datastore-2"] }, "The datastore ds1 is not mounted on name-host-1, the host of the clone of gold."],
  ])("%s is a reason to refuse, also without asking vCenter", (_what, verb, on, params, set, reason) => {
    expect(nextOf(verb, on, params, [...estate(), host("host-1", set)])).toEqual({ kind: "refused", reasons: [reason] });
  });

  it("a clone that starts at once is refused where one host more would have the base open than may", () => {
    const running = estate().map((update) => (update.type === "VirtualMachine" ? { ...update, set: { ...update.set, powerState: "poweredOn" as const } } : update));
    const start = (host: string | undefined, hostLimit: number): NextStep => nextOf("linked-clone", "vm-1", { name: "n", from: "snapshot", powerOn: true, ...(host === undefined ? {} : { host }) }, running, { hostLimit });
    expect([start("host-1", 1).kind, start("host-2", 2).kind, start(undefined, 2).kind]).toEqual(["operation", "operation", "operation"]);
    for (const host of ["host-2", undefined]) expect(start(host, 1)).toMatchObject({ kind: "refused", reasons: [expect.stringContaining("run on 1 host, and this one might be started on one more; at most 1 may have its base open")] });
  });

  it("whether DRS would mend what a rule breaks", () => {
    const running = estate({ cluster: "drsEnabled" }).map((update) => (update.type === "VirtualMachine" ? { ...update, set: { ...update.set, powerState: "poweredOn" as const } } : update));
    expect(nextOf("pin-group", "group", { hosts: ["host-2", "host-3"] }, running)).toMatchObject({ kind: "unknown", missing: ["configurationEx.drsConfig of domain-c1"] });
  });

  it("which rules a cluster has, when one is to be taken away", () => {
    expect(nextOf("unpin-group", "group", {}, estate({ cluster: "mustRules" }))).toMatchObject({ kind: "unknown" });
    expect(nextOf("unpin-group", "group", {}, estate())).toMatchObject({ kind: "satisfied" });
  });
});

describe("what cannot be told apart afterwards is not asked for twice", () => {
  const done = [{ kind: "ConsolidateVMDisks_Task", vm: "vm-1" }] as const;
  it.each(asked.filter(([verb]) => ["create-snapshot", "linked-clone", "revert-snapshot"].includes(verb)))("%s is satisfied once one of its calls took effect", (verb, on, params) => {
    expect(nextOf(verb, on, params, estate(), { done })).toMatchObject({ kind: "satisfied" });
  });
});
