/** The vendor's figures for HA and linked clones (linked-VM note, HA section), by simulation over many seeds; and the limit itself at power-on. */
import { describe, expect, it, vi } from "vitest";
import { failHost } from "../../../src/lab/ha/fail-host.js";
import { checkPowerOn } from "../../../src/lab/power/check-power-on.js";
import { hostsWithOpen } from "../../../src/lab/power/open-files.js";
import type { WorldSettings } from "../../../src/lab/world/settings.js";
import { groupCluster } from "../support/group-cluster.js";

/** Of `runs` failures of a host of a group on eight hosts: how often HA never restarted the VM, and how often the first host refused it. */
function failures(clusterHosts: number, runs: number, settings: Partial<WorldSettings> = {}, option?: string) {
  let lost = 0;
  let refused = 0;
  let mostTries = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const { world, cluster, all, members } = groupCluster(clusterHosts, Math.min(8, clusterHosts), { ...settings, seed });
    const [host, vm] = [all[0], members[0]];
    if (host === undefined || vm === undefined) throw new TypeError("no host");
    if (option !== undefined) cluster.das.options.set("das.maxvmrestartcount", option);
    failHost(world, host);
    world.clock.advance(600_000);
    const types = world.events.all().map((event) => event.$type);
    const tries = types.filter((type) => type === "VmFailedToPowerOnEvent").length;
    mostTries = Math.max(mostTries, tries + (types.includes("VmRestartedOnAlternateHostEvent") ? 1 : 0));
    if (tries > 0) refused++;
    if (vm.connectionState !== "connected") lost++;
    expect(types.filter((type) => type === "VmFailoverFailed" || type === "VmMaxRestartCountReached").length).toBe(vm.connectionState === "connected" ? 0 : 2);
    expect(world.defects).toEqual([]);
  }
  return { lost, refused, mostTries };
}

/** C(bad, tries) / C(candidates, tries). */
function neverPermitted(candidates: number, bad: number, tries: number): number {
  let probability = 1;
  for (let tried = 0; tried < tries; tried++) probability *= Math.max(0, bad - tried) / (candidates - tried);
  return probability;
}

describe("HA and a group of linked clones that eight hosts may run", () => {
  it.each([5, 8])("restarts the VM at the first attempt in a cluster of %i hosts", (clusterHosts) => {
    expect(failures(clusterHosts, 20)).toEqual({ lost: 0, refused: 0, mostTries: 1 });
  });

  it.each([9, 10, 11, 12])("may be refused at first in a cluster of %i hosts, but always succeeds within five attempts", (clusterHosts) => {
    const { lost, refused, mostTries } = failures(clusterHosts, 40);
    expect(lost).toBe(0);
    expect(refused).toBeGreaterThan(0);
    expect(mostTries).toBeLessThanOrEqual(5);
  });

  it.each([[8, 1, true], [9, 2, true], [12, 5, true], [13, 5, false], [20, 5, false]])(
    "in a cluster of %i hosts with the worst luck makes %i attempts; success: %s", (clusterHosts, attempts, success) => {
      const { world, all, members } = groupCluster(clusterHosts, 8);
      const [host, vm] = [all[0], members[0]];
      if (host === undefined || vm === undefined) throw new TypeError("no host");
      // The hosts outside the group came last.
      vi.spyOn(world.random, "below").mockImplementation((bound) => bound - 1);
      failHost(world, host);
      world.clock.advance(600_000);
      const tried = world.events.all().filter(({ $type }) => $type === "VmFailedToPowerOnEvent" || $type === "VmRestartedOnAlternateHostEvent");
      expect([tried.length, vm.connectionState === "connected"]).toEqual([attempts, success]);
    });

  it.each([[20, undefined, 5], [24, undefined, 5], [32, undefined, 5], [12, "2", 2]] as const)(
    "fails for good as often as the formula says: %i hosts, das.maxvmrestartcount %s", (clusterHosts, option, tries) => {
      const runs = 250;
      const expected = neverPermitted(clusterHosts - 1, clusterHosts - 8, tries);
      const deviation = Math.sqrt((expected * (1 - expected)) / runs);
      expect(Math.abs(failures(clusterHosts, runs, {}, option).lost / runs - expected)).toBeLessThan(4 * deviation);
    });

  it("is safe in any cluster when the failed host's slot is free at once", () => {
    expect(failures(20, 40, { failedHostKeepsFiles: false })).toMatchObject({ lost: 0, refused: 0 });
  });

  it("gives the same story for the same seed", () => {
    const story = () => {
      const { world, all } = groupCluster(16, 8, { seed: 7 });
      if (all[2] !== undefined) failHost(world, all[2]);
      world.clock.advance(600_000);
      return JSON.stringify(world.events.all());
    };
    expect(story()).toBe(story());
  });
});

describe("the host limit of a shared file", () => {
  it("refuses the ninth host with the fault that the settings name, and lets a host of the group start more", () => {
    const { world, all, members, plain, clone } = groupCluster(12, 8);
    const [inside, outside] = [all[3], all[9]];
    const base = members[0]?.disks[0]?.file.parent;
    if (inside === undefined || outside === undefined || base === undefined) throw new TypeError("too few hosts");
    expect(hostsWithOpen(world, base).size).toBe(8);
    expect(() => { checkPowerOn(world, clone, outside); }).toThrow(expect.objectContaining({ type: "FileLocked", fields: { file: "[ds0] chained/chained.vmdk" } }) as Error);
    expect(() => { checkPowerOn(world, clone, inside); }).not.toThrow();
    expect(() => { checkPowerOn(world, plain, outside); }).not.toThrow();
  });

  it("is lifted where every host is 5.1 or newer and the datastore VMFS 5 or newer, and holds on old VMFS whatever the hosts", () => {
    const modern = groupCluster(12, 8, {}, "5.1.0");
    const host = modern.all[9];
    if (host === undefined) throw new TypeError("too few hosts");
    expect(() => { checkPowerOn(modern.world, modern.clone, host); }).not.toThrow();
    Object.assign(modern.ds0, { vmfsMajorVersion: 3 });
    expect(() => { checkPowerOn(modern.world, modern.clone, host); }).toThrow(expect.objectContaining({ type: "FileLocked" }) as Error);
    Object.assign(modern.ds0, { kind: "NFS" });
    expect(() => { checkPowerOn(modern.world, modern.clone, host); }).not.toThrow();
  });
});
