import { describe, expect, it, vi } from "vitest";
import { ref, vim, type Ref, type VimObject } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, defaultCollector, faultOf, listOf, specOf, specOfView, told, versionOf, type CollectorClient } from "./collector-client.js";

interface Watched {
  readonly small: SmallWorld;
  readonly client: CollectorClient;
  readonly collector: Ref;
  readonly rename: (vm: VmState, name: string) => void;
}

/** A collector that watches the names of all VMs through a view. */
async function watchNames(): Promise<Watched> {
  const small = smallWorld();
  const client = clientOf(small.world);
  const collector = await client.watch(specOfView(await client.view(["VirtualMachine"]), { VirtualMachine: ["name"] }));
  return {
    small, client, collector,
    rename(vm, name) {
      vm.name = name;
      small.world.changes.touch(vm.ref, "name");
    },
  };
}

const wait = (watched: Watched, version: string, options: Record<string, number> = {}, signal?: AbortSignal) =>
  watched.client.call(watched.collector, "WaitForUpdatesEx", { version, options: vim("WaitOptions", options) }, signal);

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

describe("waiting", () => {
  it("ends with the change that is waited for", async () => {
    const watched = await watchNames();
    const { client, collector, small, rename } = watched;
    const waiting = wait(watched, versionOf(await client.poll(collector, "")));
    rename(small.plain, "new");
    expect(told(await waiting as VimObject)).toEqual([`modify ${small.plain.ref.value} name=new`]);
  });

  it("ends with null when its time is over", async () => {
    const watched = await watchNames();
    const version = versionOf(await watched.client.poll(watched.collector, ""));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const waiting = wait(watched, version, { maxWaitSeconds: 300 });
      await vi.advanceTimersByTimeAsync(300_000);
      expect(await waiting).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ["CancelWaitForUpdates", async ({ client, collector }: Watched) => client.call(collector, "CancelWaitForUpdates")],
    ["a second wait", async ({ client, collector }: Watched) => client.poll(collector, "")],
    ["the end of the collector", async ({ client, collector }: Watched) => client.call(collector, "DestroyPropertyCollector")],
    ["the end of the session", ({ client }: Watched) => { client.logout(); return Promise.resolve(undefined); }],
  ])("ends with RequestCanceled by %s", async (_what, end) => {
    const watched = await watchNames();
    const waiting = faultOf(wait(watched, versionOf(await watched.client.poll(watched.collector, ""))));
    await end(watched);
    expect(await waiting).toBe("RequestCanceled");
  });

  it("ends when the client goes away, and listens to the world no longer", async () => {
    const watched = await watchNames();
    const gone = new AbortController();
    const waiting = faultOf(wait(watched, versionOf(await watched.client.poll(watched.collector, "")), {}, gone.signal));
    gone.abort();
    expect(await waiting).toBe("RequestCanceled");
  });

  it.each([
    ["a negative maxWaitSeconds", { maxWaitSeconds: -1 }, "InvalidArgument invalidProperty=options.maxWaitSeconds"],
    ["no objects at all", { maxObjectUpdates: 0 }, "InvalidArgument invalidProperty=options.maxObjectUpdates"],
  ])("%s is refused", async (_what, options, fault) => {
    const watched = await watchNames();
    expect(await faultOf(wait(watched, "", options))).toBe(fault);
  });

  it("needs a session", async () => {
    const watched = await watchNames();
    watched.client.logout();
    expect(await faultOf(wait(watched, ""))).toContain("NotAuthenticated");
  });

  it("the older CheckForUpdates answers everything at once", async () => {
    const { client, collector } = await watchNames();
    const set = await client.call(collector, "CheckForUpdates", {}) as VimObject;
    expect(told(set)).toHaveLength(3);
    expect(await client.call(collector, "CheckForUpdates", { version: set["version"] })).toBeUndefined();
  });
});

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
