// The restart risk: the vendor's figures exactly, and the formula against counting every order of attempts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { badCandidates, groupHaRisk, haRisk } from "../../src/inventory/ha-risk.js";
import { Inventory } from "../../src/inventory/inventory.js";
import type { HostLimit } from "../../src/inventory/model.js";
import { cluster, host, linked, vm } from "./estate.js";

/** A full group in a cluster of n hosts: eight permitted, five attempts. */
const vendor = (n: number) => ({ clusterHosts: n, groupHosts: Math.min(n, 8), permitted: 8, attempts: 5 });

describe("the vendor's anchors, eight hosts and five attempts", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("%i hosts: no attempt can fail", (n) => {
    expect(badCandidates(vendor(n), "slotHeld")).toBe(0);
    expect(haRisk(vendor(n))).toEqual({ slotFree: 0, slotHeld: 0, worst: 0, guaranteed: true });
  });

  test.each([9, 10, 11, 12])("%i hosts: an attempt may fail, but a permitted host is always reached", (n) => {
    expect(badCandidates(vendor(n), "slotHeld")).toBeGreaterThan(0);
    expect(haRisk(vendor(n))).toEqual({ slotFree: 0, slotHeld: 0, worst: 0, guaranteed: true });
  });

  test.each([13, 14, 16, 32, 64])("%i hosts: a permitted host may never be tried", (n) => {
    const risk = haRisk(vendor(n));
    expect(risk.slotHeld).toBeGreaterThan(0);
    expect(risk).toMatchObject({ slotFree: 0, worst: risk.slotHeld, guaranteed: false });
  });

  test("13 hosts: exactly one choice of five in 792", () => {
    expect(haRisk(vendor(13)).slotHeld).toBeCloseTo(1 / 792, 12);
  });
});

test("a group already over its limit has no free slot in either reading", () => {
  const risk = haRisk({ clusterHosts: 20, groupHosts: 9, permitted: 8, attempts: 5 });
  expect(risk.slotFree).toBe(risk.slotHeld);
  expect(risk.slotFree).toBeGreaterThan(0);
});

test("hosts elsewhere hold slots but are no candidates", () => {
  expect(badCandidates({ clusterHosts: 10, groupHosts: 4, permitted: 8, attempts: 5, hostsElsewhere: 3 }, "slotHeld")).toBe(0);
  expect(badCandidates({ clusterHosts: 10, groupHosts: 4, permitted: 8, attempts: 5, hostsElsewhere: 4 }, "slotHeld")).toBe(6);
  expect(badCandidates({ clusterHosts: 10, groupHosts: 4, permitted: 8, attempts: 5, hostsElsewhere: 4 }, "slotFree")).toBe(0);
});

test("attempts without end always reach a surviving host of the group, unless there is none", () => {
  expect(haRisk({ clusterHosts: 40, groupHosts: 8, permitted: 8, attempts: -1 }).worst).toBe(0);
  expect(haRisk({ clusterHosts: 40, groupHosts: 1, permitted: 1, attempts: -1 })).toMatchObject({ slotFree: 0, slotHeld: 1 });
});

test("the formula equals counting every set of hosts that HA may try", () => {
  const inputs = fc.record({ clusterHosts: fc.integer({ min: 2, max: 12 }), permitted: fc.integer({ min: 1, max: 10 }), attempts: fc.integer({ min: 1, max: 7 }), hostsElsewhere: fc.integer({ min: 0, max: 3 }) })
    .chain((input) => fc.integer({ min: 1, max: input.clusterHosts }).map((groupHosts) => ({ ...input, groupHosts })));
  fc.assert(fc.property(inputs, (input) => {
    const { clusterHosts, groupHosts, permitted, attempts, hostsElsewhere } = input;
    const candidates = clusterHosts - 1;
    /** Host i survives with the base open when i < groupHosts - 1; any other may join while a slot is left. */
    const counted = (held: number): number => {
      let [all, never] = [0, 0];
      for (let tried = 0; tried < 1 << candidates; tried++) {
        const hosts = Array.from({ length: candidates }, (_, i) => i).filter((i) => (tried >> i) % 2 === 1);
        if (hosts.length !== Math.min(attempts, candidates)) continue;
        all += 1;
        if (!hosts.some((i) => i < groupHosts - 1 || held < permitted)) never += 1;
      }
      return never / all;
    };
    const risk = haRisk(input);
    expect(risk.slotFree).toBeCloseTo(counted(groupHosts - 1 + hostsElsewhere), 12);
    expect(risk.slotHeld).toBeCloseTo(counted(groupHosts + hostsElsewhere), 12);
    expect(risk.guaranteed).toBe(risk.worst === 0);
  }), { numRuns: 200 });
});

