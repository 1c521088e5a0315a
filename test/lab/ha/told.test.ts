/** Everything that power operations, failures and returns change is told to whoever watches. What they change is tested elsewhere. */
import { describe, expect, it } from "vitest";
import { failHost, returnHost } from "../../../src/lab/ha/fail-host.js";
import { powerOn } from "../../../src/lab/power/power-on.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { smallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

describe("watchers are told", () => {
  it("of everything that a change of power changes", () => {
    const { world, plain } = smallWorld();
    expect(untoldChanges(world, () => { powerOn(world, plain, { userName: "" }); })).toEqual([]);
    expect(untoldChanges(world, () => { setPower(world, plain, "suspended"); })).toEqual([]);
    expect(untoldChanges(world, () => { powerOn(world, plain, { userName: "" }); })).toEqual([]);
    expect(untoldChanges(world, () => { setPower(world, plain, "poweredOff"); })).toEqual([]);
  });

  it("of everything that a host's failure, HA and the host's return change", () => {
    const { world, hosts, plain, chained, clone } = smallWorld();
    for (const vm of [plain, chained, clone]) setPower(world, vm, "poweredOn");
    expect(untoldChanges(world, () => { failHost(world, hosts[0]); })).toEqual([]);
    expect(untoldChanges(world, () => { world.clock.advance(60_000); })).toEqual([]);
    expect(untoldChanges(world, () => { returnHost(world, hosts[0]); })).toEqual([]);
  });

  it("of everything that changes when there is no HA", () => {
    const { world, cluster, hosts, plain } = smallWorld();
    cluster.das.enabled = false;
    setPower(world, plain, "poweredOn");
    expect(untoldChanges(world, () => { failHost(world, hosts[0]); })).toEqual([]);
    expect(untoldChanges(world, () => { returnHost(world, hosts[0]); })).toEqual([]);
  });
});
