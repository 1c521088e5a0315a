import { describe, expect, it } from "vitest";
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { ref, vim, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { SmallWorld } from "../support/small-world.js";
import { faultOf } from "./collector-client.js";
import { collect, eventManager, typesOf, withEvents } from "./event-world.js";

describe("an event filter passes", () => {
  const all = ["UserLoginSessionEvent", "VmPoweredOnEvent", "VmPoweredOffEvent", "HostConnectionLostEvent", "VmStateRevertedToSnapshot"];
  const [login, plainOn, cloneOff, hostLost, reverted] = all as [string, string, string, string, string];
  const about = (entity: Ref, recursion: string) => ({ entity: vim("EventFilterSpecByEntity", { entity, recursion }) });

  it.each<[string, (small: SmallWorld) => Record<string, VimValue>, string[]]>([
    ["everything when it names nothing", () => ({}), all],
    ["what pertains to an entity itself", ({ plain }) => about(plain.ref, "self"), [plainOn, reverted]],
    ["nothing of the VMs of a host when only the host itself is meant", ({ hosts }) => about(hosts[0].ref, "self"), [hostLost]],
    ["what pertains to the VMs of a host", ({ hosts }) => about(hosts[0].ref, "children"), [plainOn, reverted]],
    ["a folder's VMs, whatever their host", ({ vmFolder }) => about(vmFolder.ref, "all"), [plainOn, cloneOff, reverted]],
    ["a pool's VMs", ({ pool }) => about(pool.ref, "all"), [plainOn, cloneOff, reverted]],
    ["a cluster's hosts and VMs", ({ cluster }) => about(cluster.ref, "children"), [plainOn, cloneOff, hostLost, reverted]],
    ["all below the root folder, and what is about no entity", ({ root }) => about(root.ref, "all"), all],
    ["what happened from a time on, and at that time", () => ({ time: vim("EventFilterSpecByTime", { beginTime: "2026-01-01T00:00:03Z" }) }), [cloneOff, hostLost, reverted]],
    ["what happened until a time, and at that time", () => ({ time: vim("EventFilterSpecByTime", { endTime: "2026-01-01T00:00:02Z" }) }), [login, plainOn]],
    ["what a user did", () => ({ userName: vim("EventFilterSpecByUsername", { systemUser: false, userList: ["anna"] }) }), [login, plainOn]],
    ["what nobody did", () => ({ userName: vim("EventFilterSpecByUsername", { systemUser: true }) }), [cloneOff, hostLost]],
    ["events of a class, without its subclasses", () => ({ eventTypeId: ["VmEvent", "VmPoweredOnEvent"] }), [plainOn]],
    ["events of an id", () => ({ eventTypeId: ["com.vmware.vc.vm.VmStateRevertedToSnapshot"] }), [reverted]],
    ["no events by the class of those with an id", () => ({ eventTypeId: ["EventEx"] }), []],
    ["events of a type in the older way", () => ({ type: ["VmPoweredOffEvent"] }), [cloneOff]],
    ["events of a category", () => ({ category: ["error"] }), [hostLost]],
    ["events of a severity", () => ({ category: ["warning"] }), [reverted]],
    ["the newest few", () => ({ maxCount: 2 }), [hostLost, reverted]],
    ["what every part of it passes", ({ plain }) => ({ ...about(plain.ref, "self"), eventTypeId: [plainOn, cloneOff] }), [plainOn]],
  ])("%s", async (_what, filter, types) => {
    const { small, client, post } = withEvents();
    for (const each of Object.values(post)) each();
    const spec = filter(small);
    expect(typesOf(await client.call(eventManager, "QueryEvents", { filter: vim("EventFilterSpec", spec) }))).toEqual(types);
    expect(typesOf(await client.call(await collect(client, spec), "ReadNextEvents", { maxCount: 100 }))).toEqual(types);
  });

  it("the events of one operation by their chain", async () => {
    const { small: { world, plain }, client } = withEvents();
    const first = postEvent(world, "VmStartingEvent", { vm: plain }, {}, { userName: "" });
    postEvent(world, "VmPoweredOnEvent", { vm: plain }, {}, { chainId: first["key"] as number, userName: "" });
    postEvent(world, "VmPoweredOffEvent", { vm: plain }, {}, { userName: "" });
    expect(typesOf(await client.call(eventManager, "QueryEvents", { filter: vim("EventFilterSpec", { eventChainId: first["key"] }) }))).toEqual(["VmStartingEvent", "VmPoweredOnEvent"]);
  });

  it("events of an entity that is gone already, by where it was", async () => {
    const { small, client, post } = withEvents();
    post["plainOn"]!();
    small.world.remove(small.plain);
    const filter = vim("EventFilterSpec", about(small.cluster.ref, "all"));
    expect(typesOf(await client.call(eventManager, "QueryEvents", { filter }))).toEqual([plainOn]);
  });

  it("events without their text only when told so", async () => {
    const { client, post } = withEvents();
    post["reverted"]!();
    const texts = async (filter: Record<string, VimValue>) => (await client.call(eventManager, "QueryEvents", { filter: vim("EventFilterSpec", filter) }) as VimObject[]).map((event) => event["fullFormattedMessage"]);
    expect(await texts({})).toEqual(["reverted"]);
    expect(await texts({ disableFullMessage: true })).toEqual([undefined]);
  });

  it("nothing about an entity that is not there", async () => {
    const { client } = withEvents();
    expect(await faultOf(collect(client, about(ref("VirtualMachine", "vm-gone"), "self")))).toBe("ManagedObjectNotFound");
  });
});
