/**
 * One cluster fails and everything in it is told at once: the relay groups it, stays within each receiver's pace, is killed meanwhile, and loses nothing. And a receiver that says aloud
 * all it was sent gives nothing away.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { busSettings, forever, memoryLog, reader } from "../bus/nats.js";
import { resolvedAlert, sampleAlert } from "../notify/alert-samples.js";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { withNats } from "../support/requires.js";
import { startCommand, type Running } from "../support/tetherd.js";
import { until } from "../support/until.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const count = long ? 10_000 : 300;

interface Told { readonly id: string; readonly data: { readonly kind: string; readonly status: string; readonly title: string; readonly firing: number; readonly resolved: number; readonly alerts: readonly unknown[]; readonly omitted: number } }

withNats(`a storm of ${count} alerts`, () => {
  let nats: NatsServer, bus: Bus, relay: Running, hook: ReceivingServer, chat: ReceivingServer, loud: ReceivingServer, folder: string, env: Record<string, string>;
  const start = (): void => {
    relay = startCommand(["relay", "run", join(folder, "relay.yaml")], env);
  };
  beforeAll(async () => {
    [nats, hook, chat, loud, folder] = await Promise.all([startNatsServer(), startReceivingServer(), startReceivingServer(), startReceivingServer(), mkdtemp(join(tmpdir(), "tetherd-storm-"))]);
    env = { TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "test", TETHERD_RELAY_LEASE: long ? "15s" : "2s", TETHERD_RELAY_LISTEN: "off" };
    await Promise.all([writeFile(join(folder, "url"), chat.url), writeFile(join(folder, "auth"), "Bearer hunter2secret"), writeFile(join(folder, "key"), "topsecretkey")]);
    await writeFile(join(folder, "relay.yaml"), `
receivers:
  hook: { webhook: { url: ${hook.url}, allow: [127.0.0.1], plainHttp: true } }
  chat: { mattermost: { urlFile: ${join(folder, "url")}, allow: [127.0.0.1], plainHttp: true } }
  loud: { webhook: { url: ${loud.url}, headerFiles: { Authorization: ${join(folder, "auth")} }, signingKeyFile: ${join(folder, "key")}, allow: [127.0.0.1], plainHttp: true } }
routes: [{ match: 'labels.team == "loud"', to: loud }]
default: { to: [hook, chat], group: [policy, cluster], wait: 1s, interval: 1s }
`);
    bus = connectBus(busSettings(nats.url), memoryLog());
    await bus.ready(forever);
    start();
  });
  afterAll(async () => {
    await relay.end("SIGTERM");
    await bus.close();
    await Promise.all([nats.stop(), hook.stop(), chat.stop(), loud.stop(), rm(folder, { recursive: true })]);
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

  it("says no secret in its log, its book or the dead letters, and tells the others what is refused", async () => {
    const ledger = bus.ledger();
    await ledger.open("4c4c4544-0044-4a10-8053-b7c04f4d3733", forever);
    loud.answer = (request) => ({ status: loud.received.length === 1 ? 503 : 400, body: `${JSON.stringify(request.headers)} ${request.body}` });
    await ledger.commit({ messages: [{ kind: "alert", alert: sampleAlert({ ...now(), fingerprint: "loud", labels: { ...sampleAlert().labels, team: "loud" }, validUntil: new Date(Date.now() + 86_400_000).toISOString() }) }], puts: [] }, forever);
    await until("the others being told", () => (told().some(({ data }) => data.title.includes("tetherd-receiver-failing")) && chat.received.at(-1)?.body.includes("tetherd\\\\-receiver\\\\-failing") === true ? true : undefined));
    expect(loud.received).toHaveLength(2);
    expect(loud.received[0]?.headers).toMatchObject({ authorization: "Bearer hunter2secret" });
    const connection = await reader(nats.url);
    const jsm = await jetstreamManager(connection);
    const kept: string[] = [];
    for await (const { config: { name }, state } of jsm.streams.list()) {
      if (name !== "TETHERD_test_DEAD" && name !== "KV_tetherd_test_relay") continue;
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) kept.push((await jsm.streams.getMessage(name, { seq }).catch(() => null))?.string() ?? "");
    }
    await connection.close();
    const all = [...kept, relay.stdout(), ...hook.received.map(({ body }) => body), ...chat.received.map(({ body }) => body)].join("\n");
    expect(all).toContain("it answered 400");
    expect(all).not.toMatch(/hunter2secret|topsecretkey|aHVudGVyMnNlY3JldA/);
  });
});
