// The read-only door of the daemon, on a real line over a vCenter in memory, read by the commands' own side.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { doorPages } from "../../src/app/door/pages.js";
import { addressOf, findDaemon } from "../../src/app/door/find-daemon.js";
import { mayRead } from "../../src/app/door/may-read.js";
import { readLines } from "../../src/app/door/read-lines.js";
import { readModel } from "../../src/app/door/read-model.js";
import type { EpisodesLine } from "../../src/app/door/wire.js";
import { LineHealth } from "../../src/app/health.js";
import { startHttpServer, type HttpServer } from "../../src/app/http-server.js";
import { statusPages } from "../../src/app/status-pages.js";
import { version } from "../../src/app/version.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { policySet } from "../../src/policies/policy-set.js";
import type { Settings } from "../../src/settings/settings.js";
import type { LiveLine } from "../../src/streams/live-line.js";
import { runLines } from "../../src/streams/run-lines.js";
import { seen } from "../inventory/histories.js";
import { onePolicy } from "../policies/support.js";
import { FakeVCenter, vmEnter, vmModify } from "../streams/fake-vcenter.js";
import { MemoryLedger } from "../streams/memory-ledger.js";
import { until } from "../support/until.js";

const policies = policySet([onePolicy("policy: unreadable\nmode: enforce\neach: vm\nwhen: vm.disks.exists(d, d.depth > 40)\nalert: { severity: warning, summary: '\"deep\"' }"),
  onePolicy("policy: slow\nmode: enforce\neach: vm\nwhen: vm.powerState == 'poweredOn'\nfor: 1h\nalert: { severity: info, summary: '\"on\"' }")], []);
const estate: readonly InventoryUpdate[] = [
  vmEnter("vm-1", ["[ds] vm-1/gold.vmdk"]), vmEnter("vm-2", ["[ds] vm-2/leaf.vmdk", "[ds] vm-1/gold.vmdk"]),
  { ...vmEnter("vm-3", [], { powerState: "poweredOff" }), set: { name: "blurred" }, unreadable: ["disks"] },
];

let vcenter: FakeVCenter, line: LiveLine, health: LineHealth, server: HttpServer, door: URL, stop: AbortController, ended: Promise<void>;

beforeEach(async () => {
  vcenter = new FakeVCenter();
  vcenter.state = estate;
  health = new LineHealth("fake", 0);
  stop = new AbortController();
  ended = Promise.resolve();
  const pages = doorPages({
    version: "1.2.3", site: "here", door: "loopback", silences: () => [], now: Date.now, vcenters: [{ name: "fake", url: "https://vc/sdk", health: () => health.current, live: () => line }],
  });
  server = await startHttpServer({ host: "127.0.0.1", port: 0 }, pages);
  door = new URL(`http://127.0.0.1:${server.port}`);
});
afterEach(async () => {
  stop.abort();
  await ended;
  await server.close();
});

function run(): void {
  ended = runLines({
    vcenters: [{ vcenter, ledger: new MemoryLedger() }], policies: () => policies, onBell: () => undefined, onResync: () => undefined, onLive: (one) => void (line = one), report: (_, report) => void health.take(report, 0),
    limits: { hostLimit: 8, maxWaitSeconds: 30, historyIntervalMs: 600_000, settleMs: 2_000, sweepMs: 900_000 }, stop: stop.signal, kill: new AbortController().signal,
  });
}

const { signal } = new AbortController();
const read = async () => readModel(door, "fake", { follow: false, signal });
const page = async (path: string): Promise<Response> => fetch(new URL(path, door));
const following = async (): Promise<unknown> => until("the model being there", async () => ((await page("/v1/inventory/fake")).ok ? true : undefined), 5_000, 5);

