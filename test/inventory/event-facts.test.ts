// Events of vCenter told as facts of their own.
import { describe, expect, test } from "vitest";
import type { VCenterEvent } from "../../src/inventory/activity.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { eventFact } from "../../src/inventory/event-facts.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { alwaysTold, chooseEvents, eventName } from "../../src/inventory/told-events.js";
import { vm } from "./estate.js";

const event: VCenterEvent = { key: 7, chainId: 5, createdTime: "2026-01-01T00:00:00.123456Z", class: "VmFailoverFailed", userName: "", vm: "vm-1", host: "host-2", computeResource: "domain-c1", message: "failed over in vain" };
const inventory = new Inventory();
applyUpdates(inventory, [vm("vm-1", { name: "web" })]);
const ground = { vcenter: "uuid-1", inventory, observedAt: 9 };

describe("an event as a fact", () => {
  test("is told once and for all by its key and time, with what it is about", () => {
    expect(eventFact(event, ground)).toEqual({
      kind: "vcenter.event", subject: "vm-1", subjectName: "web", at: event.createdTime, observedAt: 9, before: null, after: null, occurrence: "7:2026-01-01T00:00:00.123456Z",
      cause: { operation: "VmFailoverFailed", eventKey: 7, via: "vcenter" },
      event: { name: "VmFailoverFailed", chainId: 5, message: "failed over in vain", vm: "vm-1", host: "host-2", computeResource: "domain-c1" },
    });
  });

  test.each([[{ vm: undefined }, "host-2"], [{ vm: undefined, host: undefined }, "domain-c1"], [{ vm: undefined, host: undefined, computeResource: undefined }, "uuid-1"]])("without %o it is about %s", (change, subject) => {
    const kept = Object.fromEntries(Object.entries({ ...event, ...change }).filter(([, value]) => value !== undefined)) as unknown as VCenterEvent;
    expect(eventFact(kept, ground)).toMatchObject({ subject });
  });

  test("a text without end is cut", () => {
    expect(eventFact({ ...event, message: "x".repeat(9_999) }, ground).event?.message).toHaveLength(2_000);
  });
});

describe("a choice of events", () => {
  test.each([
    ["VmFailoverFailed", true], ["vmfailoverfailed", true], ["VmFailover", false], ["com.vmware.vc.HA.DasHostFailedEvent", true], ["com.vmware.vc.ha.VmRestartedByHAEvent", true], ["com.vmware.vc.HAx", false], ["", false],
  ])("%s: %s", (name, chosen) => {
    const choice = chooseEvents(["VmFailoverFailed", "com.vmware.vc.HA.*"]);
    expect([choice.has(name), choice.has(name)]).toEqual([chosen, chosen]);
  });

  test("goes by the eventTypeId where there is one", () => {
    expect(eventName({ class: "EventEx", eventTypeId: "esx.problem.storage.apd.start" })).toBe("esx.problem.storage.apd.start");
  });

  test("what is always told holds what matters most to linked VMs, and no login or alarm", () => {
    const always = chooseEvents(alwaysTold);
    expect(["VmMaxRestartCountReached", "com.vmware.vc.VmDiskFailedToConsolidateEvent", "esx.problem.vmfs.lock.busy.filename"].map(always.has)).toEqual([true, true, true]);
    expect(["UserLoginSessionEvent", "AlarmStatusChangedEvent", "TaskEvent", "VmPoweredOnEvent"].filter(always.has)).toEqual([]);
  });
});
