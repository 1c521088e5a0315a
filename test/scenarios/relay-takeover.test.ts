/**
 * Two relays of one site, each a process of its own: one tells people, the other takes over when it is killed or stands still while a message is on its way. Nothing is lost, and nothing is told twice
 * beyond that one message, which has the same id then.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { busSettings, forever, memoryLog } from "../bus/nats.js";
import { resolvedAlert, sampleAlert } from "../notify/alert-samples.js";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { withNats, withOldestNats } from "../support/requires.js";
import { startCommand, type Running } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { randomFrom } from "./support/random.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const seed = Number(process.env["TETHERD_TEST_SEED"] ?? Date.now() % 1_000_000);
/** Two messages each, and a few in doubt: within what a webhook takes at once. */
const count = 25;
const rounds = long ? 10 : 1;

interface Event { readonly id: string; readonly data: { readonly status: string; readonly alerts: readonly { readonly fingerprint: string }[] } }

// The oldest server alone by default: what it can do, later ones can.
for (const [version, describeWith] of [["oldest", withOldestNats], ...(long ? [["current", withNats] as const] : [])] as const) {
  describeWith(`two relays of a site on the ${version} nats-server (TETHERD_TEST_SEED=${seed})`, () => {
    const random = randomFrom(seed);
    let nats: NatsServer, bus: Bus, hook: ReceivingServer, folder: string, env: Record<string, string>;
    let relays: Running[];
    const start = (): Running => startCommand(["relay", "run", join(folder, "relay.yaml")], env);
    beforeAll(async () => {
      [nats, hook, folder] = await Promise.all([startNatsServer({ version }), startReceivingServer(), mkdtemp(join(tmpdir(), "tetherd-takeover-"))]);
      env = { TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "test", TETHERD_RELAY_LEASE: "2s", TETHERD_RELAY_LISTEN: "off" };
      await writeFile(join(folder, "relay.yaml"), `receivers: { hook: { webhook: { url: ${hook.url}, allow: [127.0.0.1], plainHttp: true } } }\ndefault: { to: hook }\n`);
      bus = connectBus(busSettings(nats.url), memoryLog());
      await bus.ready(forever);
      relays = [start(), start()];
    });
    afterAll(async () => {
      await Promise.all(relays.map(async (relay) => relay.end("SIGKILL")));
      await bus.close();
      await Promise.all([nats.stop(), hook.stop(), rm(folder, { recursive: true })]);
    });

    const events = (): readonly Event[] => hook.received.map(({ body }) => JSON.parse(body) as Event);
    const isLeader = (relay: Running): boolean => relay.stdout().lastIndexOf("tells people from now on") > relay.stdout().lastIndexOf("tells nobody any more");
    const one = (n: number): Partial<Alert> => ({ fingerprint: `f${n}`, subject: { kind: "vm", id: `vm-${n}`, name: `desk-${n}` }, startsAt: new Date().toISOString(), updatedAt: new Date().toISOString() });

    it("lose nothing and say nothing twice but what was on its way, over and over", { timeout: rounds * 60_000 }, async () => {
      const ledger = bus.ledger();
      await ledger.open("4c4c4544-0044-4a10-8053-b7c04f4d3732", forever);
      for (let round = 0; round < rounds; round++) {
        const killed = await until("one of them telling people, and the other waiting", () => (relays.every((relay) => isLeader(relay) || relay.stdout().includes("waits for its turn")) ? relays.findLast(isLeader) : undefined));
        hook.received.length = 0;
        // The first to be killed has sent something and does not know yet what came of it: answered or not.
        const [at, answered] = [1 + Math.floor(random() * 2 * count), random() < 0.5];
        const standsStill = round % 3 === 2;
        let ended: Promise<unknown> | undefined;
        hook.answer = () => {
          if (hook.received.length !== at) return { status: 200 };
          if (standsStill) killed.signal("SIGSTOP");
          ended = standsStill ? Promise.resolve() : killed.end("SIGKILL");
          return answered ? { status: 200 } : "hang";
        };
        const ids = Array.from({ length: count }, (_, n) => round * count + n);
        const told = (n: number): readonly string[] => events().filter(({ data }) => data.alerts[0]?.fingerprint === `f${n}`).map(({ data }) => data.status);
        const tell = (): string => `killed at message ${at}, ${answered ? "answered" : "unanswered"}: ${JSON.stringify(events().map(({ id }) => id))}\n${relays.map((relay) => relay.stdout()).join("\n--\n")}`;
        const say = async (status: string, make: (n: number) => Alert): Promise<void> => {
          for (const n of ids) await ledger.commit({ messages: [{ kind: "alert", alert: make(n) }], puts: [] }, forever);
          await until(`everything being told as ${status}`, () => (ids.every((n) => told(n).at(-1) === status) ? true : undefined), 30_000).catch((error: unknown) => {
            throw new Error(`${String(error)}\n${tell()}`);
          });
        };
        await say("firing", (n) => sampleAlert({ ...one(n), validUntil: new Date(Date.now() + 86_400_000).toISOString() }));
        await say("resolved", (n) => resolvedAlert({ ...one(n), endsAt: new Date().toISOString() }));
        await until("the other one telling people", () => (ended !== undefined && relays.some((relay) => relay !== killed && isLeader(relay)) ? true : undefined));
        await ended;
        if (standsStill) {
          killed.signal("SIGCONT");
          await until("the one that stood still noticing it", () => (isLeader(killed) ? undefined : true));
        }
        expect(new Set(events().map(({ id }) => id)).size, tell()).toBeGreaterThanOrEqual(events().length - 1);
        for (const n of ids) expect([...new Set(told(n))], tell()).toEqual(["firing", "resolved"]);
        relays = [...relays.filter((relay) => relay !== killed), standsStill ? killed : start()];
      }
    });
  });
}
