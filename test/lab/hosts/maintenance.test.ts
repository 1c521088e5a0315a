/** A host on its way into maintenance mode: who moves its VMs, where they may not go, and what the task waits for. */
import { describe, expect, it } from "vitest";
import { setPower } from "../../../src/lab/power/set-power.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { groupCluster } from "../support/group-cluster.js";
import { begin, eventsOf, eventTypes, faultOf, run } from "../support/run-places.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { smallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

/** The small world with `count` more VMs that run on h0. */
function busyHost(count: number) {
  const small = smallWorld();
  const { world, vmFolder, hosts, pool, ds0, network } = small;
  const running = Array.from({ length: count }, (_none, index) => {
    const vm = addPlainVm(world, `busy${index}`, { folder: vmFolder, host: hosts[0], pool, datastore: ds0, network });
    setPower(world, vm, "poweredOn");
    return vm;
  });
  return { ...small, running };
}

const hostOf = (vm: VmState) => vm.host;

describe("entering maintenance mode", () => {
  it("moves running VMs away one by one by tasks of DRS, and leaves the others where they are", () => {
    const { world, hosts, running, plain } = busyHost(3);
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(60_000);
    expect(world.defects).toEqual([]);
    expect(task.state).toBe("success");
    expect(running.map(hostOf)).toEqual([hosts[2], hosts[3], hosts[1]].map((host) => host.ref.value));
    expect(plain.host).toBe(hosts[0].ref.value);
    expect(hosts[0]).toMatchObject({ inMaintenanceMode: true, dasState: undefined });
    expect(hosts[1].dasState).toBe("master");
    const migration = ["TaskEvent", "VmBeingHotMigratedEvent", "DrsVmMigratedEvent"];
    expect(eventTypes(world)).toEqual(["TaskEvent", "EnteringMaintenanceModeEvent", ...migration, ...migration, ...migration, "EnteredMaintenanceModeEvent"]);
    expect([...world.tasks.all()].map((each) => [each.descriptionId, each.reason.$type])).toEqual([
      ["HostSystem.enterMaintenanceMode", "TaskReasonUser"], ...Array.from({ length: 3 }, () => ["Drm.ExecuteVMotionLRO", "TaskReasonSystem"]),
    ]);
  });

  it("tells every watcher what it changed", () => {
    const { world, hosts } = busyHost(2);
    expect(untoldChanges(world, () => { run(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 }); world.clock.advance(60_000); })).toEqual([]);
    expect(untoldChanges(world, () => { run(world, hosts[0].ref, "ExitMaintenanceMode_Task", { timeout: 0 }); })).toEqual([]);
  });

  it("takes powered-off VMs and templates along when asked to", () => {
    const { world, hosts } = busyHost(1);
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0, evacuatePoweredOffVms: true });
    world.clock.advance(60_000);
    expect(task.state).toBe("success");
    expect(hosts[0].vms.size).toBe(0);
  });

  it("only waits where DRS may not act, until somebody else has moved the VMs", () => {
    const { world, hosts, cluster, running, pool } = busyHost(1);
    cluster.drs.behavior = "partiallyAutomated";
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(3_600_000);
    expect(task.state).toBe("running");
    expect(hosts[0].inMaintenanceMode).toBe(false);
    world.placeVm(running[0]!, hosts[1].ref.value, pool.ref.value);
    world.clock.advance(10_000);
    expect(task.state).toBe("success");
  });

  it("ends in Timedout when the VMs stay too long", () => {
    const { world, hosts, cluster } = busyHost(1);
    cluster.drs.enabled = false;
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 120 });
    world.clock.advance(119_000);
    expect(task.state).toBe("running");
    world.clock.advance(2_000);
    expect(faultOf(task)).toBe("Timedout");
    expect(eventsOf(world, task)).toEqual(["TaskEvent", "EnteringMaintenanceModeEvent", "CanceledHostOperationEvent"]);
    expect(world.locks.size).toBe(0);
  });

  it("can be cancelled, and moves nobody afterwards", () => {
    const { world, hosts, running } = busyHost(3);
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(1_000);
    task.cancel?.();
    world.clock.advance(60_000);
    expect(faultOf(task)).toBe("RequestCanceled");
    expect(running.filter((vm) => vm.host === hosts[0].ref.value).length).toBe(2);
  });

  it("waits for a VM that another task holds", () => {
    const { world, hosts, running } = busyHost(1);
    world.locks.set(running[0]!.ref.value, { type: "Task", value: "task-other" });
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(30_000);
    expect(task.state).toBe("running");
    world.locks.delete(running[0]!.ref.value);
    world.clock.advance(30_000);
    expect(task.state).toBe("success");
  });

  it("is refused on a host that is in it already, or disconnected", () => {
    const { world, hosts } = smallWorld();
    expect(run(world, hosts[3].ref, "EnterMaintenanceMode_Task", { timeout: 0 }).state).toBe("success");
    const again = run(world, hosts[3].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    expect(faultOf(again)).toBe("InvalidState");
    expect(eventsOf(world, again)).toEqual(["TaskEvent"]);
    expect(run(world, hosts[3].ref, "ExitMaintenanceMode_Task", { timeout: 0 }).state).toBe("success");
    expect(faultOf(run(world, hosts[3].ref, "ExitMaintenanceMode_Task", { timeout: 0 }))).toBe("InvalidState");
  });
});

describe("a VM that cannot leave", () => {
  it("because a mandatory rule binds it holds the task up, and is named in an event once", () => {
    const { world, hosts, cluster, running } = busyHost(1);
    cluster.groups = [{ kind: "vm", name: "v", members: [running[0]!.ref.value], uniqueId: "1" }, { kind: "host", name: "h", members: [hosts[0].ref.value], uniqueId: "2" }];
    cluster.rules = [{ key: 1, uuid: "3", name: "pin", enabled: true, mandatory: true, detail: { kind: "vm-host", vmGroup: "v", affineHosts: "h" } }];
    const task = begin(world, hosts[0].ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(60_000);
    expect(task.state).toBe("running");
    expect(eventTypes(world).filter((type) => type === "NoMaintenanceModeDrsRecommendationForVM").length).toBe(1);
    cluster.rules[0]!.mandatory = false;
    world.clock.advance(60_000);
    expect(task.state).toBe("success");
  });

  it("because its base is open on as many hosts as may have it open goes to one of those, or nowhere", () => {
    // Old hosts: at most eight may have a file of a VMFS datastore open. A member runs on each of the first eight.
    const group = groupCluster(10, 8);
    const { world, all, members } = group;
    for (const host of all.slice(1, 8)) host.datastores.delete(group.ds0.ref.value);
    const task = begin(world, all[0]!.ref, "EnterMaintenanceMode_Task", { timeout: 0 });
    world.clock.advance(60_000);
    expect(task.state).toBe("running");
    expect(members[0]!.host).toBe(all[0]!.ref.value);
    all[7]!.datastores.add(group.ds0.ref.value);
    world.clock.advance(60_000);
    expect(task.state).toBe("success");
    expect(members[0]!.host).toBe(all[7]!.ref.value);
  });
});
