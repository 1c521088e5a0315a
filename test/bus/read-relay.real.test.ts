/** The relay's book and lease, read from outside on a real server. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { readRelay } from "../../src/bus/read-relay.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog } from "./nats.js";

withNats("reading the relay's book", () => {
  let nats: NatsServer, bus: Bus;
  beforeAll(async () => {
    nats = await startNatsServer();
  });
  afterAll(async () => {
    await bus.close();
    await nats.stop();
  });

  it("says that no relay has been there, who has the lease, that it was given up, and that its holder is silent", async () => {
    const settings = busSettings(nats.url);
    await expect(readRelay(settings, "thread.>")).rejects.toMatchObject({ code: "BUS_STREAM_MISSING" });
    bus = connectBus(settings, memoryLog());
    const desk = bus.relay();
    const { book, close } = await desk.open(forever, () => undefined);
    expect(await readRelay(settings, "thread.>")).toEqual({ lease: undefined, entries: new Map() });
    await Promise.all([book.put("thread.chat.f1", { kind: "thread" }, 0, forever), book.put("alert.f1", { kind: "alert" }, 0, forever), book.put("thread.chat.f2", { kind: "thread" }, 0, forever)]);
    await book.put("thread.chat.f2", undefined, book.entries.get("thread.chat.f2")?.revision ?? 0, forever);
    const tenancy = await desk.lease("first", 600).win(forever);
    const read = await readRelay(settings, "thread.>");
    expect(read).toMatchObject({ lease: { holder: "first", released: false, alive: true, ttlMs: 600 } });
    expect([...read.entries]).toEqual([["thread.chat.f1", { kind: "thread" }]]);
    await tenancy.release();
    expect((await readRelay(settings, "thread.>")).lease).toMatchObject({ released: true, alive: false });
    await desk.lease("second", 600).win(forever);
    close();
    await bus.close(); // and never gives it up
    await until("its holder being taken for silent", async () => ((await readRelay(settings, "thread.>")).lease?.alive === false ? true : undefined), 10_000, 50);
  });
});
