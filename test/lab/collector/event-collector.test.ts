import { describe, expect, it } from "vitest";
import { vim, type Ref, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { faultOf, specOf, told, versionOf } from "./collector-client.js";
import { collect, eventManager, typesOf, withEvents } from "./event-world.js";

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
