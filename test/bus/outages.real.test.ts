/** What the bus does while NATS is away, broken, full or tampered with: it waits, says so once, and loses and doubles nothing. */
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterEach, expect, test, vi } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { BusSettings } from "../../src/bus/bus-settings.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import type { Turn } from "../../src/bus/turn.js";
import { withNats, withOldestNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { freeze } from "./freeze.js";
import { busSettings, forever, memoryLog, readAlerts, reader, streamReader, type LogLine } from "./nats.js";
import { alert, fact, resolved } from "./samples.js";
import { stallingProxy } from "./stalling-proxy.js";

const vcenter = "4c4c4544-0000-0000-0000-00000000dead";
const started: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const stop of started.splice(0).reverse()) await stop();
});

async function server(options: Parameters<typeof startNatsServer>[0] = {}): Promise<Awaited<ReturnType<typeof startNatsServer>>> {
  const made = await startNatsServer(options);
  started.push(() => made.stop());
  return made;
}

function bus(url: string, change: Partial<BusSettings> = {}): { bus: Bus; lines: readonly LogLine[] } {
  const log = memoryLog();
  const made = connectBus(busSettings(url, change), log);
  started.push(() => made.close());
  return { bus: made, lines: log.lines };
}

async function consumer(url: string): Promise<NatsConnection> {
  const made = await reader(url);
  started.push(() => made.close());
  return made;
}

const turn = (n: number): Turn => ({
  messages: [alert({ transition: n }), fact({ occurrence: String(n) })],
  puts: [{ key: { kind: "checkpoint", id: "history" }, value: n }, { key: { kind: "vm", id: `vm-${n}` }, value: n }],
});
const idsUpTo = (n: number): string[] => Array.from({ length: n }, (_, i) => [`${vcenter}:0f3a5c7e9b1d2468:${i + 1}`, `${vcenter}:vm.snapshot-removed:vm-42:${i + 1}`]).flat().sort();
const told = (lines: readonly LogLine[]): string[] => lines.filter(({ level }) => level !== "info").map(({ message }) => message);

