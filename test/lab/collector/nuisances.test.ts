import { describe, expect, it } from "vitest";
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { ref, vim, type Ref, type VimObject } from "../../../src/lab/wire/vim-value.js";
import type { Nuisance } from "../../../src/lab/world/nuisances.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, faultOf, listOf, shown, specOf, told, versionOf, type CollectorClient } from "./collector-client.js";

interface Following {
  readonly small: SmallWorld;
  readonly client: CollectorClient;
  readonly collector: Ref;
  readonly version: string;
}

/** A client that follows the names of two VMs, when the nuisance is planned. */
async function follow(nuisance: Nuisance): Promise<Following> {
  const small = smallWorld();
  const client = clientOf(small.world);
  const collector = await client.watch(specOf([small.plain.ref, small.clone.ref], ["name"]));
  const version = versionOf(await client.poll(collector, ""));
  small.world.nuisances.plan(nuisance);
  return { small, client, collector, version };
}

function rename({ small }: Following, name: string): void {
  for (const vm of [small.plain, small.clone]) {
    vm.name = name;
    small.world.changes.touch(vm.ref, "name");
  }
}

describe("on demand a collector", () => {
  it("answers null although there is news, which comes the next time", async () => {
    const following = await follow({ kind: "null-update" });
    rename(following, "new");
    const { client, collector, version } = following;
    expect(await client.poll(collector, version)).toBeUndefined();
    expect(told(await client.poll(collector, version))).toHaveLength(2);
  });

  it("answers null in the middle of a truncated set never, for what follows is there", async () => {
    const following = await follow({ kind: "small-pages", amount: 1 });
    rename(following, "new");
    const { client, collector, small } = following;
    const first = await client.poll(collector, following.version, 50);
    small.world.nuisances.plan({ kind: "null-update", times: 0, probability: 1 });
    expect(told(await client.poll(collector, first?.["version"] as string))).toHaveLength(1);
  });

  it("makes its pages smaller than asked", async () => {
    const following = await follow({ kind: "small-pages", amount: 1 });
    rename(following, "new");
    const set = await following.client.poll(following.collector, following.version, 50);
    expect([told(set).length, set?.["truncated"]]).toEqual([1, true]);
  });

  it("tells an object twice", async () => {
    const following = await follow({ kind: "object-twice" });
    rename(following, "new");
    const updates = told(await following.client.poll(following.collector, following.version));
    expect(updates).toEqual([`modify ${following.small.plain.ref.value} name=new`, `modify ${following.small.clone.ref.value} name=new`, `modify ${following.small.plain.ref.value} name=new`]);
  });

  it("lets an object leave that was not destroyed", async () => {
    const { small, client, collector, version } = await follow({ kind: "leave-without-destroy" });
    expect(told(await client.poll(collector, version))).toEqual([`leave ${small.plain.ref.value}`]);
    expect(small.world.find("VirtualMachine", small.plain.ref.value)).toBe(small.plain);
    expect(told(await client.poll(collector, ""))).toEqual([`enter ${small.clone.ref.value} name=clone`]);
  });

  it("lets the very object leave that was named", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.watch(specOf([small.plain.ref, small.clone.ref], ["name"]));
    const version = versionOf(await client.poll(collector, ""));
    small.world.nuisances.plan({ kind: "leave-without-destroy", object: small.clone.ref.value });
    expect(told(await client.poll(collector, version))).toEqual([`leave ${small.clone.ref.value}`]);
  });

  it.each([
    ["does not know a version it gave", "invalid-version", "InvalidCollectorVersion"],
    ["cancels a wait that nobody cancelled", "request-canceled", "RequestCanceled"],
  ] as const)("%s", async (_what, kind, fault) => {
    const { client, collector, version } = await follow({ kind });
    expect(await faultOf(client.poll(collector, version))).toBe(fault);
    expect(await faultOf(client.poll(collector, version))).toBe("no fault");
  });

  it("answers a read with NotAuthenticated for every property, as on a session that is over", async () => {
    const { small, client } = await follow({ kind: "not-authenticated-in-missing-set" });
    const result = await client.retrieve(specOf([small.plain.ref], ["name", "config.uuid"]));
    const [object] = listOf(result, "objects");
    expect([object?.["propSet"], ...listOf(object, "missingSet").map(({ path, fault }) => `${shown(path)} ${((fault as VimObject)["fault"] as VimObject).$type}`)])
      .toEqual([undefined, "name NotAuthenticated", "config.uuid NotAuthenticated"]);
  });
});

describe("on demand an event collector", () => {
  async function collect(nuisance: Nuisance): Promise<{ readonly small: SmallWorld; readonly client: CollectorClient; readonly collector: Ref }> {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.call(ref("EventManager", "EventManager"), "CreateCollectorForEvents", { filter: vim("EventFilterSpec") }) as Ref;
    small.world.nuisances.plan(nuisance);
    for (const type of ["VmStartingEvent", "VmPoweredOnEvent", "VmPoweredOffEvent"]) postEvent(small.world, type, { vm: small.plain }, {}, { userName: "" });
    return { small, client, collector };
  }

  it("stands before a gap: an empty page, again and again, while the latest event is newer", async () => {
    const { small, client, collector } = await collect({ kind: "history-gap", times: 0 });
    expect(await client.call(collector, "ReadNextEvents", { maxCount: 10 })).toEqual([]);
    expect(await client.call(collector, "ReadNextEvents", { maxCount: 10 })).toEqual([]);
    expect(small.world.events.latest).toBeDefined();
  });

  it("loses a burst from latestPage, but not from what is read", async () => {
    const { client, collector } = await collect({ kind: "short-pages" });
    const page = await client.call(collector, "Fetch", { prop: "latestPage" }) as unknown as { value: VimObject[] };
    expect(page.value.map((event) => event.$type)).toEqual(["VmPoweredOffEvent"]);
    expect(await client.call(collector, "ReadNextEvents", { maxCount: 10 })).toHaveLength(3);
  });
});
