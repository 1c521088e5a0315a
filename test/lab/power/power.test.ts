/** Power operations on a small world: states, events, swap files, placement. Limits of shared files have a test of their own. */
import { describe, expect, it } from "vitest";
import { powerMethods } from "../../../src/lab/methods/power/power-methods.js";
import { powerOnMultiMethods } from "../../../src/lab/methods/power/power-on-multi.js";
import { guestMethods } from "../../../src/lab/methods/power/guest-methods.js";
import type { Args } from "../../../src/lab/wire/read-args.js";
import type { Ref } from "../../../src/lab/wire/vim-value.js";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import { callOf } from "../support/call-of.js";
import { mistakesIn } from "../support/check-value.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";

const methods = { ...powerMethods, ...powerOnMultiMethods, ...guestMethods };

function run({ world }: SmallWorld, self: Ref, name: string, args: Args = {}): TaskState | undefined {
  const answer = methods[`${self.type}.${name}`]?.(callOf(world, self, name, args)) as Ref | undefined;
  world.clock.advance(10_000);
  expect(world.defects).toEqual([]);
  return answer === undefined ? undefined : world.tasks.get(answer.value);
}

const eventTypes = ({ world }: SmallWorld) => world.events.all().map((event) => event.$type);

describe("power operations", () => {
  it("start a VM with a swap file, a boot time and HA's protection, and say so in one chain", () => {
    const small = smallWorld();
    const task = run(small, small.plain.ref, "PowerOnVM_Task", { host: small.hosts[2].ref });
    expect(task?.state).toBe("success");
    expect(small.plain).toMatchObject({ powerState: "poweredOn", host: small.hosts[2].ref.value, dasProtected: true });
    expect(small.plain.bootTime).toBeDefined();
    expect(small.plain.files.filter((file) => file.kind === "swap").map((file) => file.sizeBytes)).toEqual([4096 * 1024 ** 2]);
    expect(eventTypes(small)).toEqual(["TaskEvent", "VmStartingEvent", "VmPoweredOnEvent"]);
    expect(new Set(small.world.events.all().map((event) => event["chainId"]))).toEqual(new Set([task?.eventChainId]));
  });

  it("say nothing that a client could not decode", () => {
    const small = smallWorld();
    for (const name of ["PowerOnVM_Task", "PowerOnVM_Task", "ResetVM_Task", "SuspendVM_Task", "PowerOnVM_Task", "PowerOffVM_Task", "PowerOffVM_Task"]) run(small, small.plain.ref, name);
    expect(small.world.events.all().flatMap((event) => mistakesIn(event, "Event"))).toEqual([]);
  });

  it("take the swap file away again with the power", () => {
    const small = smallWorld();
    const before = small.world.files.usedBytes(small.ds0.ref.value);
    run(small, small.plain.ref, "PowerOnVM_Task");
    run(small, small.plain.ref, "PowerOffVM_Task");
    expect(small.world.files.usedBytes(small.ds0.ref.value)).toBe(before);
    expect(small.plain.dasProtected).toBe(false);
  });

  it("fail their task with InvalidPowerState in a state that is not the right one", () => {
    const small = smallWorld();
    const fault = run(small, small.plain.ref, "PowerOffVM_Task")?.error;
    expect(fault).toMatchObject({ fault: { $type: "InvalidPowerState", requestedState: "poweredOff", existingState: "poweredOff" } });
    expect(eventTypes(small)).toEqual(["TaskEvent", "VmFailedToPowerOffEvent"]);
  });

  it("leave the choice of a host to DRS, which takes the one with the fewest VMs", () => {
    const small = smallWorld();
    run(small, small.plain.ref, "PowerOnVM_Task");
    expect(small.plain.host).toBe(small.hosts[2].ref.value);
    expect(eventTypes(small).at(-1)).toBe("DrsVmPoweredOnEvent");
  });

  it("keep a VM where it is registered without DRS", () => {
    const small = smallWorld();
    small.cluster.drs.enabled = false;
    run(small, small.plain.ref, "PowerOnVM_Task");
    expect(small.plain.host).toBe(small.hosts[0].ref.value);
    expect(eventTypes(small).at(-1)).toBe("VmPoweredOnEvent");
  });

  it("obey a mandatory rule, and name every host's reason when none is left", () => {
    const small = smallWorld();
    const { cluster, hosts, plain } = small;
    cluster.groups.push({ kind: "vm", name: "vms", members: [plain.ref.value], uniqueId: "1" }, { kind: "host", name: "few", members: [hosts[3].ref.value], uniqueId: "2" });
    cluster.rules.push({ key: 1, uuid: "u", name: "pinned", enabled: true, mandatory: true, detail: { kind: "vm-host", vmGroup: "vms", affineHosts: "few" } });
    expect(run(small, plain.ref, "PowerOnVM_Task", { host: hosts[1].ref })?.error).toMatchObject({ fault: { $type: "VmHostAffinityRuleViolation" } });
    run(small, plain.ref, "PowerOnVM_Task");
    expect(plain.host).toBe(hosts[3].ref.value);
    run(small, plain.ref, "PowerOffVM_Task");
    hosts[3].inMaintenanceMode = true;
    expect(run(small, plain.ref, "PowerOnVM_Task")?.error).toMatchObject({
      fault: { $type: "NoCompatibleHost", error: [...Array<object>(3).fill({ fault: { $type: "VmHostAffinityRuleViolation" } }), { fault: { $type: "InvalidHostState" } }] },
    });
  });

  it("fail with FileNotFound, in the task and in VmFailedToPowerOnEvent, when a base was deleted under a clone", () => {
    const small = smallWorld();
    const base = small.world.files.at(small.ds0.ref.value, "chained/chained.vmdk");
    if (base === undefined) throw new TypeError("no base");
    small.world.files.remove(base);
    const task = run(small, small.clone.ref, "PowerOnVM_Task");
    const reason = { fault: { $type: "FileNotFound", file: "[ds0] chained/chained.vmdk" } };
    expect(task?.error).toMatchObject(reason);
    expect(small.world.events.latest).toMatchObject({ $type: "VmFailedToPowerOnEvent", reason });
  });

  it("fail with NoDiskSpace when the swap file does not fit", () => {
    const small = smallWorld();
    small.ds0.otherUsedBytes = small.ds0.capacityBytes;
    expect(run(small, small.plain.ref, "PowerOnVM_Task")?.error).toMatchObject({ fault: { $type: "NoDiskSpace", datastore: "ds0" } });
    expect(small.plain.powerState).toBe("poweredOff");
  });

  it("of a whole list give one task each, and say which were not tried", () => {
    const small = smallWorld();
    small.world.locks.set(small.clone.ref.value, { type: "Task", value: "task-x" });
    const result = run(small, small.datacenter.ref, "PowerOnMultiVM_Task", { vm: [small.plain.ref, small.chained.ref, small.clone.ref] })?.result;
    expect(mistakesIn(result, "ClusterPowerOnVmResult")).toEqual([]);
    expect(result).toMatchObject({ attempted: [{ vm: small.plain.ref }, { vm: small.chained.ref }], notAttempted: [{ vm: small.clone.ref, fault: { fault: { $type: "TaskInProgress" } } }] });
    expect([small.plain.powerState, small.chained.powerState, small.clone.powerState]).toEqual(["poweredOn", "poweredOn", "poweredOff"]);
  });
});

describe("a guest", () => {
  it("shuts down a little after it was asked", () => {
    const small = smallWorld();
    run(small, small.plain.ref, "PowerOnVM_Task");
    void methods["VirtualMachine.ShutdownGuest"]?.(callOf(small.world, small.plain.ref, "ShutdownGuest"));
    expect(small.plain.powerState).toBe("poweredOn");
    small.world.clock.advance(10_000);
    expect(small.plain.powerState).toBe("poweredOff");
    expect(eventTypes(small).slice(-2)).toEqual(["VmGuestShutdownEvent", "VmPoweredOffEvent"]);
  });

  it("that does not run refuses at once", () => {
    const small = smallWorld();
    expect(() => run(small, small.plain.ref, "RebootGuest")).toThrow(expect.objectContaining({ type: "InvalidPowerState" }) as Error);
  });
});