describe("the model", () => {
  it("comes out of the door as it is in the daemon, ids of groups, host limit and busy VMs included", async () => {
    run();
    await following();
    const { header, inventory } = await read();
    expect(seen(inventory)).toEqual(seen(line.look()!.inventory));
    expect([...inventory.groups.keys()]).toEqual([...line.look()!.inventory.groups.keys()]);
    expect(inventory.groups.size).toBe(1);
    expect(header).toMatchObject({ vcenter: "fake", hostLimit: 8, busy: [] });
  });

  it("is not shown before the full state was judged, in the middle of a run, nor while vCenter cannot be seen", async () => {
    vcenter.openError = new Error("no route");
    run();
    await expect(read()).rejects.toThrow("vCenter fake cannot be seen: no route");
    vcenter.openError = undefined;
    await following();
    vcenter.sendTruncated(vmModify("vm-1", { name: "half" }));
    await until("half a run", async () => ((await page("/v1/inventory/fake")).status === 503 ? true : undefined), 5_000, 5);
    await expect(read()).rejects.toThrow("a long change of vCenter fake is still being read; try again in a moment");
    vcenter.send(vmModify("vm-2", { name: "whole" }));
    await following();
    vcenter.fail(new Error("cut"));
    await until("the loss", async () => ((await page("/v1/inventory/fake")).status === 503 ? true : undefined), 5_000, 5);
  });

  it("is followed by every set that is applied afterwards, until vCenter cannot be seen any more", async () => {
    run();
    await following();
    const model = await readModel(door, "fake", { follow: true, signal });
    const { inventory } = model;
    const told = model.changes();
    const next = async (): Promise<readonly InventoryUpdate[]> => {
      for (;;) {
        const { value } = await told.next() as { value: readonly InventoryUpdate[] };
        if (value.length > 0) return value;
      }
    };
    vcenter.sendTruncated(vmModify("vm-1", { name: "renamed" }));
    vcenter.send(vmEnter("vm-4", ["[ds] vm-4/leaf.vmdk", "[ds] vm-2/leaf.vmdk"]));
    expect((await next()).map(({ ref }) => ref)).toEqual(["vm-1", "vm-4"]);
    await following();
    expect(seen(inventory)).toEqual(seen(line.look()!.inventory));
    expect(inventory.vms.get("vm-1")?.name).toBe("renamed");
    vcenter.fail(new Error("cut"));
    await expect(next()).rejects.toThrow("vCenter fake cannot be seen any more");
  });

  it("that is cut on its way is not taken for a whole one", async () => {
    const cut = await startHttpServer({ host: "127.0.0.1", port: 0 }, [{ path: "/v1/inventory/", page: () => ({ status: 200, type: "application/x-ndjson", body: '{"header":{"vcenter":"fake","groups":[]}}\n{"type":"Place","ref":"f","kind":"enter","set":{},"unreadable":[]}\n' }) }]);
    await expect(readModel(new URL(`http://127.0.0.1:${cut.port}`), "fake", { follow: false, signal })).rejects.toThrow("it was cut after 1 updates");
    await cut.close();
  });
});

it("episodes come with their timers, and what cannot be judged with what is missing", async () => {
  run();
  await following();
  const lines: EpisodesLine[] = [];
  for await (const one of readLines<EpisodesLine>(new URL("/v1/episodes/fake", door), signal)) lines.push(one);
  expect(lines[0]).toMatchObject({ header: { vcenter: "fake", policies: policies.hash } });
  expect(lines.flatMap((one) => ("episode" in one ? [one.episode] : []))).toMatchObject(["vm-1", "vm-2"].map((id) => ({ policy: "slow", state: "pending", subject: { kind: "vm", id }, wakeAt: expect.any(Number) as number })));
  expect(lines.flatMap((one) => ("unknown" in one ? [one.unknown] : []))).toMatchObject([
    { policy: "slow", subject: { id: "vm-3" }, missing: ["vm.powerState"] }, { policy: "unreadable", subject: { id: "vm-3" }, missing: ["vm.disks"] },
  ]);
  expect(lines.at(-1)).toEqual({ end: 4 });
});

it("the list of vCenters says whose they are, how they are seen and how old the data is", async () => {
  run();
  await following();
  expect(await (await page("/v1/vcenters")).json()).toMatchObject({
    version: "1.2.3", site: "here", vcenters: [{ name: "fake", url: "https://vc/sdk", state: "following", vms: 3, groups: 1, dataAgeMs: expect.any(Number) as number }],
  });
});

