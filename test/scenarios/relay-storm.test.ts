/** One cluster fails and everything in it is told at once: the relay groups it, stays within each receiver's pace, is killed meanwhile, and loses nothing. */
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
import { withNats } from "../support/requires.js";
import { startCommand, type Running } from "../support/tetherd.js";
import { until } from "../support/until.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const count = long ? 10_000 : 300;

interface Told { readonly id: string; readonly data: { readonly kind: string; readonly status: string; readonly title: string; readonly firing: number; readonly resolved: number; readonly alerts: readonly unknown[]; readonly omitted: number } }

withNats(`a storm of ${count} alerts`, () => {
  let nats: NatsServer, bus: Bus, relay: Running, hook: ReceivingServer, chat: ReceivingServer, folder: string, env: Record<string, string>;
  const start = (): void => {
    relay = startCommand(["relay", "run", join(folder, "relay.yaml")], env);
  };
  beforeAll(async () => {
    [nats, hook, chat, folder] = await Promise.all([startNatsServer(), startReceivingServer(), startReceivingServer(), mkdtemp(join(tmpdir(), "tetherd-storm-"))]);
    env = { TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "test", TETHERD_RELAY_LEASE: long ? "15s" : "3s", TETHERD_RELAY_LISTEN: "off" };
    await writeFile(join(folder, "url"), chat.url);
    await writeFile(join(folder, "relay.yaml"), `
receivers:
  hook: { webhook: { url: ${hook.url}, allow: [127.0.0.1], plainHttp: true } }
  chat: { mattermost: { urlFile: ${join(folder, "url")}, allow: [127.0.0.1], plainHttp: true } }
default: { to: [hook, chat], group: [policy, cluster], wait: 1s, interval: 1s }
`);
    bus = connectBus(busSettings(nats.url), memoryLog());
    await bus.ready(forever);
    start();
  });
  afterAll(async () => {
    await relay.end("SIGTERM");
    await bus.close();
    await Promise.all([nats.stop(), hook.stop(), chat.stop(), rm(folder, { recursive: true })]);
  });
  const told = (): readonly Told[] => hook.received.map(({ body }) => JSON.parse(body) as Told);
  const now = (): { updatedAt: string; startsAt: string } => ({ startsAt: new Date().toISOString(), updatedAt: new Date().toISOString() });
  const many = (make: (n: number) => Alert): readonly { readonly kind: "alert"; readonly alert: Alert }[] => Array.from({ length: count }, (_, n) => ({ kind: "alert" as const, alert: make(n) }));

  it("is told in a few messages with the right count, and so is its end", { timeout: 120_000 }, async () => {
    const ledger = bus.ledger();
    await ledger.open("4c4c4544-0044-4a10-8053-b7c04f4d3732", forever);
    const subject = (n: number): Partial<Alert> => ({ fingerprint: `f${n}`, subject: { kind: "vm", id: `vm-${n}`, name: `desk-${n}` }, object: { cluster: "prod-a" } });
    await ledger.commit({ messages: many((n) => sampleAlert({ ...subject(n), ...now(), validUntil: new Date(Date.now() + 86_400_000).toISOString() })), puts: [] }, forever);
    await relay.end("SIGKILL");
    start();
    await until("all being told as firing", () => (told().at(-1)?.data.firing === count ? true : undefined), 60_000);
    const begun = told().length;
    expect(begun).toBeLessThan(8);
    expect(told().at(-1)?.data).toMatchObject({ status: "firing", title: `${count} alerts firing: policy clone-group-ha-span, cluster prod-a`, omitted: count - 100 });
    await ledger.commit({ messages: many((n) => resolvedAlert({ ...subject(n), ...now(), endsAt: new Date().toISOString() })), puts: [] }, forever);
    await until("the end being told", () => (told().at(-1)?.data.status === "resolved" ? true : undefined), 60_000);
    expect(told().slice(begun).filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index).reduce((sum, { data }) => sum + data.resolved, 0)).toBe(count);
    await until("the chat being told the end", () => (chat.received.at(-1)?.body.includes("Resolved") === true ? true : undefined), 60_000);
    for (const { body } of chat.received) expect((JSON.parse(body) as { text: string }).text.length).toBeLessThanOrEqual(16_383);
    expect(chat.received.length).toBeLessThan(16);
  });
});
