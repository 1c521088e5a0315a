/** Hosts that are let go, taken back, rebooted and put to sleep, and what that does to their VMs. */
import { describe, expect, it } from "vitest";
import { setPower } from "../../../src/lab/power/set-power.js";
import { begin, eventsOf, eventTypes, faultOf, run } from "../support/run-places.js";
import { smallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

describe("disconnecting", () => {
  it("makes the host's VMs disconnected without stopping them, and reconnecting brings them back", () => {
    const { world, hosts, clone } = smallWorld();
    setPower(world, clone, "poweredOn");
    const away = run(world, hosts[1].ref, "DisconnectHost_Task");
    expect(eventsOf(world, away)).toEqual(["TaskEvent", "HostDisconnectedEvent", "VmDisconnectedEvent"]);
    expect(clone).toMatchObject({ connectionState: "disconnected", powerState: "poweredOn" });
    const back = run(world, hosts[1].ref, "ReconnectHost_Task");
    expect(eventsOf(world, back)).toEqual(["TaskEvent", "HostConnectedEvent", "VmConnectedEvent"]);
    expect(clone).toMatchObject({ connectionState: "connected", powerState: "poweredOn" });
  });

  it("makes another host HA's master, and every watcher is told", () => {
    const { world, hosts } = smallWorld();
    expect(untoldChanges(world, () => { run(world, hosts[0].ref, "DisconnectHost_Task"); })).toEqual([]);
    expect(hosts.map((host) => host.dasState)).toEqual([undefined, "master", "connectedToMaster", "connectedToMaster"]);
  });

  it("does not touch VMs that are out of reach for another reason", () => {
    const { world, hosts, clone } = smallWorld();
    clone.connectionState = "inaccessible";
    run(world, hosts[1].ref, "DisconnectHost_Task");
    run(world, hosts[1].ref, "ReconnectHost_Task");
    expect(clone.connectionState).toBe("inaccessible");
  });

  it("is refused twice, and so is reconnecting what is connected", () => {
    const { world, hosts } = smallWorld();
    expect(faultOf(run(world, hosts[0].ref, "ReconnectHost_Task"))).toBe("InvalidState");
    run(world, hosts[0].ref, "DisconnectHost_Task");
    expect(faultOf(run(world, hosts[0].ref, "DisconnectHost_Task"))).toBe("InvalidState");
  });
});

describe("rebooting", () => {
  it("needs maintenance mode; the host comes back after a while, still in it", () => {
    const { world, hosts } = smallWorld();
    expect(faultOf(run(world, hosts[3].ref, "RebootHost_Task", { force: false }))).toBe("InvalidState");
    run(world, hosts[3].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    const booted = hosts[3].bootTime;
    expect(untoldChanges(world, () => { run(world, hosts[3].ref, "RebootHost_Task", { force: false }); })).toEqual([]);
    expect(hosts[3]).toMatchObject({ connectionState: "notResponding", powerState: "poweredOff" });
    world.clock.advance(300_000);
    expect(hosts[3]).toMatchObject({ connectionState: "connected", powerState: "poweredOn", inMaintenanceMode: true });
    expect(hosts[3].bootTime).toBeGreaterThan(booted);
  });

  it("by force is a failure like any other: HA restarts what ran there", () => {
    const { world, hosts, clone } = smallWorld();
    setPower(world, clone, "poweredOn");
    begin(world, hosts[1].ref, "ShutdownHost_Task", { force: true });
    world.clock.advance(120_000);
    expect(world.defects).toEqual([]);
    expect(clone.powerState).toBe("poweredOn");
    expect(clone.host).not.toBe(hosts[1].ref.value);
    expect(eventTypes(world)).toContain("VmRestartedOnAlternateHostEvent");
    expect(faultOf(run(world, hosts[1].ref, "ReconnectHost_Task"))).toBe("HostNotReachable");
  });
});

describe("standby", () => {
  it("is for hosts on which nothing runs", () => {
    const { world, hosts, clone } = smallWorld();
    setPower(world, clone, "poweredOn");
    expect(faultOf(run(world, hosts[1].ref, "PowerDownHostToStandBy_Task", { timeoutSec: 0 }))).toBe("InvalidState");
    expect(untoldChanges(world, () => { run(world, hosts[2].ref, "PowerDownHostToStandBy_Task", { timeoutSec: 0 }); })).toEqual([]);
    expect(hosts[2].powerState).toBe("standBy");
    expect(eventTypes(world)).toContain("EnteredStandbyModeEvent");
    run(world, hosts[2].ref, "PowerUpHostFromStandBy_Task", { timeoutSec: 0 });
    expect(hosts[2].powerState).toBe("poweredOn");
  });
});
