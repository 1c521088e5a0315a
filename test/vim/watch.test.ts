import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import type { VimWatch } from "../../src/vim/watch.js";
import { change, disk, object, typed, updateSet } from "./support/bodies.js";
import { calmVCenter, fault, returns, startSoapServer, type Call, type Reply, type SoapServer } from "./support/soap-server.js";

let server: SoapServer | undefined;
let watch: VimWatch | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await watch?.close();
  await server?.stop();
  watch = server = undefined;
});

const signal = (): AbortSignal => AbortSignal.timeout(15_000);
const named = (vm: string, name: string): string => object("enter", "VirtualMachine", vm, change("vcenter", "name", "xsd:string", name));
const content = (type: string, ref: string, properties: string): string => `<objects><obj type="${type}">${ref}</obj>${properties.replaceAll("changeSet>", "propSet>").replaceAll(/<op>\w+<\/op>/g, "")}</objects>`;
const result = (objects: string, token = ""): string => returns("RetrievePropertiesEx", `<returnval>${token}${objects}</returnval>`);

async function open(sets: readonly string[], overrides: Readonly<Record<string, (call: Call) => Reply>> = {}): Promise<VimWatch> {
  const waiting = [...sets];
  server = await startSoapServer(calmVCenter({ WaitForUpdatesEx: () => ({ status: 200, text: waiting.shift() ?? updateSet("vcenter", "") }), ...overrides }));
  const { url, caFile } = server;
  return (watch = await createVCenter({ url, username: "u", password: () => "p", tls: { caFile } }).open(() => Promise.resolve(undefined), signal()));
}

const retrieves = (): readonly Call[] => server!.calls.filter(({ operation }) => operation === "RetrievePropertiesEx");
const asked = ({ body }: Call): readonly string[] => [...body.matchAll(/obj type="\w+">([^<]*)</g)].map(([, ref]) => ref!);

