import { describe, expect, it } from "vitest";
import { ref, type Ref } from "../../../src/lab/wire/vim-value.js";
import { smallWorld } from "../support/small-world.js";
import { clientOf, defaultCollector, faultOf, listOf, specOf, told, versionOf } from "./collector-client.js";
import { watchNames } from "./watch-names.js";

describe("filters", () => {
  it("a new one joins in with the next calculation, against the present version", async () => {
    const { client, collector, small } = await watchNames();
    const version = versionOf(await client.poll(collector, ""));
    await client.createFilter(collector, specOf([small.hosts[0].ref], ["name"]));
    expect(told(await client.poll(collector, version))).toEqual([`enter ${small.hosts[0].ref.value} name=h0`]);
  });

  it("one that is destroyed tells nothing more and makes nothing leave", async () => {
    const { client, collector, small, rename } = await watchNames();
    const set = await client.poll(collector, "");
    await client.call(listOf(set, "filterSet")[0]!["filter"] as Ref, "DestroyPropertyFilter");
    rename(small.plain, "new");
    expect(await client.poll(collector, versionOf(set))).toBeUndefined();
  });

  it("show their spec, and the collector shows its filters", async () => {
    const { client, collector, small } = await watchNames();
    const spec = specOf([small.plain.ref], ["name"]);
    const filter = await client.createFilter(collector, spec, true);
    expect(await client.call(filter, "Fetch", { prop: "spec" })).toEqual(spec);
    expect(await client.call(filter, "Fetch", { prop: "partialUpdates" })).toBe(true);
    expect(await client.call(collector, "Fetch", { prop: "filter" })).toMatchObject({ $as: "ArrayOfManagedObjectReference", value: [{ type: "PropertyFilter" }, filter] });
  });

  it("a starting object that is not there is refused, or told as missing when the spec says so", async () => {
    const { client, collector } = await watchNames();
    const gone = ref("VirtualMachine", "vm-gone");
    expect(await faultOf(client.createFilter(collector, specOf([gone], ["name"])))).toBe("ManagedObjectNotFound");
    const filter = await client.createFilter(collector, specOf([gone], ["name"], { reportMissingObjectsInResults: true }));
    const set = listOf(await client.poll(collector, ""), "filterSet").find((each) => each["filter"] === filter);
    expect(listOf(set, "missingSet")).toMatchObject([{ obj: gone, fault: { fault: { $type: "ManagedObjectNotFound" } } }]);
  });

  it("a starting object that vanishes leaves, and is told as missing when the spec says so", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.watch(specOf([small.plain.ref], ["name"], { reportMissingObjectsInResults: true }), specOf([small.plain.ref], ["name"]));
    const version = versionOf(await client.poll(collector, ""));
    small.world.remove(small.plain);
    const set = await client.poll(collector, version);
    expect(told(set)).toEqual([`leave ${small.plain.ref.value}`, `leave ${small.plain.ref.value}`]);
    expect(listOf(set, "filterSet").map((each) => listOf(each, "missingSet").map(({ obj }) => obj))).toEqual([[small.plain.ref], []]);
    expect(await client.poll(collector, versionOf(set))).toBeUndefined();
  });

  it("the default collector is another one in each session and cannot be destroyed", async () => {
    const { client, small } = await watchNames();
    const other = clientOf(small.world);
    await client.createFilter(defaultCollector, specOf([small.plain.ref], ["name"]));
    expect(told(await client.poll(defaultCollector, ""))).toHaveLength(1);
    expect(told(await other.poll(defaultCollector, ""))).toHaveLength(0);
    expect(await faultOf(client.call(defaultCollector, "DestroyPropertyCollector"))).toBe("NotSupported");
  });

  it("of another session are not there", async () => {
    const { client, collector, small } = await watchNames();
    const set = await client.poll(collector, "");
    const filter = listOf(set, "filterSet")[0]!["filter"] as Ref;
    expect(await faultOf(clientOf(small.world).call(filter, "DestroyPropertyFilter"))).toBe("ManagedObjectNotFound");
  });
});
