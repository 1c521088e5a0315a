import { describe, expect, it } from "vitest";
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { postEventEx } from "../../../src/lab/operations/post-event-ex.js";
import { ref, vim, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, faultOf, shown, specOf, told, versionOf, type CollectorClient } from "./collector-client.js";

const eventManager = ref("EventManager", "EventManager");

/** A world whose events were posted one second after another. */
function withEvents(): { readonly small: SmallWorld; readonly client: CollectorClient; readonly post: Readonly<Record<string, () => void>> } {
  const small = smallWorld();
  const { world, plain, clone, hosts } = small;
  const next = () => { world.clock.advance(1_000); };
  const post = {
    login: () => { next(); postEvent(world, "UserLoginSessionEvent", {}, { ipAddress: "10.0.0.1", locale: "en", sessionId: "1" }, { userName: "anna" }); },
    plainOn: () => { next(); postEvent(world, "VmPoweredOnEvent", { vm: plain }, {}, { userName: "anna" }); },
    cloneOff: () => { next(); postEvent(world, "VmPoweredOffEvent", { vm: clone }, {}, { userName: "" }); },
    hostLost: () => { next(); postEvent(world, "HostConnectionLostEvent", { host: hosts[0] }, {}, { userName: "" }); },
    reverted: () => { next(); postEventEx(world, "com.vmware.vc.vm.VmStateRevertedToSnapshot", { vm: plain }, { severity: "warning" }, { userName: "ben", message: "reverted" }); },
  };
  return { small, client: clientOf(world), post };
}

async function collect(client: CollectorClient, filter: Record<string, VimValue> = {}): Promise<Ref> {
  return await client.call(eventManager, "CreateCollectorForEvents", { filter: vim("EventFilterSpec", filter) }) as Ref;
}

const typesOf = (events: VimValue) => (events as readonly VimObject[]).map((event) => (event["eventTypeId"] === undefined ? event.$type : shown(event["eventTypeId"]).replace("com.vmware.vc.vm.", "")));

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

