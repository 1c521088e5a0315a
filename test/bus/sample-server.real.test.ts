/** The sample configuration of a NATS server: its permissions are enough for tetherd and for a consumer, and not more than that. */
import { readFileSync } from "node:fs";
import { jetstream } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { commandCatalogue } from "../../src/app/commands/catalogue.js";
import type { CommandParts } from "../../src/app/commands/command-parts.js";
import { checkNats } from "../../src/bus/check-nats.js";
import { command, done } from "../../src/bus/command.js";
import { connectBus } from "../../src/bus/connect-bus.js";
import { readRelay } from "../../src/bus/read-relay.js";
import { sendCommand } from "../../src/bus/send-command.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog } from "./nats.js";
import { action, alert, fact, resolved } from "./samples.js";

const sample = readFileSync(new URL("../../config/nats-server.sample.conf", import.meta.url), "utf8");
/** The launcher chooses where the store lies. */
const config = `TETHERD_NATS_PASSWORD: one\nTETHERD_NATS_CONSUMER_PASSWORD: two\nTETHERD_NATS_OPERATOR_PASSWORD: three\n${sample.replace(/jetstream \{[^}]*\}/, "")}`;

withNats("the sample server configuration", () => {
  test("tetherd can do all it needs, a consumer can read it and cannot forge it", async () => {
    const server = await startNatsServer({ config });
    const settings = busSettings(server.url, { site: "default", username: "tetherd", password: { origin: "test", read: () => Promise.resolve("one") } });
    expect((await checkNats(settings, AbortSignal.timeout(10_000))).filter(({ ok }) => !ok)).toEqual([]);
    const log = memoryLog();
    const bus = connectBus(settings, log);
    const consumer = await connect({ servers: server.url, user: "consumer", pass: "two" });
    try {
      const large = Array.from({ length: 30 }, (_, i) => ({ key: { kind: "vm", id: `vm-${i}` } as const, value: "x".repeat(30_000) }));
      const first = bus.ledger({
        fault: (step) => {
          if (step === "after-journal") throw new Error("crash");
        },
      });
      await first.open("vc", forever);
      await expect(first.commit({ messages: [alert(), action(), fact()], puts: large }, forever)).rejects.toThrow("crash");
      const ledger = bus.ledger();
      expect((await ledger.open("vc", forever)).get("vm")?.size).toBe(30);
      await ledger.commit({ messages: [resolved()], puts: large.map(({ key }) => ({ key, value: null })) }, forever);
      await (await bus.relay().lease("this test", 1_000).win(forever)).release();
      const desk = await bus.relay().open(forever, () => undefined);
      const ended = new AbortController();
      let heard = 0;
      const listening = desk.listen(async () => {
        heard++;
        return Promise.resolve(undefined);
      }, ended.signal);
      await until("the relay hearing alerts", () => (heard > 2 && desk.book.entries.has("begun") ? true : undefined));
      await desk.book.drop("begun", forever);
      ended.abort();
      await listening;
      desk.close();
      expect(log.lines.filter(({ level }) => level !== "info")).toEqual([]);

      const read = await (await jetstream(consumer).consumers.get("TETHERD_default_ALERTS")).fetch({ max_messages: 2, expires: 5_000 });
      const types: unknown[] = [];
      for await (const message of read) types.push(message.json<{ type: string }>().type);
      expect(types).toEqual(["io.tetherd.alert.firing.v1", "io.tetherd.alert.resolved.v1"]);
      expect((await (await new Kvm(consumer).open("tetherd_default_alerts")).get("vc.0f3a5c7e9b1d2468"))?.json()).toMatchObject({ type: "io.tetherd.alert.resolved.v1" });
      await expect(jetstream(consumer).publish("tetherd.default.action.promote.requested", "{}")).rejects.toThrow(/permissions violation/i);
    } finally {
      await consumer.close();
      await bus.close();
      await server.stop();
    }
  });

  test("an operator may send the commands listed and no other; a consumer may send none and hears none", async () => {
    const server = await startNatsServer({ config });
    const settings = busSettings(server.url, { site: "default", username: "tetherd", password: { origin: "test", read: () => Promise.resolve("one") } });
    const bus = connectBus(settings, memoryLog());
    const [operator, consumer] = [await connect({ servers: server.url, user: "operator", pass: "three" }), await connect({ servers: server.url, user: "consumer", pass: "two" })];
    try {
      const known = commandCatalogue({} as CommandParts).map(({ verb }) => verb);
      const verbs = [...known, "other"].map((verb) => command({ verb, summary: "For this test.", scope: verb === "reload" ? "daemons" : "site", args: {}, handle: () => Promise.resolve(done("yes")) }));
      bus.commands(verbs).attend({ name: "vc1", instanceUuid: "vc" });
      await bus.ready(forever);
      const ask = async (verb: string, more: object = {}): Promise<unknown> =>
        (await operator.request(`tetherd.default.command.${verb}`, JSON.stringify({ id: Math.random().toString(36).slice(2), sender: "ann", at: new Date().toISOString(), ...more }), { timeout: 10_000 })).json();
      expect(await until("a reply", () => ask("reload"), 20_000, 5)).toMatchObject({ ok: true });
      for (const verb of known) expect([verb, await ask(verb)]).toMatchObject([verb, { ok: true }]);
      const silences = bus.silences(() => undefined);
      const over = { id: "over", matchers: [], author: "ann", comment: "x", createdAt: "2020-01-01T00:00:00Z", startsAt: "2020-01-01T00:00:00Z", endsAt: "2020-01-01T00:00:00Z" };
      await silences.put(over, AbortSignal.timeout(10_000));
      expect(silences.get("over")).toBeUndefined();
      for (const verb of ["approve", "refuse"]) expect(await sendCommand(settings, { verb, sender: "ann (Slack U0123ABCD)", args: {} })).toMatchObject({ ok: true });
      await expect(sendCommand(settings, { verb: "act", sender: "ann (Slack U0123ABCD)", args: {} })).rejects.toMatchObject({ code: "BUS_PERMISSION_MISSING" });
      expect(await readRelay(settings, "thread.>")).toEqual({ lease: undefined, entries: new Map() });
      await expect(ask("other")).rejects.toThrow(/permission/i);
      await expect(consumer.request("tetherd.default.command.reload", "{}")).rejects.toThrow(/permission/i);
      const heard = consumer.subscribe("tetherd.default.command.>");
      await expect(heard[Symbol.asyncIterator]().next()).rejects.toThrow(/permission/i);
    } finally {
      await Promise.all([operator.close(), consumer.close()]);
      await bus.close();
      await server.stop();
    }
  });
});