it("a vCenter that is not there is told with those that are", async () => {
  const answer = await page("/v1/inventory/other");
  expect([answer.status, await answer.text()]).toEqual([404, 'there is no vCenter "other"; there are fake\n']);
});

describe("who may read", () => {
  it.each<[string, string, boolean]>([
    ["127.0.0.1", "127.0.0.1:9464", true], ["::1", "[::1]:9464", true], ["::ffff:127.0.0.1", "localhost:9464", true],
    ["10.0.0.7", "127.0.0.1:9464", false], ["127.0.0.1", "evil.example.org", false], ["127.0.0.1", "10.0.0.1:9464", false], ["::ffff:10.0.0.7", "localhost", false], ["", "localhost", false],
  ])("from %s, calling it %s: %s", (from, host, allowed) => {
    expect(mayRead("loopback", { from, headers: { host } })).toBe(allowed);
    expect(mayRead("listen", { from, headers: { host } })).toBe(true);
  });
});

describe("the daemon of a command's settings", () => {
  const settings = (over: { site?: string; url?: string; name?: string } = {}): Settings => ({ site: over.site ?? "here", vcenters: [{ name: over.name ?? "fake", url: over.url ?? "https://vc/sdk" }], httpListen: { host: "127.0.0.1", port: server.port } }) as unknown as Settings;

  it("is the one of the same version, site and vCenters", async () => {
    const other = await startHttpServer({ host: "127.0.0.1", port: 0 }, doorPages({ version, site: "here", door: "loopback", silences: () => [], now: Date.now, vcenters: [{ name: "fake", url: "https://vc/sdk", health: () => health.current, live: () => undefined }] }));
    const at = new URL(`http://127.0.0.1:${other.port}`);
    expect(await findDaemon({ ...settings(), httpListen: { host: "0.0.0.0", port: other.port } }, undefined, signal)).toEqual({ kind: "door", door: at });
    expect(await findDaemon(settings({ site: "there" }), undefined, signal)).toMatchObject({ kind: "other", why: expect.stringContaining(`it is tetherd 1.2.3, this is ${version}`) as string });
    for (const [over, why] of [[{ site: "there" }, 'its site is "here", that of the settings "there"'], [{ name: "vc9" }, "it does not watch vc9"], [{ url: "https://vc9/sdk" }, "its fake is https://vc/sdk, that of the settings https://vc9/sdk"]] as const) {
      expect(await findDaemon({ ...settings(over), httpListen: { host: "127.0.0.1", port: other.port } }, undefined, signal)).toMatchObject({ kind: "other", why: expect.stringContaining(why) as string });
      await expect(findDaemon(settings(over), at, signal)).rejects.toMatchObject({ code: "DOOR_OTHER_DAEMON", message: expect.stringContaining(why) as string });
    }
    await other.close();
    expect(await findDaemon({ ...settings(), httpListen: { host: "127.0.0.1", port: other.port } }, undefined, signal)).toEqual({ kind: "none" });
    await expect(findDaemon(settings(), at, signal)).rejects.toMatchObject({ code: "DOOR_UNREACHABLE", message: expect.stringContaining("ECONNREFUSED") as string });
  });

  it("listens where the settings say, in words that a connection takes", () => {
    const at = (host: string): string | undefined => addressOf({ httpListen: { host, port: 9464 } })?.host;
    expect([at("127.0.0.1"), at("0.0.0.0"), at("::"), at("::1"), at("vc.example.org"), addressOf({ httpListen: undefined })]).toEqual(["127.0.0.1:9464", "127.0.0.1:9464", "[::1]:9464", "[::1]:9464", "vc.example.org:9464", undefined]);
  });

  it("which shows its model to nobody is passed over", async () => {
    const closed = await startHttpServer({ host: "127.0.0.1", port: 0 }, statusPages({ alive: () => true, readiness: () => { throw new Error("not asked"); }, metrics: async () => Promise.resolve("") }));
    expect(await findDaemon({ ...settings(), httpListen: { host: "127.0.0.1", port: closed.port } }, undefined, signal)).toMatchObject({ kind: "other", why: expect.stringContaining("there are /healthz, /readyz, /metrics") as string });
    await closed.close();
  });
});
