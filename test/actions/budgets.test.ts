/** Budgets on the desk: what may begin beside what is at work, and that no order of beginnings and ends ever leads above a limit. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { obstacles, rateObstacles, type SiteLimits, type Wish } from "../../src/actions/admit.js";
import { withClusters } from "../../src/actions/clusters-touched.js";
import { emptyDesk, holdOf, sameHold, startsSince, withHold, withoutHold, withParked, type Desk } from "../../src/actions/desk.js";
import type { Touches } from "../../src/actions/next-step.js";
import { cluster, datastore, host, vm } from "../inventory/estate.js";
import { inventoryOf } from "../policies/support.js";

const GiB = 1024 ** 3;
const wide: SiteLimits = { perDatastore: 99, perHost: 99, perCluster: 99, perVcenter: 99, perMinute: 99, perHour: 99, perPolicyPerMinute: 99, perPolicyPerHour: 99, keepFreePercent: 0 };
const inventory = inventoryOf([
  datastore("datastore-1", { capacityBytes: 100 * GiB, freeSpaceBytes: 30 * GiB }), datastore("datastore-2"), cluster("domain-c1", ["host-1", "host-2"], { name: "prod" }), host("host-1", { name: "esx1" }),
  ...["vm-1", "vm-2", "vm-3"].map((ref) => vm(ref, { name: `desk-${ref.slice(3)}` })),
]);
const touching = (vmRef: string, more: Partial<Touches> = {}): Touches => ({ vms: [vmRef], datastores: ["datastore-1"], hosts: ["host-1"], clusters: ["domain-c1"], needs: [], ...more });
const wish = (vmRef: string, more: Partial<Wish> = {}): Wish => ({ id: `a-${vmRef}`, policy: "p", limits: undefined, vms: [vmRef], touches: touching(vmRef), ...more });
const begun = (desk: Desk, vmRef: string, now = 0, more: Partial<Touches> = {}, policy = "p"): Desk => withHold(desk, `a-${vmRef}`, holdOf({ owner: "me", policy, verb: "promote" }, touching(vmRef, more), [vmRef], now));
const one = begun(emptyDesk, "vm-1");

describe("what may begin", () => {
  it.each<readonly [string, Desk, Partial<SiteLimits>, Partial<Wish>, readonly string[]]>([
    ["nothing is in its way", one, {}, {}, []],
    ["vCenter is full", one, { perVcenter: 1 }, {}, ["vCenter: 1 at work, 1 allowed."]],
    ["the datastore is full", one, { perDatastore: 1 }, {}, ["Datastore ds1: 1 at work, 1 allowed."]],
    ["the host is full", one, { perHost: 1 }, {}, ["Host esx1: 1 at work, 1 allowed."]],
    ["the cluster is full", one, { perCluster: 1 }, {}, ["Cluster prod: 1 at work, 1 allowed."]],
    ["another cluster is not", one, { perCluster: 1 }, { touches: touching("vm-2", { clusters: ["domain-c9"] }) }, []],
    ["the policy's own limit is narrower", one, {}, { limits: { perHost: 1 } }, ["Host esx1: 1 at work, 1 allowed."]],
    ["the policy's own limit is wider and does not count", one, { perVcenter: 1 }, { limits: { perVcenter: 50 } }, ["vCenter: 1 at work, 1 allowed."]],
    ["its VM is in another's hands", one, {}, { vms: ["vm-1", "vm-2"] }, ["desk-1 is being worked on by action a-vm-1."]],
    ["one that waits for a person keeps its VM and nothing else", withParked(one, "a-vm-1"), { perVcenter: 1, perHost: 1, perDatastore: 1, perCluster: 1 }, {}, []],
    ["one that waits for a person keeps its VM", withParked(one, "a-vm-1"), {}, { vms: ["vm-1"], touches: touching("vm-1"), id: "b" }, ["desk-1 is being worked on by action a-vm-1."]],
    ["how much it takes is not known", emptyDesk, {}, { touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: undefined }] }) }, ["How much space it takes on datastore ds1 is not known."]],
    ["how much is free is not known", emptyDesk, {}, { touches: touching("vm-2", { needs: [{ datastore: "datastore-2", bytes: 1 }] }) }, ["The free space of datastore ds2 is not known."]],
    ["it takes nothing, and nothing need be known", emptyDesk, {}, { touches: touching("vm-2", { needs: [{ datastore: "datastore-2", bytes: 0 }] }) }, []],
    ["just the floor is left", emptyDesk, { keepFreePercent: 20 }, { touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: 10 * GiB }] }) }, []],
    ["less than the floor would be left", emptyDesk, { keepFreePercent: 20 }, { touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: 10 * GiB + 1 }] }) }, ["Datastore ds1 would have 20.0 GiB free, and 20.0 GiB (20 %) must stay free."]],
    ["two needs on one datastore are one", emptyDesk, { keepFreePercent: 20 }, { touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: 6 * GiB }, { datastore: "datastore-1", bytes: 6 * GiB }] }) }, ["Datastore ds1 would have 18.0 GiB free, and 20.0 GiB (20 %) must stay free."]],
    ["what is in flight counts", begun(emptyDesk, "vm-1", 0, { needs: [{ datastore: "datastore-1", bytes: 8 * GiB }] }), {}, { limits: { keepFreePercent: 20 }, touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: 5 * GiB }] }) }, ["Datastore ds1 would have 17.0 GiB free, and 20.0 GiB (20 %) must stay free."]],
  ])("when %s", (_, desk, site, more, expected) => {
    expect(obstacles(desk, wish("vm-2", more), { ...wide, ...site }, inventory, 1_000)).toEqual(expected);
  });

  it("what an ended action took counts for as long as the free space may not show it", () => {
    const ended = withoutHold(begun(emptyDesk, "vm-1", 0, { needs: [{ datastore: "datastore-1", bytes: 28 * GiB }] }), "a-vm-1", 1_000, 60_000);
    const next = wish("vm-2", { touches: touching("vm-2", { needs: [{ datastore: "datastore-1", bytes: 5 * GiB }] }) });
    expect(obstacles(ended, next, wide, inventory, 60_999)).toHaveLength(1);
    expect(obstacles(ended, next, wide, inventory, 61_000)).toEqual([]);
  });

  it("a second step of the same action is not hindered by its own first", () => {
    expect(obstacles(one, wish("vm-1"), { ...wide, perVcenter: 1, perHost: 1, perMinute: 1 }, inventory, 1_000)).toEqual([]);
  });
});

it("an operation on a VM keeps the cluster of its host busy, and none where the host stands alone", () => {
  const alone = inventoryOf([cluster("domain-c1", ["host-1"]), host("host-1"), cluster("domain-s2", ["host-2"], { isCluster: false }), host("host-2", { parent: "domain-s2" })]);
  const of = (hosts: readonly string[], clusters: readonly string[] = []): readonly string[] => withClusters(alone, touching("vm-1", { hosts, clusters })).clusters;
  expect([of(["host-1"]), of(["host-2"]), of(["host-1", "host-2"], ["domain-c9"]), of([])]).toEqual([["domain-c1"], [], ["domain-c1", "domain-c9"], []]);
});

describe("starts", () => {
  const at = (minute: number, second = 0): number => (minute * 60 + second) * 1_000;
  it.each<readonly [string, Partial<SiteLimits>, Wish["limits"], string, number, readonly string[]]>([
    ["all in a minute", { perMinute: 2 }, undefined, "q", at(10, 30), ["Starts in a minute: 2, 2 allowed."]],
    ["a minute is over only when all of it is", { perMinute: 2 }, undefined, "q", at(11, 30), ["Starts in a minute: 2, 2 allowed."]],
    ["the minute is over", { perMinute: 2 }, undefined, "q", at(12), []],
    ["all in an hour", { perHour: 3 }, undefined, "q", at(60), ["Starts in an hour: 3, 3 allowed."]],
    ["the hour is over for the first of them", { perHour: 3 }, undefined, "q", at(64), []],
    ["one policy in a minute", { perPolicyPerMinute: 2 }, undefined, "p", at(10, 30), ["Starts of p in a minute: 2, 2 allowed."]],
    ["another policy", { perPolicyPerMinute: 2 }, undefined, "q", at(10, 30), []],
    ["one policy in an hour", { perPolicyPerHour: 3 }, undefined, "p", at(20), ["Starts of p in an hour: 3, 3 allowed."]],
    ["what the policy says itself", {}, { perHour: 3 }, "p", at(20), ["Starts of p in an hour: 3, 3 allowed."]],
  ])("%s", (_, site, limits, policy, now, expected) => {
    const desk = begun(begun(begun(emptyDesk, "vm-1", at(2)), "vm-2", at(10)), "vm-3", at(10, 20));
    expect(rateObstacles(desk, { policy, limits }, { ...wide, ...site }, now)).toEqual(expected);
    // An end gives no start back.
    expect(rateObstacles(withoutHold(desk, "a-vm-3", now, 0), { policy, limits }, { ...wide, ...site }, now)).toEqual(expected);
  });

  it("are forgotten after an hour, and a step of an action that has begun is none", () => {
    const later = begun(begun(emptyDesk, "vm-1", at(0)), "vm-2", at(200));
    expect(later.starts).toEqual({ "": { 200: 1 }, p: { 200: 1 } });
    const again = begun(later, "vm-2", at(201));
    expect([startsSince(again, "p", 0), sameHold(again.holds["a-vm-2"], later.holds["a-vm-2"]!)]).toEqual([1, true]);
  });
});

it("whatever begins and ends in whatever order, no limit is ever passed and the floor stays free", () => {
  const limits: SiteLimits = { perDatastore: 3, perHost: 2, perCluster: 4, perVcenter: 5, perMinute: 6, perHour: 20, perPolicyPerMinute: 4, perPolicyPerHour: 9, keepFreePercent: 10 };
  const deed = fc.record({ vm: fc.integer({ min: 1, max: 30 }), datastore: fc.constantFrom("datastore-1", "datastore-3"), host: fc.integer({ min: 1, max: 4 }), cluster: fc.integer({ min: 1, max: 2 }), policy: fc.constantFrom("p", "q", "r"), bytes: fc.integer({ min: 0, max: 8 }), waitMs: fc.integer({ min: 0, max: 40_000 }), end: fc.boolean() });
  const estate = (free: ReadonlyMap<string, number>) => inventoryOf([...free].map(([ref, bytes]) => datastore(ref, { capacityBytes: 100 * GiB, freeSpaceBytes: bytes * GiB })));
  fc.assert(fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
    let desk = emptyDesk;
    let now = 0;
    const free = new Map([["datastore-1", 40], ["datastore-3", 40]]);
    const starts: { readonly policy: string; readonly at: number }[] = [];
    for (const { vm: number, datastore: store, host: on, cluster: of, policy, bytes, waitMs, end } of deeds) {
      now += waitMs;
      const ref = `vm-${number}`;
      const [first] = Object.entries(desk.holds);
      if (end && first !== undefined) {
        for (const [where, took] of Object.entries(first[1].needs)) free.set(where, (free.get(where) ?? 0) - took / GiB);
        desk = withoutHold(desk, first[0], now, 0);
      }
      const touches: Touches = { vms: [ref], datastores: [store], hosts: [`host-${on}`], clusters: [`domain-c${of}`], needs: [{ datastore: store, bytes: bytes * GiB }] };
      const id = `a${starts.length}`;
      if (obstacles(desk, { id, policy, limits: undefined, vms: [ref], touches }, limits, estate(free), now).length > 0) continue;
      desk = withHold(desk, id, holdOf({ owner: "me", policy, verb: "promote" }, touches, [ref], now));
      starts.push({ policy, at: now });
      const holds = Object.values(desk.holds);
      const most = (names: readonly string[]): number => Math.max(0, ...names.map((name) => names.filter((other) => other === name).length));
      const lately = (ms: number, of?: string): number => starts.filter((start) => now - start.at < ms && (of === undefined || start.policy === of)).length;
      expect([holds.length <= 5, most(holds.flatMap((one) => one.vms)) <= 1, most(holds.flatMap((one) => one.datastores)) <= 3, most(holds.flatMap((one) => one.hosts)) <= 2, most(holds.flatMap((one) => one.clusters)) <= 4]).toEqual(Array(5).fill(true));
      expect([lately(60_000) <= 6, lately(3_600_000) <= 20, lately(60_000, policy) <= 4, lately(3_600_000, policy) <= 9]).toEqual(Array(4).fill(true));
      for (const [where, left] of free) expect(left * GiB - holds.reduce((sum, one) => sum + (one.needs[where] ?? 0), 0)).toBeGreaterThanOrEqual(10 * GiB);
    }
  }), { numRuns: 200 });
});