describe("an event collector", () => {
  it("stands at the oldest event, reads forward until there is nothing more, and goes on when there is", async () => {
    const { client, post } = withEvents();
    post["login"]!();
    post["plainOn"]!();
    post["cloneOff"]!();
    const collector = await collect(client);
    const next = async () => typesOf(await client.call(collector, "ReadNextEvents", { maxCount: 2 }));
    expect([await next(), await next(), await next()]).toEqual([["UserLoginSessionEvent", "VmPoweredOnEvent"], ["VmPoweredOffEvent"], []]);
    post["hostLost"]!();
    expect(await next()).toEqual(["HostConnectionLostEvent"]);
  });

  it("reads backward from where it stands, rewinds to the oldest and resets to behind the newest", async () => {
    const { client, post } = withEvents();
    post["login"]!();
    post["plainOn"]!();
    const collector = await collect(client);
    const read = async (way: "Next" | "Previous") => typesOf(await client.call(collector, `Read${way}Events`, { maxCount: 10 }));
    await client.call(collector, "ResetCollector");
    expect([await read("Next"), await read("Previous"), await read("Previous")]).toEqual([[], ["VmPoweredOnEvent", "UserLoginSessionEvent"], []]);
    await client.call(collector, "ResetCollector");
    await client.call(collector, "RewindCollector");
    expect([await read("Previous"), await read("Next")]).toEqual([[], ["UserLoginSessionEvent", "VmPoweredOnEvent"]]);
  });

  it("shows its newest events first in latestPage, as many as the page holds", async () => {
    const { client, post } = withEvents();
    for (const each of Object.values(post)) each();
    const collector = await collect(client);
    const page = async () => typesOf((await client.call(collector, "Fetch", { prop: "latestPage" }) as unknown as { value: VimValue }).value);
    expect(await page()).toEqual(["VmStateRevertedToSnapshot", "HostConnectionLostEvent", "VmPoweredOffEvent", "VmPoweredOnEvent", "UserLoginSessionEvent"]);
    await client.call(collector, "SetCollectorPageSize", { maxCount: 2 });
    expect(await page()).toEqual(["VmStateRevertedToSnapshot", "HostConnectionLostEvent"]);
  });

  it("announces latestPage when a matching event comes, and only then", async () => {
    const { client, post } = withEvents();
    const history = await collect(client, { eventTypeId: ["VmPoweredOnEvent"] });
    const watcher = await client.watch(specOf([history], ["latestPage"]));
    const version = versionOf(await client.poll(watcher, ""));
    post["cloneOff"]!();
    expect(await client.poll(watcher, version)).toBeUndefined();
    post["plainOn"]!();
    expect(told(await client.poll(watcher, version))).toEqual([`modify ${history.value} latestPage=…`]);
  });

  it("the manager announces its latest event", async () => {
    const { client, post } = withEvents();
    const watcher = await client.watch(specOf([eventManager], ["latestEvent"]));
    const version = versionOf(await client.poll(watcher, ""));
    post["login"]!();
    expect(told(await client.poll(watcher, version))).toEqual(["modify EventManager latestEvent=…"]);
  });

  it("tells its filter, is initialized, and is gone after its end", async () => {
    const { client } = withEvents();
    const collector = await collect(client, { category: ["error"] });
    expect(await client.call(collector, "Fetch", { prop: "filter" })).toEqual(vim("EventFilterSpec", { category: ["error"] }));
    expect(await client.call(collector, "Fetch", { prop: "initialized" })).toBe(true);
    await client.call(collector, "DestroyCollector");
    expect(await faultOf(client.call(collector, "ReadNextEvents", { maxCount: 1 }))).toBe("ManagedObjectNotFound");
  });

  it("is refused where there are 32 already, until one is destroyed", async () => {
    const { client } = withEvents();
    const collectors: Ref[] = [];
    for (let index = 0; index < 32; index++) collectors.push(await collect(client));
    expect(await faultOf(collect(client))).toBe("InvalidState");
    await client.call(collectors[0]!, "DestroyCollector");
    expect(await faultOf(collect(client))).toBe("no fault");
  });

  it("refuses to read no events", async () => {
    const { client } = withEvents();
    expect(await faultOf(client.call(await collect(client), "ReadNextEvents", { maxCount: 0 }))).toBe("InvalidArgument invalidProperty=maxCount");
  });
});

describe("clients post", () => {
  it("events of their own, whose key, time and user the server sets", async () => {
    const { small, client } = withEvents();
    const event = vim("EventEx", { key: 999, chainId: 999, createdTime: "1999-01-01T00:00:00Z", userName: "forged", eventTypeId: "org.example.Seen", severity: "warning", message: "seen" });
    await client.call(eventManager, "PostEvent", { eventToPost: event });
    const { key, createdTime, ...rest } = small.world.events.latest!;
    expect(rest).toMatchObject({ eventTypeId: "org.example.Seen", severity: "warning", userName: small.world.settings.userName, fullFormattedMessage: "seen" });
    expect([key, createdTime]).not.toContain(999);
    expect(createdTime).toBe("2026-01-01T00:00:00.000Z");
  });

  it("a user's note on an entity", async () => {
    const { small, client } = withEvents();
    await client.call(eventManager, "LogUserEvent", { entity: small.plain.ref, msg: "looked at" });
    expect(small.world.events.latest).toMatchObject({ $type: "GeneralUserEvent", message: "looked at", vm: { name: "plain" }, entity: { entity: small.plain.ref } });
  });

  it("and learn which fields a class of events has", async () => {
    const { client } = withEvents();
    expect(await client.call(eventManager, "RetrieveArgumentDescription", { eventTypeId: "VmRenamedEvent" })).toMatchObject([{ name: "template" }, { name: "oldName" }, { name: "newName" }]);
    expect(await faultOf(client.call(eventManager, "RetrieveArgumentDescription", { eventTypeId: "Nothing" }))).toContain("InvalidArgument");
  });
});
