/** Silences on a real NATS server: what one daemon writes all of them know, also after outages and when somebody removed the bucket. */
import { jetstreamManager } from "@nats-io/jetstream";
import { expect, test } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Silence } from "../../src/alerts/silence.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import type { SilenceBook } from "../../src/bus/silence-book.js";
import { withNats, withOldestNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog, reader } from "./nats.js";

const silence = (id: string, endsInMs = 3_600_000): Silence => ({
  id, matchers: [{ label: "policy", op: "=", value: "a" }], author: "ann", comment: "work", createdAt: new Date().toISOString(), startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + endsInMs).toISOString(),
});

for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`the book of silences on the ${version} server`, () => {
    test("is the same for every daemon, outlives them, the server's death and the removal of its bucket, and forgets what ended long ago", async () => {
      const server = await startNatsServer({ version });
      const buses: Bus[] = [];
      const open = (): { readonly book: SilenceBook; readonly seen: (readonly string[])[] } => {
        const bus = connectBus(busSettings(server.url), memoryLog());
        buses.push(bus);
        const seen: (readonly string[])[] = [];
        return { seen, book: bus.silences((all) => void seen.push(all.map(({ id }) => id).sort()), 500) };
      };
      const shows = (one: { readonly seen: (readonly string[])[] }, ...ids: readonly string[]): Promise<true> =>
        until(`silences ${ids.join()}`, () => (JSON.stringify(one.seen.at(-1)) === JSON.stringify(ids) ? true : undefined), 20_000, 10);
      try {
        const [first, second] = [open(), open()];
        await Promise.all([shows(first), shows(second)]);
        await first.book.put(silence("a"), forever);
        await second.book.put(silence("b"), forever);
        await Promise.all([shows(first, "a", "b"), shows(second, "a", "b")]);
        await second.book.put({ ...silence("a"), endsAt: new Date().toISOString() }, forever);
        await until("the end of a", () => (Date.parse(first.book.get("a")?.endsAt ?? "") <= Date.now() ? true : undefined), 20_000, 10);

        await server.kill("SIGKILL");
        await server.start();
        await second.book.put(silence("c"), forever);
        await shows(first, "a", "b", "c");
        const late = open();
        await shows(late, "a", "b", "c");
        expect(late.seen.every((ids) => ids.length === 3)).toBe(true);

        const connection = await reader(server.url);
        await (await jetstreamManager(connection)).streams.delete("KV_tetherd_test_silences");
        await connection.close();
        await second.book.put(silence("d"), forever);
        await shows(first, "a", "b", "c", "d");

        await second.book.put(silence("old", -8 * 86_400_000), forever);
        expect(second.book.get("old")).toBeUndefined();
        const last = open();
        await shows(last, "a", "b", "c", "d");
      } finally {
        await Promise.all(buses.map((bus) => bus.close()));
        await server.stop();
      }
    });
  });
}
