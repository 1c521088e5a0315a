/** The durable side of the relay on a real server: one lease among several, and alerts that are kept, come again, cannot be used, or were missed. */
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { AlertMessage } from "../../src/bus/alert-intake.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import type { Tenancy } from "../../src/bus/lease.js";
import { readRelay } from "../../src/bus/read-relay.js";
import { withNats, withOldestNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog, reader } from "./nats.js";
import { alert, resolved } from "./samples.js";

const vcenter = "4c4c4544-0044-4a10-8053-b7c04f4d3732";

// The oldest server by default where it may behave otherwise: how messages are given up for good.
for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`the relay's desk on the ${version} nats-server`, () => {
    let nats: NatsServer, bus: Bus, connection: NatsConnection;
    beforeEach(async () => {
      nats = await startNatsServer({ version });
      bus = connectBus(busSettings(nats.url), memoryLog());
      connection = await reader(nats.url);
    });
    afterEach(async () => {
      await connection.close();
      await bus.close();
      await nats.stop();
    });

    it("acknowledges what is kept, gets again what is not, and puts aside what cannot be used", async () => {
      const { book, listen, close } = await bus.relay().open(forever, () => undefined);
      const ended = new AbortController();
      const heard: AlertMessage[] = [];
      let failing = true;
      const listening = listen(async (message) => {
        heard.push(message);
        await Promise.resolve();
        if (failing) throw new Error("not kept");
        return message.text.startsWith("{") ? undefined : "is no JSON object";
      }, ended.signal);
      const ledger = bus.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit({ messages: [alert()], puts: [] }, forever);
      await until("the message", () => (heard.length > 0 ? true : undefined));
      failing = false;
      connection.publish("tetherd.test.alert.info.forged", "nonsense");
      const jsm = await jetstreamManager(connection);
      await until("all being acknowledged", async () => {
        const { num_pending, num_ack_pending, delivered } = await jsm.consumers.info("TETHERD_test_ALERTS", "relay");
        return num_pending === 0 && num_ack_pending === 0 && delivered.stream_seq === 2 ? true : undefined;
      });
      expect(heard.filter(({ at }) => at?.sequence === 1).length).toBeGreaterThan(1);
      expect((await jsm.streams.getMessage("TETHERD_test_DEAD", { last_by_subj: "tetherd.test.dead.alert" }))?.json()).toMatchObject({ subject: "tetherd.test.alert.info.forged", reason: "it is no JSON object", body: "nonsense" });
      await bus.relay().putAside("x", { code: "NOTIFY_NOT_ACCEPTED" }, forever);
      expect((await jsm.streams.getMessage("TETHERD_test_DEAD", { last_by_subj: "tetherd.test.dead.telling" }))?.json()).toEqual({ code: "NOTIFY_NOT_ACCEPTED" });
      expect(book.entries.has("begun")).toBe(true);
      ended.abort();
      await listening;
      close();
    });

    if (version === "oldest" && process.env["TETHERD_TEST_LONG"] === undefined) return;

    it("can be read from outside: that no relay has been there, who has the lease, that it was given up, and that its holder is silent", async () => {
      const settings = busSettings(nats.url);
      await expect(readRelay({ ...settings, site: "another" }, "thread.>")).rejects.toMatchObject({ code: "BUS_STREAM_MISSING" });
      const { book, close } = await bus.relay().open(forever, () => undefined);
      expect(await readRelay(settings, "thread.>")).toEqual({ lease: undefined, entries: new Map() });
      await Promise.all([book.put("thread.chat.f1", { kind: "thread" }, 0, forever), book.put("alert.f1", { kind: "alert" }, 0, forever), book.put("thread.chat.f2", { kind: "thread" }, 0, forever)]);
      await book.put("thread.chat.f2", undefined, book.entries.get("thread.chat.f2")?.revision ?? 0, forever);
      const tenancy = await bus.relay().lease("first", 3_000).win(forever);
      const read = await readRelay(settings, "thread.>");
      expect(read).toMatchObject({ lease: { holder: "first", released: false, alive: true, ttlMs: 3_000 } });
      expect([...read.entries]).toEqual([["thread.chat.f1", { kind: "thread" }]]);
      await tenancy.release();
      expect((await readRelay(settings, "thread.>")).lease).toMatchObject({ released: true, alive: false });
      const other = connectBus(settings, memoryLog());
      await other.relay().lease("second", 600).win(forever);
      await other.close(); // and never gives it up
      await until("its holder being taken for silent", async () => ((await readRelay(settings, "thread.>")).lease?.alive === false ? true : undefined), 10_000, 50);
      close();
    });

    it("has one holder of the lease: given up it goes on at once, and a holder that says nothing is waited for", async () => {
      const other = connectBus(busSettings(nats.url), memoryLog());
      const first = await bus.relay().lease("first", 1_000).win(forever);
      const waitedFor: string[] = [];
      let second: Tenancy | undefined;
      const winning = other.relay().lease("second", 1_000).win(forever, ({ holder }) => void waitedFor.push(holder)).then((won) => void (second = won));
      await until("the first being renewed, and waited for", () => (waitedFor.length === 1 ? true : undefined), 10_000, 10);
      expect([first.held(), second]).toEqual([true, undefined]);
      await first.release();
      expect([first.held(), first.lost.aborted]).toEqual([false, true]);
      await winning;
      expect(second?.held()).toBe(true);
      await other.close(); // and never gives it up
      const third = await bus.relay().lease("third", 1_000).win(forever);
      expect([third.held(), second?.held(), waitedFor]).toEqual([true, false, ["first"]]);
      await third.release();
    });

    it("gives the lease up by itself when NATS cannot be reached, or somebody else has written it", async () => {
      const tenancy = await bus.relay().lease("first", 1_000).win(forever);
      const jsm = await jetstreamManager(connection);
      await jsm.streams.purge("KV_tetherd_test_relay");
      await until("the lease being lost", () => (tenancy.lost.aborted ? true : undefined), 10_000, 10);
      const again = await bus.relay().lease("first", 1_000).win(forever);
      await nats.stop();
      await until("the lease being lost", () => (again.lost.aborted ? true : undefined), 10_000, 10);
      expect(again.held()).toBe(false);
      nats = await startNatsServer({ version });
    });

    it("hears what was said while its consumer was gone", async () => {
      const ledger = bus.ledger();
      await ledger.open(vcenter, forever);
      await ledger.commit({ messages: [alert()], puts: [] }, forever);
      const { listen, close } = await bus.relay().open(forever, () => undefined);
      const ended = new AbortController();
      const heard: AlertMessage[] = [];
      const listening = listen((message) => {
        heard.push(message);
        return Promise.resolve(undefined);
      }, ended.signal);
      await until("the last word of each alert, then the stream", () => (heard.length === 2 ? true : undefined));
      expect(heard.map(({ at }) => at?.sequence)).toEqual([undefined, 1]);
      const jsm = await jetstreamManager(connection);
      await jsm.consumers.delete("TETHERD_test_ALERTS", "relay");
      await ledger.commit({ messages: [resolved()], puts: [] }, forever);
      await until("the end", () => (heard.some(({ text, at }) => at === undefined && text.includes('"status":"resolved"')) ? true : undefined), 45_000);
      ended.abort();
      await listening;
      close();
    });
  });
}
