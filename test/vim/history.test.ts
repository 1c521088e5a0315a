import { afterEach, describe, expect, it } from "vitest";
import { decodeEvents } from "../../src/vim/decode/events.js";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import type { Position } from "../../src/vim/history/history.js";
import { compareTimes, minusMs } from "../../src/vim/history/vcenter-time.js";
import { SeenSet } from "../../src/vim/history/seen-set.js";
import type { VimWatch } from "../../src/vim/watch.js";
import { envelope, inChunks, object, typed, updateSet } from "./support/bodies.js";
import { calmVCenter, fault, refReturn, returns, startSoapServer, type Call, type Reply, type SoapServer } from "./support/soap-server.js";

const event = (key: number, createdTime: string, more = "", type = "VmPoweredOnEvent"): string =>
  `<returnval ${typed("vcenter", type)}><key>${key}</key><chainId>${key}</chainId><createdTime>${createdTime}</createdTime><userName>root</userName>${more}</returnval>`;
const at = (seconds: number): string => `2026-01-01T12:00:${String(seconds).padStart(2, "0")}.000000Z`;
const signal = (): AbortSignal => AbortSignal.timeout(15_000);

let server: SoapServer | undefined;
let watch: VimWatch | undefined;
afterEach(async () => {
  await watch?.close();
  await server?.stop();
  watch = server = undefined;
});

const runningTask = '<returnval><task type="Task">task-7</task><descriptionId>VirtualMachine.promoteDisks</descriptionId><entity type="VirtualMachine">vm-1</entity><state>running</state><queueTime>2026-01-01T08:00:00Z</queueTime></returnval>';

/** The same vCenter, which answers the question for unfinished tasks by itself. */
function withUnfinished(vcenter: (call: Call) => Reply | Promise<Reply>, answer: string): (call: Call) => Reply | Promise<Reply> {
  return (call) => {
    if (call.operation === "CreateCollectorForTasks" && call.body.includes("state>queued")) return refReturn("CreateCollectorForTasks", "TaskHistoryCollector", "unfinished");
    return call.operation === "ReadNextTasks" && call.body.includes(">unfinished<") ? returns("ReadNextTasks", answer) : vcenter(call);
  };
}

const asked = (words: string): readonly Call[] => server!.calls.filter(({ operation, body }) => operation === "CreateCollectorForTasks" && body.includes(words));

/** A vCenter whose event collectors read `events` from their begin time on, each with its own cursor, in pages as asked. */
async function withEvents(events: () => readonly (readonly [key: number, time: string])[], overrides: Readonly<Record<string, (call: Call) => Reply>>, position: Position | undefined, now: () => number = Date.now, unfinished = ""): Promise<VimWatch> {
  const cursors = new Map<string, { begin: string; done: number }>();
  let made = 0;
  server = await startSoapServer(withUnfinished(calmVCenter({
    CreateCollectorForEvents: ({ body }) => {
      const id = `session[a]events-${++made}`;
      cursors.set(id, { begin: /beginTime>([^<]*)</.exec(body)?.[1] ?? "1970-01-01T00:00:00Z", done: 0 });
      return refReturn("CreateCollectorForEvents", "EventHistoryCollector", id);
    },
    ReadNextEvents: ({ body }) => {
      const cursor = cursors.get(/_this type="EventHistoryCollector">([^<]*)</.exec(body)?.[1] ?? "");
      if (cursor === undefined) return fault("ManagedObjectNotFound", "", '<obj type="EventHistoryCollector">gone</obj>');
      const most = Number(/maxCount>(\d+)</.exec(body)?.[1]);
      const page = events().filter(([, time]) => compareTimes(time, cursor.begin) >= 0).slice(cursor.done, cursor.done + most);
      cursor.done += page.length;
      return returns("ReadNextEvents", page.map(([key, time]) => event(key, time)).join(""));
    },
    ...overrides,
  }), unfinished));
  const { url, caFile } = server;
  watch = await createVCenter({ url, username: "u", password: () => "p", tls: { caFile }, now }).open(() => Promise.resolve(position), signal());
  return watch;
}

