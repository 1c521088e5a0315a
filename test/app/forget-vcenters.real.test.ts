/** A vCenter that is taken out of the settings, on a real NATS server: who may end its alerts, and that the end is in the stream. */
import { pino } from "pino";
import { expect, test } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { ForgetVCenters } from "../../src/app/forget-vcenters.js";
import { connectBus } from "../../src/bus/connect-bus.js";
import type { Episode } from "../../src/policies/decision.js";
import { busSettings, forever, memoryLog, reader, streamReader } from "../bus/nats.js";
import { alert } from "../bus/samples.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";

const settings = { a: { name: "a", url: "https://a" }, b: { name: "b", url: "https://b" }, c: { name: "c", url: "https://c" } };

withNats("a vCenter that nobody watches any more", () => {
  test("has its alerts resolved by the daemon it was taken from, by nobody else, and by a person at once", async () => {
    const server = await startNatsServer();
    const buses = [connectBus(busSettings(server.url), memoryLog()), connectBus(busSettings(server.url), memoryLog())] as const;
    const stop = new AbortController();
    const started: ForgetVCenters[] = [];
    const connection = await reader(server.url);
    try {
      const daemon = (bus: (typeof buses)[number], ...vcenters: readonly { name: string; url: string }[]): ForgetVCenters => {
        const made = new ForgetVCenters({ bus, door: bus.commands([]), vcenters, afterMs: 200, log: pino({ enabled: false }), stop: stop.signal });
        started.push(made);
        return made;
      };
      for (const id of ["a", "b", "c"]) await fireOne(buses[0], `uuid-${id}`);
      await buses[0].roster.put({ instanceUuid: "uuid-b", ...settings.b, beside: ["https://a", "https://b"] }, forever);
      await buses[0].roster.put({ instanceUuid: "uuid-c", ...settings.c, beside: ["https://c"] }, forever);

      const read = streamReader(connection);
      const ended = async (): Promise<readonly unknown[]> => (await read()).map(({ event }) => event).filter(({ type }) => type.includes("resolved")).map(({ source, data }) => [source, (data as { reason: string }).reason]);
      const mover = daemon(buses[1], settings.b);
      await until("b being known as it was", () => mover.lastKnown("b"), 20_000, 20);
      mover.opened("b", "uuid-b");
      const first = daemon(buses[0], settings.a);
      await until("the roster being read", async () => ((await buses[0].roster.list(forever)).find(({ instanceUuid }) => instanceUuid === "uuid-b")?.beside.length === 1 ? true : undefined), 20_000, 20);
      first.opened("a", "uuid-a");
      await until("b being on its own", async () => ((await buses[0].roster.list(forever)).some(({ instanceUuid }) => instanceUuid === "uuid-a") ? true : undefined), 20_000, 20);
      expect(await first.forget("b", forever)).toMatch(/nobody|watches it now|settings/);
      expect(await ended()).toEqual([]);

      // Back beside a, and then out of those settings, with nobody attending it.
      await buses[1].close();
      await buses[0].roster.put({ instanceUuid: "uuid-b", ...settings.b, beside: ["https://a", "https://b"] }, forever);
      await until("the end of b's alerts", async () => ((await ended()).length > 0 ? true : undefined), 20_000, 50);
      expect(await ended()).toEqual([["tetherd/uuid-b", "vCenter removed from the settings"]]);

      expect(await first.forget("strange", forever)).toMatch(/ever watched "strange"/);
      expect(await first.forget("a", forever)).toMatch(/remove it there first/);
      expect(await first.forget("c", forever)).toBe(1);
      expect((await ended()).map((one) => (one as string[])[0]).sort()).toEqual(["tetherd/uuid-b", "tetherd/uuid-c"]);
      expect(await first.forget("c", forever)).toBe(0);
    } finally {
      stop.abort();
      for (const one of started) one.close();
      await connection.close();
      await Promise.all(buses.map((bus) => bus.close()));
      await server.stop();
    }
  });
});

/** What a daemon leaves behind that had one alert firing. */
async function fireOne(bus: ReturnType<typeof connectBus>, instanceUuid: string): Promise<void> {
  const { alert: fired } = alert();
  const episode: Episode = {
    policy: fired.policy, subject: { kind: "group", id: fired.subject.id }, subjectName: fired.subject.name, fingerprint: fired.fingerprint, state: "active", episode: 1, transition: 1,
    since: 0, activeAt: 0, endedAt: undefined, severity: fired.severity, cause: undefined, published: { labels: fired.labels, annotations: fired.annotations, object: null },
  };
  const ledger = bus.ledger();
  await ledger.open(instanceUuid, forever);
  await ledger.commit({ messages: [{ kind: "alert", alert: fired }], puts: [{ key: { kind: "episode", id: fired.fingerprint }, value: episode }] }, forever);
}
