/** A host's failure and return in a cluster with and without HA, and in which order and with which words HA acts. The host limit has a test of its own. */
import { describe, expect, it } from "vitest";
import { failHost, returnHost } from "../../../src/lab/ha/fail-host.js";
import type { SmallWorld } from "../support/small-world.js";
import { mistakesIn } from "../support/check-value.js";
import { smallWorld } from "../support/small-world.js";
import { setPower } from "../../../src/lab/power/set-power.js";

/** plain and chained run on h0, clone on h1. */
function stage(): SmallWorld {
  const small = smallWorld();
  for (const vm of [small.plain, small.chained, small.clone]) setPower(small.world, vm, "poweredOn");
  for (const [index, host] of small.hosts.entries()) host.dasState = index === 0 ? "master" : "connectedToMaster";
  return small;
}

const words = ({ world }: SmallWorld) => world.events.all().map((event) => (typeof event["eventTypeId"] === "string" ? event["eventTypeId"] : event.$type));

describe("a host that fails", () => {
  it("is not responding at once and its VMs are disconnected, though nobody knows yet that they are dead", () => {
    const small = stage();
    failHost(small.world, small.hosts[0]);
    expect(small.hosts[0]).toMatchObject({ connectionState: "notResponding", powerState: "poweredOff" });
    expect(small.plain).toMatchObject({ connectionState: "disconnected", powerState: "poweredOn", host: small.hosts[0].ref.value });
    expect(words(small)).toEqual(["HostConnectionLostEvent", "VmDisconnectedEvent", "VmDisconnectedEvent"]);
    small.world.clock.advance(14_999);
    expect(small.plain.connectionState).toBe("disconnected");
  });

  it("has its VMs restarted on other hosts by HA, which says so", () => {
    const small = stage();
    failHost(small.world, small.hosts[0]);
    small.world.clock.advance(60_000);
    for (const vm of [small.plain, small.chained]) {
      expect(vm).toMatchObject({ connectionState: "connected", powerState: "poweredOn", bootTime: small.world.clock.now() - 45_000 });
      expect(vm.host).not.toBe(small.hosts[0].ref.value);
    }
    expect(words(small).slice(3)).toEqual([
      "DasHostFailedEvent", "com.vmware.vc.HA.DasHostFailedEvent", "com.vmware.vc.HA.ClusterFailoverActionInitiatedEvent", "VmRestartedOnAlternateHostEvent",
      "com.vmware.vc.ha.VmRestartedByHAEvent", "VmRestartedOnAlternateHostEvent", "com.vmware.vc.ha.VmRestartedByHAEvent", "com.vmware.vc.HA.ClusterFailoverActionCompletedEvent",
    ]);
    expect(small.world.events.all().find((event) => event.$type === "VmRestartedOnAlternateHostEvent")).toMatchObject({ sourceHost: { name: "h0", host: small.hosts[0].ref } });
    expect(small.world.events.all().flatMap((event) => mistakesIn(event, "Event"))).toEqual([]);
    expect(small.world.defects).toEqual([]);
  });

  it("that was the master leaves an election behind and then another master", () => {
    const small = stage();
    failHost(small.world, small.hosts[0]);
    expect(small.hosts.map((host) => host.dasState)).toEqual(["fdmUnreachable", "election", "election", "election"]);
    small.world.clock.advance(60_000);
    expect(small.hosts.map((host) => host.dasState)).toEqual(["hostDown", "master", "connectedToMaster", "connectedToMaster"]);
  });

  it("has VMs of higher priority restarted first and those with restart disabled not at all", () => {
    const small = stage();
    const { world, cluster, plain, chained, clone, hosts } = small;
    world.placeVm(clone, hosts[0].ref.value, clone.resourcePool);
    cluster.das.vms.set(clone.ref.value, { restartPriority: "highest" }).set(plain.ref.value, { restartPriority: "disabled" });
    failHost(world, hosts[0]);
    world.clock.advance(60_000);
    const restarted = world.events.all().filter((event) => event.$type === "VmRestartedOnAlternateHostEvent").map((event) => event["vm"]);
    expect(restarted).toMatchObject([{ name: "clone" }, { name: "chained" }]);
    expect([plain.connectionState, chained.connectionState]).toEqual(["disconnected", "connected"]);
    expect(words(small)).toContain("com.vmware.vc.HA.VMIsHADisabledRestartEvent");
  });

  it("has its VMs put nowhere that maintenance or a mandatory rule forbids, and not restarted when no host is left", () => {
    const small = stage();
    const { world, cluster, plain, chained, hosts } = small;
    hosts[1].inMaintenanceMode = true;
    cluster.groups.push({ kind: "vm", name: "vms", members: [plain.ref.value], uniqueId: "1" }, { kind: "host", name: "few", members: [hosts[0].ref.value, hosts[1].ref.value], uniqueId: "2" });
    cluster.rules.push({ key: 1, uuid: "u", name: "pinned", enabled: true, mandatory: true, detail: { kind: "vm-host", vmGroup: "vms", affineHosts: "few" } });
    failHost(world, hosts[0]);
    world.clock.advance(60_000);
    expect(world.events.all().filter((event) => event.$type === "NotEnoughResourcesToStartVmEvent")).toMatchObject([{ vm: { name: "plain" } }]);
    expect(plain).toMatchObject({ connectionState: "disconnected", dasProtected: false });
    expect([hosts[2].ref.value, hosts[3].ref.value]).toContain(chained.host);
  });

  it("just leaves its VMs disconnected without HA", () => {
    const small = stage();
    small.cluster.das.enabled = false;
    failHost(small.world, small.hosts[0]);
    small.world.clock.advance(600_000);
    expect(small.plain).toMatchObject({ connectionState: "disconnected", host: small.hosts[0].ref.value });
    expect(words(small)).not.toContain("DasHostFailedEvent");
  });
});

describe("a host that comes back", () => {
  it("has the VMs that are still on it, powered off, and takes part in HA again", () => {
    const small = stage();
    small.cluster.das.enabled = false;
    failHost(small.world, small.hosts[0]);
    small.world.clock.advance(60_000);
    returnHost(small.world, small.hosts[0]);
    expect(small.hosts[0]).toMatchObject({ connectionState: "connected", powerState: "poweredOn", bootTime: small.world.clock.now() });
    expect(small.plain).toMatchObject({ connectionState: "connected", powerState: "poweredOff" });
    expect(words(small).slice(-3)).toEqual(["HostConnectedEvent", "VmConnectedEvent", "VmConnectedEvent"]);
  });

  it("leaves suspended VMs suspended, and those whose datastore is away out of reach", () => {
    const small = stage();
    small.cluster.das.enabled = false;
    setPower(small.world, small.plain, "suspended");
    failHost(small.world, small.hosts[0]);
    small.world.the("Datastore", small.chained.home.datastore).accessible = false;
    returnHost(small.world, small.hosts[0]);
    expect(small.plain.powerState).toBe("suspended");
    expect(small.chained).toMatchObject({ powerState: "poweredOff", connectionState: "inaccessible" });
  });

  it("before HA was certain is not acted upon", () => {
    const small = stage();
    failHost(small.world, small.hosts[0]);
    small.world.clock.advance(5_000);
    returnHost(small.world, small.hosts[0]);
    small.world.clock.advance(60_000);
    expect(words(small)).not.toContain("DasHostFailedEvent");
    expect(small.plain.host).toBe(small.hosts[0].ref.value);
  });
});
