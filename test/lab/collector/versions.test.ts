import { describe, expect, it } from "vitest";
import type { VimObject } from "../../../src/lab/wire/vim-value.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { faultOf, specOf, told, versionOf } from "./collector-client.js";
import { watchNames, type Watched } from "./watch-names.js";

describe("versions", () => {
  it("the empty version tells everything as enter, and again everything when it comes again", async () => {
    const { client, collector, small } = await watchNames();
    const all = [`enter ${small.plain.ref.value} name=plain`, `enter ${small.chained.ref.value} name=chained`, `enter ${small.clone.ref.value} name=clone`];
    expect(told(await client.poll(collector, ""))).toEqual(all);
    expect(told(await client.poll(collector, ""))).toEqual(all);
  });

  it("null is the answer when nothing is new in time", async () => {
    const { client, collector } = await watchNames();
    const first = await client.poll(collector, "");
    expect(await client.poll(collector, versionOf(first))).toBeUndefined();
  });

  it("a version told before may come back, and what changed since is told again", async () => {
    const { client, collector, small, rename } = await watchNames();
    const first = versionOf(await client.poll(collector, ""));
    rename(small.plain, "a");
    const second = await client.poll(collector, first);
    rename(small.clone, "b");
    expect(told(await client.poll(collector, versionOf(second)))).toEqual([`modify ${small.clone.ref.value} name=b`]);
    expect(told(await client.poll(collector, first))).toEqual([`modify ${small.plain.ref.value} name=a`, `modify ${small.clone.ref.value} name=b`]);
    expect(told(await client.poll(collector, versionOf(second)))).toEqual([`modify ${small.clone.ref.value} name=b`]);
  });

  it("what changed is told although the world has forgotten by now that it did", async () => {
    const { client, collector, small, rename } = await watchNames();
    const version = versionOf(await client.poll(collector, ""));
    rename(small.plain, "long ago");
    for (let times = 0; times < 400_001; times++) small.world.changes.touch(small.hosts[0].ref, "name");
    expect(small.world.changes.since(1)).toBeUndefined();
    expect(told(await client.poll(collector, version))).toEqual([`modify ${small.plain.ref.value} name=long ago`]);
  });

  it("versions are forgotten in the end, the oldest first", async () => {
    const { client, collector, small, rename } = await watchNames();
    const first = versionOf(await client.poll(collector, ""));
    let version = first;
    for (let times = 0; times < 2_000; times++) {
      rename(small.plain, `name ${times}`);
      version = versionOf(await client.poll(collector, version));
    }
    expect(await faultOf(client.poll(collector, first))).toBe("InvalidCollectorVersion");
    expect(await client.poll(collector, version)).toBeUndefined();
  });

  it.each([
    ["one that was never told", async () => Promise.resolve("17")],
    ["one of another collector", async ({ client, small }: Watched) => versionOf(await client.poll(await client.watch(specOf([small.plain.ref], ["name"])), ""))],
    ["that of a truncated set, the second time", async ({ client, collector }: Watched) => {
      const version = versionOf(await client.poll(collector, "", 1));
      await client.poll(collector, version, 1);
      return version;
    }],
    ["that of a truncated set, after something else was asked", async ({ client, collector }: Watched) => {
      const version = versionOf(await client.poll(collector, "", 1));
      await client.poll(collector, "", 1);
      return version;
    }],
  ])("%s is an InvalidCollectorVersion", async (_which, make) => {
    const watched = await watchNames();
    expect(await faultOf(watched.client.poll(watched.collector, await make(watched)))).toBe("InvalidCollectorVersion");
  });
});

describe("pages", () => {
  it("a run in pages tells each object once, truncated but for the last page", async () => {
    const { client, collector } = await watchNames();
    const pages: VimObject[] = [];
    for (let version = ""; pages.at(-1)?.["truncated"] === true || version === "";) {
      const page = await client.poll(collector, version, 1);
      version = versionOf(page);
      pages.push(page!);
    }
    expect(pages.map((page) => [told(page).length, page["truncated"]])).toEqual([[1, true], [1, true], [1, undefined]]);
  });

  it("hold 100 objects at most, whatever is asked", async () => {
    const watched = await watchNames();
    const { small, client, collector } = watched;
    for (let index = 0; index < 150; index++) addPlainVm(small.world, `more${index}`, { folder: small.vmFolder, host: small.hosts[0], pool: small.pool, datastore: small.ds0, network: small.network });
    expect(told(await client.poll(collector, "", 5_000))).toHaveLength(100);
  });

  it("what changes during a run is told after it, and what is told later in the run is told as it is then", async () => {
    const { client, collector, small, rename } = await watchNames();
    const first = await client.poll(collector, "", 1);
    rename(small.plain, "told already");
    rename(small.clone, "not told yet");
    const second = await client.poll(collector, versionOf(first), 1);
    const third = await client.poll(collector, versionOf(second), 1);
    expect(told(third)).toEqual([`enter ${small.clone.ref.value} name=not told yet`]);
    expect(told(await client.poll(collector, versionOf(third)))).toEqual([`modify ${small.plain.ref.value} name=told already`]);
  });

  it("an object that is destroyed before its page is not told", async () => {
    const { client, collector, small } = await watchNames();
    const first = await client.poll(collector, "", 2);
    small.world.remove(small.clone);
    const second = await client.poll(collector, versionOf(first), 2);
    expect(told(second)).toEqual([]);
    expect(second?.["truncated"]).toBeUndefined();
  });
});