test("a drawn run of 20,000 failures agrees with the formula", () => {
  let seed = 20260101;
  const draw = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const [clusterHosts, groupHosts, attempts, runs] = [20, 8, 5, 20_000];
  let never = 0;
  for (let run = 0; run < runs; run++) {
    const hosts = Array.from({ length: clusterHosts - 1 }, (_, i) => i);
    const tried = Array.from({ length: attempts }, () => hosts.splice(draw(hosts.length), 1)[0]!);
    if (tried.every((i) => i >= groupHosts - 1)) never += 1;
  }
  const expected = haRisk({ clusterHosts, groupHosts, permitted: 8, attempts }).slotHeld;
  const deviation = Math.sqrt((expected * (1 - expected)) / runs);
  expect(Math.abs(never / runs - expected)).toBeLessThan(4 * deviation);
});

describe("the risk of a group", () => {
  const applies: Pick<HostLimit, "verdict" | "hosts" | "reason"> = { verdict: "applies", hosts: 8, reason: "test" };
  function estate(hosts: number, spread: number, set: Parameters<typeof cluster>[2] = {}) {
    const refs = Array.from({ length: hosts }, (_, i) => `host-${i + 1}`);
    const inventory = new Inventory();
    const members = Array.from({ length: spread }, (_, i) => linked(`vm-${i + 1}`, `v${i}/v.vmdk`, "g/g.vmdk"));
    applyUpdates(inventory, [
      ...members, ...refs.map((ref) => host(ref)), cluster("domain-c1", refs, set),
      ...members.map(({ ref }, i) => vm(ref, { host: `host-${i + 1}` }, "modify")),
    ]);
    return { inventory, group: [...inventory.groups.values()][0]! };
  }

  test("takes the cluster's hosts and the default of five attempts", () => {
    const { inventory, group } = estate(13, 8);
    const { risk, reason } = groupHaRisk(inventory, group, applies);
    expect(risk?.worst).toBeCloseTo(1 / 792, 12);
    expect(reason).toBe("8 of 13 hosts of name-domain-c1, 8 permitted, 5 attempts");
  });

  test("takes das.maxvmrestartcount where it is set", () => {
    const { inventory, group } = estate(13, 8, { maxVmRestartCount: 1 });
    expect(groupHaRisk(inventory, group, applies).risk?.worst).toBeCloseTo(5 / 12, 12);
  });

  test("is none, with the reason, when the limit is lifted or HA is off", () => {
    const { inventory, group } = estate(13, 8, { haEnabled: false });
    expect(groupHaRisk(inventory, group, applies)).toMatchObject({ risk: { worst: 0, guaranteed: true }, reason: "HA is off in every cluster the group is in" });
    expect(groupHaRisk(inventory, group, { verdict: "lifted", hosts: 32, reason: "" })).toMatchObject({ risk: { worst: 0, guaranteed: true } });
  });

  test("is unknown, with the reason, when data is missing", () => {
    const { inventory, group } = estate(13, 8, { haEnabled: null });
    expect(groupHaRisk(inventory, group, applies)).toEqual({ risk: undefined, reason: "missing HA settings of domain-c1" });
    expect(groupHaRisk(inventory, group, { verdict: "unknown", hosts: undefined, reason: "x" })).toEqual({ risk: undefined, reason: "the host limit is unknown: x" });
    applyUpdates(inventory, [vm("vm-1", { host: null }, "modify")]);
    expect(groupHaRisk(inventory, group, applies)).toEqual({ risk: undefined, reason: "missing host of vm-1" });
  });

  const rule = (hosts: number, members: number, kind: "on" | "off" = "on") => ({
    name: "pinned", kind, vms: Array.from({ length: members }, (_, i) => `vm-${i + 1}`), hosts: Array.from({ length: hosts }, (_, i) => `host-${i + 1}`),
  });

  describe("counts as candidates only the hosts that may take VMs", () => {
    const rows: readonly (readonly [string, Parameters<typeof host>[1]])[] = [
      ["in maintenance", { inMaintenanceMode: true }], ["not responding", { connectionState: "notResponding" }], ["disconnected", { connectionState: "disconnected" }],
      ["standing by", { powerState: "standBy" }], ["off", { powerState: "poweredOff" }],
    ];
    test.each(rows)("one is %s", (_title, set) => {
      const { inventory, group } = estate(13, 8);
      applyUpdates(inventory, [host("host-13", set)]);
      expect(groupHaRisk(inventory, group, applies)).toMatchObject({ risk: { worst: 0 }, reason: "8 of 12 hosts of name-domain-c1, 8 permitted, 5 attempts; 1 more not able to take VMs" });
    });

    test("a host of the group in maintenance holds no slot, one out of touch does", () => {
      const { inventory, group } = estate(14, 8);
      applyUpdates(inventory, [host("host-8", { inMaintenanceMode: true })]);
      expect(groupHaRisk(inventory, group, applies).risk?.worst).toBe(0);
      applyUpdates(inventory, [host("host-8", { connectionState: "notResponding" })]);
      expect(groupHaRisk(inventory, group, applies).risk?.slotHeld).toBeCloseTo((6 * 5 * 4 * 3 * 2) / (12 * 11 * 10 * 9 * 8), 12);
    });
  });

  test("is none when HA restarts none of the members", () => {
    const { inventory, group } = estate(13, 8, { haRestart: { byDefault: false, except: [] } });
    expect(groupHaRisk(inventory, group, applies)).toMatchObject({ risk: { worst: 0 }, reason: expect.stringContaining("restarts none of its members") as string });
    applyUpdates(inventory, [cluster("domain-c1", Array.from({ length: 13 }, (_, i) => `host-${i + 1}`), { haRestart: { byDefault: false, except: ["vm-3"] } })]);
    expect(groupHaRisk(inventory, group, applies).risk?.worst).toBeCloseTo(1 / 792, 12);
  });

  test("is none when a mandatory rule keeps every member on no more hosts than permitted", () => {
    const { inventory, group } = estate(20, 8, { mustRules: [rule(8, 8)] });
    expect(groupHaRisk(inventory, group, applies)).toMatchObject({ risk: { worst: 0, guaranteed: true }, reason: '8 of 8 hosts of name-domain-c1, 8 permitted, 5 attempts; kept there by "pinned"' });
  });

  test("is that of the worst placed member when a rule leaves one out", () => {
    const { inventory, group } = estate(13, 8, { mustRules: [rule(8, 7)] });
    expect(groupHaRisk(inventory, group, applies).risk?.worst).toBeCloseTo(1 / 792, 12);
  });

  test("counts the hosts that a rule leaves, and says when none is left to restart on", () => {
    const off = estate(14, 8, { mustRules: [{ ...rule(0, 8, "off"), hosts: ["host-13", "host-14"] }] });
    expect(groupHaRisk(off.inventory, off.group, applies)).toMatchObject({ risk: { worst: 0 }, reason: expect.stringMatching(/^8 of 12 hosts/) as string });
    const one = estate(13, 1, { mustRules: [rule(1, 1)] });
    applyUpdates(one.inventory, [linked("vm-2", "b/b.vmdk", "g/g.vmdk"), vm("vm-2", { template: true }, "modify"), linked("vm-1", "a/a.vmdk", "g/g.vmdk")]);
    const group = [...one.inventory.groups.values()][0]!;
    expect(groupHaRisk(one.inventory, group, applies).reason).toMatch(/no other host is left to restart on/);
  });
});