const keys = async (): Promise<readonly number[]> => (await watch!.readHistory(signal())).events.map(({ key }) => key);

describe("reading events", () => {
  it("begins now when nothing was ever read, and says so as position", async () => {
    await withEvents(() => [[1, "2026-01-01T11:59:59Z"]], {}, undefined);
    expect(await watch!.readHistory(signal())).toMatchObject({ events: [], position: { time: "2026-01-01T12:00:00.123456Z", eventKey: 0 }, complete: true, gaps: [] });
  });

  it("hands on each event once, overlap and late ones included", async () => {
    const events: [number, string][] = [[5, at(5)], [6, at(6)]];
    await withEvents(() => events, {}, { time: at(5), eventKey: 5 });
    expect(await keys()).toEqual([6]);
    events.push([8, at(8)], [7, at(7)]);
    expect(await keys()).toEqual([8, 7]);
    expect((await watch!.readHistory(signal())).position).toMatchObject({ time: at(8), eventKey: 8 });
  });

  it("finds what became visible behind its back with the next sweep, once", async () => {
    let now = 1_000_000;
    const events: [number, string][] = [[5, at(5)], [6, at(6)], [8, at(8)]];
    await withEvents(() => events, {}, { time: at(5), eventKey: 5 }, () => now);
    expect(await keys()).toEqual([6, 8]);
    events.splice(2, 0, [7, at(7)]);
    expect(await keys()).toEqual([]);
    now += 10_000;
    expect(await keys()).toEqual([7]);
    now += 10_000;
    const again = await watch!.readHistory(signal());
    expect([again.events, again.position]).toMatchObject([[], { time: at(8), eventKey: 8 }]);
    expect(server!.calls.filter(({ operation }) => operation === "DestroyCollector").length).toBeGreaterThanOrEqual(4);
  });

  it("what becomes visible between two watches is handed on though its key is lower than one handled, once, and nothing else is again", async () => {
    const events: [number, string][] = [[5, at(5)], [6, at(6)], [8, at(8)], [11, at(9)]];
    let saved: Position = { time: at(5), eventKey: 5 };
    const aWatch = async (): Promise<readonly number[]> => {
      await withEvents(() => events, {}, saved);
      const read = await watch!.readHistory(signal());
      saved = JSON.parse(JSON.stringify(read.position)) as Position;
      await watch!.close();
      await server!.stop();
      return read.events.map(({ key }) => key);
    };
    expect(await aWatch()).toEqual([6, 8, 11]);
    events.splice(2, 0, [7, at(7)]);
    expect(await aWatch()).toEqual([7]);
    expect(await aWatch()).toEqual([]);
    events.splice(4, 0, [10, at(8)], [9, at(8)]);
    expect(await aWatch()).toEqual([10, 9]);
    expect(await aWatch()).toEqual([]);
  });

  it("a position saved without the keys of what was handled counts everything before it as handled", async () => {
    await withEvents(() => [[4, at(4)], [5, at(5)], [6, at(6)]], {}, { time: at(5), eventKey: 5 });
    const { events, position } = await watch!.readHistory(signal());
    expect(events.map(({ key }) => key)).toEqual([6]);
    expect(position.handled).toEqual({ since: at(5), runs: [4, 3] });
  });

  it("a sweep that gets no collector, or loses it, does no harm", async () => {
    let now = 1_000_000;
    let refuse = false;
    await withEvents(() => [[6, at(6)]], { CreateCollectorForTasks: () => (refuse ? fault("InvalidState", "too many") : refReturn("CreateCollectorForTasks", "TaskHistoryCollector", "session[a]tasks")) }, { time: at(5), eventKey: 5 }, () => now);
    expect(await keys()).toEqual([6]);
    refuse = true;
    now += 10_000;
    expect(await watch!.readHistory(signal())).toMatchObject({ events: [], tasks: [], tasksReadable: true });
  });

  it("finds no gap when the last handled event is still there", async () => {
    await withEvents(() => [[4, at(4)], [5, at(5)], [9, at(9)]], {}, { time: at(5), eventKey: 5 });
    expect(watch!.gaps).toEqual([]);
  });

  it("tells a gap when history begins after the position", async () => {
    await withEvents(() => [[40, at(40)], [41, at(41)]], {}, { time: at(5), eventKey: 5 });
    expect(watch!.gaps).toEqual([{ from: at(5), to: at(40), reason: expect.stringContaining("begins later") as string }]);
    expect(await keys()).toEqual([40, 41]);
  });

  it("goes on after a vCenter that began anew with low keys", async () => {
    await withEvents(() => [[1, at(40)], [2, at(41)]], {}, { time: at(5), eventKey: 900 });
    expect(watch!.gaps).toHaveLength(1);
    const read = await watch!.readHistory(signal());
    expect(read.events.map(({ key }) => key)).toEqual([1, 2]);
    expect(read.position).toMatchObject({ time: at(41), eventKey: 2 });
  });

  it("tells a gap when keys went back though old events are there", async () => {
    const newest = `<returnval><objects><obj type="EventManager">EventManager</obj><propSet><name>latestEvent</name><val ${typed("vcenter", "VmPoweredOnEvent")}><key>3</key><chainId>3</chainId><createdTime>${at(3)}</createdTime><userName/></val></propSet></objects></returnval>`;
    await withEvents(() => [[1, at(1)], [3, at(3)]], { RetrievePropertiesEx: () => returns("RetrievePropertiesEx", newest) }, { time: at(5), eventKey: 700 });
    expect(watch!.gaps).toEqual([{ from: at(5), to: at(3), reason: expect.stringContaining("below the last handled 700") as string }]);
  });

  it("tells a gap when all history is gone", async () => {
    await withEvents(() => [], {}, { time: at(5), eventKey: 5 });
    expect(watch!.gaps).toEqual([{ from: at(5), to: undefined, reason: expect.stringContaining("empty") as string }]);
  });

  it("goes on with a new collector from low minus overlap when vCenter has thrown the old one away", async () => {
    let gone = false;
    await withEvents(() => [[5, at(5)], [6, at(50)]], {
      ReadNextTasks: () => {
        if (!gone) return returns("ReadNextTasks", `<returnval><task type="Task">task-1</task><descriptionId>x</descriptionId><state>success</state><queueTime>${at(30)}</queueTime></returnval>`);
        gone = false;
        return fault("ManagedObjectNotFound", "", '<obj type="TaskHistoryCollector">x</obj>');
      },
    }, undefined);
    expect((await watch!.readHistory(signal())).tasks).toHaveLength(1);
    gone = true;
    expect(await watch!.readHistory(signal())).toMatchObject({ complete: false, tasks: [] });
    expect(await watch!.readHistory(signal())).toMatchObject({ complete: true, tasks: [] });
    const begins = asked("beginTime>").map(({ body }) => /beginTime>([^<]*)</.exec(body)?.[1]);
    expect(begins).toEqual(["2026-01-01T11:59:00.123Z", "2026-01-01T11:59:30.000Z"]);
  });

  it("does not replace a vanishing collector for ever", async () => {
    await withEvents(() => [], { ReadNextTasks: () => fault("ManagedObjectNotFound", "", '<obj type="TaskHistoryCollector">x</obj>') }, undefined);
    const reading = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) await watch!.readHistory(signal());
    };
    await expect(reading()).rejects.toMatchObject({ fault: "ManagedObjectNotFound", retryable: true });
    expect(server!.calls.filter(({ operation }) => operation === "CreateCollectorForTasks").length).toBeLessThan(10);
  });

  it("goes without history for a while when vCenter grants no collector, and loses nothing", async () => {
    let now = 0;
    let refused = true;
    const original = calmVCenter();
    await withEvents(() => [], { CreateCollectorForTasks: (call) => (refused ? fault("InvalidState") : original(call) as Reply) }, undefined, () => now, runningTask);
    expect(await watch!.readHistory(signal())).toMatchObject({ events: [], tasks: [], complete: true });
    refused = false;
    await watch!.readHistory(signal());
    expect(asked("queuedTime")).toHaveLength(1);
    expect(asked("state>queued")).toHaveLength(0);
    now = 61_000;
    expect((await watch!.readHistory(signal())).tasks).toMatchObject([{ task: "task-7", state: "running" }]);
    expect(asked("queuedTime")).toHaveLength(3); // with the one of the sweep
    expect(asked("state>queued")).toHaveLength(1);
  });

  it("gets past events it may not see, and tells the gap", async () => {
    let now = 0;
    let newest: [number, string] = [5, at(5)];
    const ring = updateSet("vcenter", object("modify", "EventHistoryCollector", "session[a]events-1", ""));
    await withEvents(() => (newest[0] === 5 ? [[5, at(5)]] : []), {
      WaitForUpdatesEx: () => ({ status: 200, text: ring }),
      RetrievePropertiesEx: () => returns("RetrievePropertiesEx", `<returnval><objects><obj type="EventManager">EventManager</obj><propSet><name>latestEvent</name><val ${typed("vcenter", "VmPoweredOnEvent")}><key>${newest[0]}</key><createdTime>${newest[1]}</createdTime></val></propSet></objects></returnval>`),
    }, { time: at(5), eventKey: 5 }, () => now);
    newest = [2000, "2026-01-01T13:00:00Z"];
    expect((await watch!.waitForUpdates(1, signal())).historyChanged).toBe(true);
    expect((await watch!.readHistory(signal())).gaps).toEqual([]);
    now += 61_000;
    expect((await watch!.readHistory(signal())).gaps).toEqual([{ from: at(5), to: "2026-01-01T12:59:00.000Z", reason: expect.stringContaining("may not see") as string }]);
    const begins = server!.calls.filter(({ operation }) => operation === "CreateCollectorForEvents").map(({ body }) => /beginTime>([^<]*)</.exec(body)?.[1]);
    expect(begins.at(-1)).toBe("2026-01-01T12:59:00.000Z");
  });

  it("does not move its position past what the slower history has not read yet", async () => {
    const task = (n: number): string => `<returnval><key>task-${n}</key><task type="Task">task-${n}</task><descriptionId>VirtualMachine.powerOn</descriptionId><state>success</state><reason ${typed("vcenter", "TaskReasonUser")}><userName>root</userName></reason><queueTime>2026-01-01T12:00:0${n < 500 ? 1 : 2}Z</queueTime><eventChainId>1</eventChainId></returnval>`;
    let page = 0;
    await withEvents(() => [[9, at(9)]], { ReadNextTasks: () => returns("ReadNextTasks", page++ === 0 ? Array.from({ length: 500 }, (_, n) => task(n)).join("") : "") }, undefined);
    const read = await watch!.readHistory(signal());
    expect([read.complete, read.tasks.length, read.position.time]).toEqual([false, 500, "2026-01-01T12:00:01Z"]);
    expect((await watch!.readHistory(signal())).position.time).toBe(at(9));
  });

  it("finds tasks that were queued before the watch and have not ended, whether anything was ever read or not", async () => {
    for (const position of [undefined, { time: at(5), eventKey: 5 }]) {
      await withEvents(() => [[5, at(5)]], {}, position, Date.now, runningTask);
      expect((await watch!.readHistory(signal())).tasks).toMatchObject([{ task: "task-7", entity: "vm-1", state: "running" }]);
      await watch!.close();
      await server!.stop();
    }
  });

  it("finds tasks that were queued before the position and ended after it", async () => {
    await withEvents(() => [[5, at(5)]], {
      CreateCollectorForTasks: ({ body }) => refReturn("CreateCollectorForTasks", "TaskHistoryCollector", body.includes("completedTime") ? "completed" : "queued"),
      ReadNextTasks: ({ body }) => returns("ReadNextTasks", body.includes(">completed<") ? `<returnval><task type="Task">task-1</task><descriptionId>vm.Snapshot.remove</descriptionId><entity type="VirtualMachine">vm-1</entity><state>success</state><queueTime>2026-01-01T08:00:00Z</queueTime></returnval>` : ""),
    }, { time: at(5), eventKey: 5 });
    expect((await watch!.readHistory(signal())).tasks).toMatchObject([{ task: "task-1", entity: "vm-1", descriptionId: "vm.Snapshot.remove" }]);
  });
});

