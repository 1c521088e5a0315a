import { describe, expect, it, vi } from "vitest";
import type { VimObject } from "../../../src/lab/wire/vim-value.js";
import { faultOf, told, versionOf } from "./collector-client.js";
import { wait, watchNames, type Watched } from "./watch-names.js";

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