for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`outages, ${version} server`, () => {
    test("a server that is away at the start is waited for, told once, and then used", async () => {
      const nats = await server({ version });
      await nats.kill("SIGKILL");
      const { bus: tried, lines } = bus(nats.url);
      const opening = tried.ledger().open(vcenter, forever);
      await until("the outage is known", () => (tried.health().lastError?.code === "BUS_UNREACHABLE" ? true : undefined), 10_000, 20);
      expect(tried.health()).toMatchObject({ connected: false, jetstream: false, ready: false });
      expect(tried.health().reason).toContain("nats.servers");
      await nats.start();
      expect((await opening).size).toBeGreaterThan(0);
      expect(tried.health()).toMatchObject({ connected: true, jetstream: true, ready: true });
      expect(told(lines).filter((message) => message.includes("Cannot reach NATS"))).toHaveLength(1);
    });

    test("a server killed between and during turns is waited for, and each message is stored once", async () => {
      const nats = await server({ version });
      const { bus: tried, lines } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      for (let n = 1; n <= 30; n++) {
        const outage = n % 10 === 0 ? nats.kill("SIGKILL").then(() => nats.start()) : undefined;
        await ledger.commit(turn(n), forever);
        await outage;
      }
      expect((await streamReader(await consumer(nats.url))()).map(({ msgID }) => msgID).sort()).toEqual(idsUpTo(30));
      expect(lines.filter(({ message }) => message.includes("back, continuing")).length).toBeGreaterThanOrEqual(2);
      expect(lines.filter(({ message }) => message.includes("the connection was lost")).length).toBeLessThanOrEqual(3);
    });

    test("a frozen server is waited for; what it stored before freezing is not stored again", async () => {
      const nats = await server({ version });
      const { bus: tried } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit(turn(1), forever);
      await freeze(nats.pid);
      const committing = ledger.commit(turn(2), forever);
      await until("the silence is told", () => (tried.health().ready ? undefined : true), 20_000, 50);
      process.kill(nats.pid, "SIGCONT");
      await committing;
      await until("it is ready again", () => (tried.health().ready ? true : undefined), 10_000, 20);
      expect((await streamReader(await consumer(nats.url))()).map(({ msgID }) => msgID).sort()).toEqual(idsUpTo(2));
    });

    test("a stop does not wait for a frozen server", async () => {
      const nats = await server({ version });
      const { bus: tried } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await freeze(nats.pid);
      const begun = performance.now();
      const committing = expect(ledger.commit(turn(1), forever)).rejects.toMatchObject({ code: "BUS_CLOSED" });
      await tried.close();
      await committing;
      expect(performance.now() - begun).toBeLessThan(6_000);
      process.kill(nats.pid, "SIGCONT");
    });

    test("a full stream holds the turn back, is told once, and lets it go on when there is room", async () => {
      const nats = await server({ version });
      const { bus: tried, lines } = bus(nats.url, { streamMaxBytes: 200_000 });
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      const jsm = await jetstreamManager(await consumer(nats.url));
      await ledger.commit({ messages: Array.from({ length: 18 }, (_, i) => alert({ fingerprint: `same${i % 2}`, transition: i + 1, object: "x".repeat(9_000) })), puts: [] }, forever);
      const committing = ledger.commit({ messages: [alert({ fingerprint: "last", object: "y".repeat(40_000) })], puts: [] }, forever);
      const health = await until("the full stream is told", () => (tried.health().ready ? undefined : tried.health()), 10_000, 20);
      expect(health.reason).toContain("nats.streamMaxMiB");
      expect(health).toMatchObject({ connected: true, lastError: { code: "BUS_STREAM_FULL" } });
      await jsm.streams.purge("TETHERD_test_ALERTS");
      await committing;
      expect(tried.health().ready).toBe(true);
      expect(told(lines).filter((message) => message.includes("it is full"))).toHaveLength(1);
      expect((await streamReader(await consumer(nats.url))()).map(({ msgID }) => msgID)).toEqual([`${vcenter}:last:1`]);
    });

    test("a stream deleted by hand is declared again, also while the turn waits", async () => {
      const nats = await server({ version });
      const { bus: tried } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit(turn(1), forever);
      const connection = await consumer(nats.url);
      await (await jetstreamManager(connection)).streams.delete("TETHERD_test_ALERTS");
      await ledger.commit(turn(2), forever);
      expect((await streamReader(connection)()).map(({ msgID }) => msgID).filter((id) => !id.includes("vm."))).toEqual([`${vcenter}:0f3a5c7e9b1d2468:2`]);
    });

    test("buckets deleted by hand are written anew from memory", async () => {
      const nats = await server({ version });
      const { bus: tried, lines } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit({ ...turn(1), messages: [alert(), alert({ fingerprint: "other" })] }, forever);
      const connection = await consumer(nats.url);
      const jsm = await jetstreamManager(connection);
      await jsm.streams.delete("KV_tetherd_test_state");
      await jsm.streams.delete("KV_tetherd_test_alerts");
      await ledger.commit({ ...turn(2), messages: [resolved()] }, forever);
      await ledger.commit(turn(3), forever);
      const state = await tried.ledger().open(vcenter, forever);
      expect(Object.fromEntries(state.get("vm") ?? [])).toEqual({ "vm-1": 1, "vm-2": 2, "vm-3": 3 });
      expect([...(await readAlerts(connection, vcenter)).keys()].sort()).toEqual(["0f3a5c7e9b1d2468", "other"]);
      expect(told(lines).filter((message) => message.includes("writing it anew"))).toHaveLength(1);
    });

    test("messages whose PubAck was lost for longer than the server remembers ids are found in the stream, not stored again", async () => {
      const nats = await server({ version });
      const proxy = await stallingProxy(nats.port);
      started.push(() => proxy.close());
      const { bus: tried } = bus(proxy.url, { duplicateWindowMs: 300 });
      const ledger = tried.ledger({
        fault: (step) => {
          if (step === "after-journal") proxy.holdAnswers();
        },
      });
      await ledger.open(vcenter, forever);
      const committing = ledger.commit({ ...turn(1), messages: [alert(), resolved(), alert({ fingerprint: "b" }), alert({ fingerprint: "c" })] }, forever);
      await until("the silence is told", () => (tried.health().ready ? undefined : true), 20_000, 50);
      proxy.releaseAnswers();
      await committing;
      expect((await streamReader(await consumer(nats.url))()).map(({ msgID }) => msgID).sort())
        .toEqual([`${vcenter}:0f3a5c7e9b1d2468:1`, `${vcenter}:0f3a5c7e9b1d2468:2`, `${vcenter}:b:1`, `${vcenter}:c:1`]);
    });

    test("what has served its time goes: markers of deleted keys after an hour, resolved alerts after 30 days", async () => {
      const nats = await server({ version });
      const { bus: tried } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit({ messages: [alert(), alert({ fingerprint: "over" })], puts: turn(1).puts }, forever);
      await ledger.commit({ messages: [resolved({ fingerprint: "over" })], puts: [{ key: { kind: "vm", id: "vm-1" }, value: null }] }, forever);
      const connection = await consumer(nats.url);
      const jsm = await jetstreamManager(connection);
      const keys = async (): Promise<string[]> => {
        const info = await jsm.streams.info("KV_tetherd_test_state", { subjects_filter: ">" });
        return Object.keys(info.state.subjects ?? {}).map((subject) => subject.slice(`$KV.tetherd_test_state.${vcenter}.`.length)).sort();
      };
      expect(await keys()).toEqual(["journal", "state.checkpoint.history", "state.vm.vm-1"]);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 3_600_000 });
      await ledger.commit({ messages: [fact()], puts: [] }, forever);
      expect(await keys()).toEqual(["journal", "state.checkpoint.history"]);
      vi.setSystemTime(Date.now() + 31 * 86_400_000);
      await tried.ledger().open(vcenter, forever);
      expect([...(await readAlerts(connection, vcenter)).keys()]).toEqual(["0f3a5c7e9b1d2468"]);
    });

    test("an alert larger than the server takes is sent without its detail, and says so", async () => {
      const nats = await server({ version, config: "max_payload: 16384" });
      const { bus: tried } = bus(nats.url);
      const ledger = tried.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit({ messages: [alert({ object: { members: "m".repeat(50_000) } })], puts: [] }, forever);
      const [stored] = await streamReader(await consumer(nats.url))();
      expect(stored?.event.data).toMatchObject({ status: "firing", policy: "clone-group-ha-span", reduced: { omitted: ["object"], reference: "g-1a2b3c" } });
      expect(stored?.event.data).not.toHaveProperty("object");
    });

    test("a heartbeat replaces the one before, and is not waited for while NATS is away", async () => {
      const nats = await server({ version });
      const { bus: tried } = bus(nats.url);
      await tried.ready(forever);
      const beat = (at: string): Parameters<Bus["publishHeartbeat"]>[0] =>
        ({ at, version: "0", uptimeSeconds: 1, ready: true, reasons: [], intervalMs: 60_000, policies: { inForce: 0, hash: "" }, vcenters: [] });
      expect(await tried.publishHeartbeat(beat("2026-11-24T08:00:00.000Z"))).toBe(true);
      expect(await tried.publishHeartbeat(beat("2026-11-24T08:01:00.000Z"))).toBe(true);
      const jsm = await jetstreamManager(await consumer(nats.url));
      expect((await jsm.streams.info("TETHERD_test_HEARTBEAT")).state.messages).toBe(1);
      expect((await jsm.streams.getMessage("TETHERD_test_HEARTBEAT", { last_by_subj: "tetherd.test.heartbeat" }))?.json()).toMatchObject({ time: "2026-11-24T08:01:00.000Z", source: "tetherd/test" });
      await nats.kill("SIGKILL");
      await until("the loss is noticed", () => (tried.health().connected ? undefined : true), 10_000, 20);
      expect(await tried.publishHeartbeat(beat("2026-11-24T08:02:00.000Z"))).toBe(false);
    });
  });
}