describe("a page of events", () => {
  const decode = async (content: string) => await decodeEvents(inChunks(envelope("vcsim", `<ReadNextEventsResponse xmlns="urn:vim25">${content}</ReadNextEventsResponse>`), 11));

  it("gives known and unknown classes alike", async () => {
    const { events } = await decode(event(1, at(1), '<vm><name>a</name><vm type="VirtualMachine">vm-1</vm></vm><host><name>h</name><host type="HostSystem">host-1</host></host><ds><name>d</name><datastore type="Datastore">datastore-1</datastore></ds><fullFormattedMessage>on</fullFormattedMessage>').replaceAll("xsi:", "_XMLSchema-instance:").replace("<returnval ", '<returnval xmlns:_XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" ')
      + event(2, at(2), "<eventTypeId>com.vmware.vc.Whatever</eventTypeId><arguments><key>a</key><value>b</value></arguments>", "q:NeverHeardOf").replaceAll("xsi:", "q:").replace("<returnval ", '<returnval xmlns:q="http://www.w3.org/2001/XMLSchema-instance" '));
    expect(events).toEqual([
      { key: 1, chainId: 1, createdTime: at(1), class: "VmPoweredOnEvent", userName: "root", vm: "vm-1", host: "host-1", datastore: "datastore-1", message: "on" },
      { key: 2, chainId: 2, createdTime: at(2), class: "NeverHeardOf", eventTypeId: "com.vmware.vc.Whatever", userName: "root" },
    ]);
  });

  it("survives control characters in a message", async () => {
    const { events } = await decode(event(1, at(1), "<fullFormattedMessage>bad\u0007name&#1;!</fullFormattedMessage>").replace(" xsi:type=\"VmPoweredOnEvent\"", "") + event(2, at(2)).replace(" xsi:type=\"VmPoweredOnEvent\"", ""));
    expect(events.map(({ key, message }) => [key, message])).toEqual([[1, "bad\ufffdname\ufffd!"], [2, undefined]]);
  });

  it("leaves out what is no event and keeps the rest", async () => {
    const { events, read } = await decode("<returnval><odd/></returnval><returnval><key>2</key><createdTime>2026-01-01T00:00:00Z</createdTime></returnval>");
    expect([events.map(({ key }) => key), read]).toEqual([[2], 2]);
  });

  it("gives the task of a TaskEvent", async () => {
    const { events } = await decode('<returnval><key>2</key><createdTime>2026-01-01T00:00:00Z</createdTime><info><key>task-9</key><task type="Task">task-9</task><descriptionId>vm.Snapshot.remove</descriptionId><entity type="VirtualMachine">vm-1</entity><state>queued</state><reason><userName>bob</userName></reason><queueTime>2026-01-01T00:00:00Z</queueTime><eventChainId>2</eventChainId></info></returnval>');
    expect(events[0]?.task).toEqual({ task: "task-9", descriptionId: "vm.Snapshot.remove", entity: "vm-1", entityType: "VirtualMachine", state: "queued", userName: "bob", queueTime: "2026-01-01T00:00:00Z", eventChainId: 2 });
  });
});

describe("vCenter's times", () => {
  it.each([
    ["2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.100000Z", 0],
    ["2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123457Z", -1],
    ["2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", 0],
    ["2026-01-01T00:00:01Z", "2026-01-01T00:00:00.999999999Z", 1],
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", -1],
  ])("%s against %s", (a, b, sign) => {
    expect(Math.sign(compareTimes(a, b))).toBe(sign);
  });

  it("go back by ms", () => expect(minusMs("2026-01-01T00:01:00.123456Z", 60_000)).toBe("2026-01-01T00:00:00.123Z"));
});

it("a set of what was seen forgets the oldest first", () => {
  const seen = new SeenSet(2);
  expect(["a", "a", "b", "c", "a"].map((key) => seen.add(key))).toEqual([true, false, true, true, true]);
});