describe("a watch", () => {
  const element = (vm: string): string => object("modify", "VirtualMachine", vm, change("vcenter", "config.hardware.device[2000]", "VirtualDisk", "<key>2000</key>", "add"));
  const devices = change("vcenter", "config.hardware.device", "ArrayOfVirtualDevice", disk("vcenter", 2000, ["[ds] a.vmdk"]));

  it("reads a list again of which one element was announced, and says null for what is gone from it", async () => {
    await open([updateSet("vcenter", named("vm-1", "a") + element("vm-1") + element("vm-2"))], { RetrievePropertiesEx: () => result(content("VirtualMachine", "vm-1", devices) + content("VirtualMachine", "vm-2", "")) });
    const { updates } = await watch!.waitForUpdates(1, signal());
    expect(updates.slice(-2)).toMatchObject([
      { ref: "vm-1", kind: "modify", set: { disks: [{ key: 2000, backing: { fileName: "[ds] a.vmdk" } }] } },
      { ref: "vm-2", kind: "modify", set: { disks: null } },
    ]);
    expect(retrieves().map(asked)).toEqual([["vm-1", "vm-2"]]);
  });

  it("asks nothing between truncated pages, and then for all of them", async () => {
    await open([updateSet("vcenter", element("vm-1"), true), updateSet("vcenter", element("vm-2"), true), updateSet("vcenter", named("vm-3", "c"))], { RetrievePropertiesEx: () => result("") });
    expect((await watch!.waitForUpdates(1, signal())).truncated).toBe(true);
    expect((await watch!.waitForUpdates(1, signal())).truncated).toBe(true);
    expect(retrieves()).toHaveLength(0);
    expect((await watch!.waitForUpdates(1, signal())).truncated).toBe(false);
    expect(retrieves().map(asked)).toEqual([["vm-1", "vm-2"]]);
  });

  it("takes no answer in time for a state not yet told to its end, never for an empty one", async () => {
    const nothing = returns("WaitForUpdatesEx", "");
    await open([nothing, updateSet("vcenter", named("vm-1", "a"), true), nothing, updateSet("vcenter", named("vm-2", "b")), nothing]);
    const seen: unknown[] = [];
    for (let wait = 0; wait < 5; wait++) {
      const { updates, truncated } = await watch!.waitForUpdates(1, signal());
      seen.push([updates.map(({ ref }) => ref), truncated]);
    }
    expect(seen).toEqual([[[], true], [["vm-1"], true], [[], true], [["vm-2"], false], [[], false]]);
  });

  it("goes on without an object that is gone, named or not", async () => {
    const gone = (named: boolean) => fault("ManagedObjectNotFound", "", named ? '<obj type="VirtualMachine">vm-2</obj>' : "");
    for (const isNamed of [true, false]) {
      await open([updateSet("vcenter", ["vm-1", "vm-2", "vm-3"].map(element).join(""))], {
        RetrievePropertiesEx: (call) => (asked(call).includes("vm-2") ? gone(isNamed) : result(asked(call).map((ref) => content("VirtualMachine", ref, devices)).join(""))),
      });
      const { updates } = await watch!.waitForUpdates(1, signal());
      expect(updates.filter(({ set }) => "disks" in set).map(({ ref }) => ref).sort()).toEqual(["vm-1", "vm-3"]);
      await watch!.close();
      await server!.stop();
    }
  });

  it("fetches every page of a long answer", async () => {
    const next = returns("ContinueRetrievePropertiesEx", `<returnval>${content("VirtualMachine", "vm-2", devices)}</returnval>`);
    await open([updateSet("vcenter", element("vm-1") + element("vm-2"))], { RetrievePropertiesEx: () => result(content("VirtualMachine", "vm-1", devices), "<token>t</token>"), ContinueRetrievePropertiesEx: () => next });
    const { updates } = await watch!.waitForUpdates(1, signal());
    expect(updates.filter(({ set }) => "disks" in set).map(({ ref }) => ref)).toEqual(["vm-1", "vm-2"]);
  });

  it("tells the disks that snapshots pin together with the tree", async () => {
    const snapshot = change("vcenter", "snapshot", "VirtualMachineSnapshotInfo", '<rootSnapshotList><snapshot type="VirtualMachineSnapshot">snapshot-1</snapshot><name>s</name><createTime>2026-01-01T00:00:00Z</createTime></rootSnapshotList>');
    await open([updateSet("vcenter", object("enter", "VirtualMachine", "vm-1", snapshot))], { RetrievePropertiesEx: () => result(content("VirtualMachineSnapshot", "snapshot-1", devices)) });
    expect((await watch!.waitForUpdates(1, signal())).updates).toMatchObject([{ type: "VirtualMachine" }, { type: "VirtualMachineSnapshot", kind: "enter", set: { vm: "vm-1", disks: [{ backing: { fileName: "[ds] a.vmdk" } }] } }]);
  });

  it("takes refused properties of a second reading for a lost session when nobody is logged in any more", async () => {
    await open([updateSet("vcenter", element("vm-1"))], { RetrievePropertiesEx: () => result(`<objects><obj type="VirtualMachine">vm-1</obj><missingSet><path>config.hardware.device</path><fault><fault ${typed("vcenter", "NotAuthenticated")}/></fault></missingSet></objects>`) });
    await expect(watch!.waitForUpdates(1, signal())).rejects.toMatchObject({ code: "VIM_SESSION_LOST" });
  });

  it("takes a change of the history for a bell, not for an object", async () => {
    const ring = (id: string): string => updateSet("vcenter", object("modify", "EventHistoryCollector", id, change("vcenter", "latestPage", "ArrayOfEvent", "<Event><key>1</key></Event>")));
    await open([updateSet("vcenter", named("vm-1", "a")), ring("session[a]someone-elses")]);
    expect((await watch!.waitForUpdates(1, signal())).historyChanged).toBe(false);
    expect(await watch!.waitForUpdates(1, signal())).toEqual({ updates: [], truncated: false, historyChanged: false });
  });

  it("keeps its session alive while nobody asks", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    await open([]);
    const told = (): number => server!.calls.filter(({ operation }) => operation === "CurrentTime").length;
    const before = told();
    vi.advanceTimersByTime(11 * 60_000);
    const deadline = Date.now() + 10_000;
    while (told() === before && Date.now() < deadline) await turn();
    expect(told()).toBe(before + 1);
    await watch!.close();
    vi.advanceTimersByTime(60 * 60_000);
    expect(told()).toBe(before + 1);
  });
});
