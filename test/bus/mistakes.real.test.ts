/** What an operator can get wrong with NATS: each ends in one clear sentence with its cure, in the daemon's health and in doctor's steps, and heals without a restart. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager, StorageType } from "@nats-io/jetstream";
import { nkeys } from "@nats-io/transport-node";
import { afterEach, expect, test } from "vitest";
import { makeCertificate } from "../../scripts/servers/certificate.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { BusSecret, BusSettings } from "../../src/bus/bus-settings.js";
import { checkNats, type CheckStep } from "../../src/bus/check-nats.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog, reader, type LogLine } from "./nats.js";

const started: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of started.splice(0).reverse()) await stop();
});

async function server(options: Parameters<typeof startNatsServer>[0] = {}): Promise<Awaited<ReturnType<typeof startNatsServer>>> {
  const made = await startNatsServer(options);
  started.push(() => made.stop());
  return made;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "tetherd-bus-test-"));
  started.push(() => rmSync(made, { recursive: true }));
  return made;
}

function start(settings: BusSettings): { bus: Bus; lines: readonly LogLine[] } {
  const log = memoryLog();
  const bus = connectBus(settings, log);
  started.push(() => bus.close());
  return { bus, lines: log.lines };
}

const secret = (value: string): BusSecret => ({ origin: "a test", read: () => Promise.resolve(value) });
const lastOf = (steps: readonly CheckStep[]): CheckStep | undefined => steps.at(-1);

/** Both ways of hearing of it: the running daemon's health and doctor's last step. */
async function expectTold(settings: BusSettings, code: string, sentence: RegExp, cure: RegExp): Promise<{ bus: Bus; lines: readonly LogLine[] }> {
  const { bus, lines } = start(settings);
  const health = await until(`health says ${code}`, () => (bus.health().lastError?.code === code ? bus.health() : undefined), 15_000, 20);
  expect(health.ready).toBe(false);
  expect(health.reason).toMatch(sentence);
  expect(health.reason).toMatch(cure);
  const step = lastOf(await checkNats(settings, AbortSignal.timeout(20_000)));
  expect(step).toMatchObject({ ok: false, code });
  expect(step?.detail).toMatch(sentence);
  expect(step?.hint).toMatch(cure);
  expect(lines.filter(({ level, message }) => level !== "info" && sentence.test(message))).toHaveLength(1);
  return { bus, lines };
}

withNats("mistakes with NATS", () => {
  test("JetStream is off", async () => {
    const nats = await server({ jetstream: false });
    await expectTold(busSettings(nats.url), "BUS_JETSTREAM_OFF", /Cannot use JetStream/, /Enable JetStream/);
  });

  test("JetStream is off for the account", async () => {
    const nats = await server({ config: 'accounts { A { users: [{ user: a, password: b }] } }' });
    await expectTold(busSettings(nats.url, { username: "a", password: secret("b") }), "BUS_JETSTREAM_OFF", /Cannot use JetStream/, /Enable JetStream for the account/);
  });

  test("the password is wrong, and a corrected file is enough", { timeout: 30_000 }, async () => {
    const nats = await server({ config: "authorization { user: tetherd, password: right }" });
    let current = "wrong-canary";
    const { bus, lines } = await expectTold(busSettings(nats.url, { username: "tetherd", password: { origin: "a file", read: () => Promise.resolve(current) } }),
      "BUS_AUTH_REFUSED", /Cannot log in to NATS at nats:\/\/127\.0\.0\.1/, /nats\.passwordFile/);
    current = "right";
    await bus.ready(AbortSignal.timeout(15_000));
    expect(JSON.stringify([lines, bus.health()])).not.toContain("canary");
  });

  test("a password that is changed while connected is read anew at the reconnect", { timeout: 30_000 }, async () => {
    const first = await server({ config: "authorization { user: tetherd, password: first }" });
    let current = "first";
    const { bus, lines } = start(busSettings(first.url, { username: "tetherd", password: { origin: "a file", read: () => Promise.resolve(current) } }));
    await bus.ready(forever);
    await first.stop();
    const next = await server({ port: first.port, config: "authorization { user: tetherd, password: second }" });
    await until("the refusal is told", () => (bus.health().lastError?.code === "BUS_AUTH_REFUSED" ? true : undefined), 15_000, 20);
    current = "second";
    await bus.ready(AbortSignal.timeout(15_000));
    expect(bus.health().server).toContain(String(next.port));
    expect(lines.filter(({ level }) => level !== "info").length).toBeLessThanOrEqual(2); // lost, refused
  });

  test("the credentials file does not exist", async () => {
    const nats = await server();
    await expectTold(busSettings(nats.url, { credsFile: "/nonexistent/tetherd.creds" }), "BUS_CREDENTIALS_UNREADABLE", /nats\.credsFile from "\/nonexistent\/tetherd\.creds": ENOENT/, /may read it/);
  });

  test("the credentials file is not one, and its content is not told", async () => {
    const nats = await server();
    const file = join(folder(), "tetherd.creds");
    writeFileSync(file, "canary");
    const { lines, bus } = await expectTold(busSettings(nats.url, { credsFile: file }), "BUS_CREDENTIALS_UNREADABLE", /its content is not what it should be/, /whole/);
    expect(JSON.stringify([lines, bus.health()])).not.toContain("canary");
  });

  test("a user seed file with a line break at its end, and a token, are accepted", async () => {
    const user = nkeys.createUser();
    const file = join(folder(), "tetherd.nk");
    writeFileSync(file, `${Buffer.from(user.getSeed()).toString()}\n`, { mode: 0o600 });
    const byKey = await server({ config: `authorization { users: [{ nkey: ${user.getPublicKey()} }] }` });
    await start(busSettings(byKey.url, { nkeySeedFile: file })).bus.ready(AbortSignal.timeout(10_000));
    const byToken = await server({ config: 'authorization { token: "s3cret" }' });
    await start(busSettings(byToken.url, { token: secret("s3cret") })).bus.ready(AbortSignal.timeout(10_000));
  });

  test("a user in the address logs in and is never shown", async () => {
    const nats = await server({ config: 'authorization { user: tetherd, password: "can@ry" }' });
    const address = `nats://tetherd:can%40ry@127.0.0.1:${nats.port}`;
    const { bus, lines } = start(busSettings(address));
    await bus.ready(AbortSignal.timeout(10_000));
    const steps = await checkNats(busSettings(address), AbortSignal.timeout(10_000));
    expect(lastOf(steps)?.ok).toBe(true);
    await nats.kill("SIGKILL");
    await until("the loss is noticed", () => (bus.health().connected ? undefined : true), 10_000, 20);
    const later = await checkNats(busSettings(address), AbortSignal.timeout(10_000));
    expect(lastOf(later)?.code).toBe("BUS_UNREACHABLE");
    expect(JSON.stringify([lines, bus.health(), steps, later])).not.toMatch(/can(@|%40)ry/);
  });

  test("the permission to publish alerts is missing", async () => {
    const nats = await server({ config: 'authorization { users: [{ user: a, password: b, permissions: { publish: { deny: ["tetherd.test.alert.>"] } } }] }' });
    await expectTold(busSettings(nats.url, { username: "a", password: secret("b") }), "BUS_PERMISSION_MISSING", /publish to "tetherd\.test\.alert\./, /docs\/nats\.md/);
  });

  test("the permission to declare streams is missing", async () => {
    const nats = await server({ config: 'authorization { users: [{ user: a, password: b, permissions: { publish: { deny: ["$JS.API.STREAM.CREATE.>"] } } }] }' });
    await expectTold(busSettings(nats.url, { username: "a", password: secret("b") }), "BUS_PERMISSION_MISSING", /publish to "\$JS\.API\.STREAM\.CREATE\.TETHERD_test_ALERTS"/, /docs\/nats\.md/);
  });

  test("the permission to hear answers is missing", async () => {
    const nats = await server({ config: 'authorization { users: [{ user: a, password: b, permissions: { subscribe: ["nothing"] } }] }' });
    await expectTold(busSettings(nats.url, { username: "a", password: secret("b") }), "BUS_PERMISSION_MISSING", /subscribe to "_INBOX\.>"/, /docs\/nats\.md/);
  });

  test("one subject is denied where the rest is allowed: told once, and the turn waits", { timeout: 30_000 }, async () => {
    const nats = await server({ config: 'authorization { users: [{ user: a, password: b, permissions: { publish: { deny: ["tetherd.test.alert.critical.>"] } } }] }' });
    const { bus, lines } = start(busSettings(nats.url, { username: "a", password: secret("b") }));
    const ledger = bus.ledger();
    await ledger.open("vc", forever);
    const { alert } = await import("./samples.js");
    const controller = new AbortController();
    const committing = ledger.commit({ messages: [alert({ severity: "critical" })], puts: [] }, controller.signal);
    const ended = expect(committing).rejects.toThrow("enough");
    await until("it is told", () => (bus.health().ready ? undefined : true), 10_000, 20);
    expect(bus.health().reason).toContain('publish to "tetherd.test.alert.critical.clone-group-ha-span"');
    controller.abort(new Error("enough"));
    await ended;
    expect(lines.filter(({ message }) => message.includes("no permission"))).toHaveLength(1);
  });

  test("the server's certificate is not trusted; with its authority it is", async () => {
    const { certFile, keyFile } = await makeCertificate(folder());
    const nats = await server({ config: `tls { cert_file: "${certFile}", key_file: "${keyFile}" }` });
    await expectTold(busSettings(nats.url), "BUS_TLS_REFUSED", /Cannot trust the connection to NATS/, /nats\.caFile/);
    await start(busSettings(nats.url, { caFile: certFile })).bus.ready(AbortSignal.timeout(10_000));
  });

  test("a server without TLS is refused when an authority is set, before any password is sent", async () => {
    const { certFile } = await makeCertificate(folder());
    const nats = await server();
    await expectTold(busSettings(nats.url, { caFile: certFile, username: "a", password: secret("b") }), "BUS_TLS_REFUSED", /the server offers no TLS/, /Turn TLS on/);
  });

  test("the authority file does not exist", async () => {
    const nats = await server();
    await expectTold(busSettings(nats.url, { caFile: "/nonexistent/ca.pem" }), "BUS_CREDENTIALS_UNREADABLE", /nats\.caFile from "\/nonexistent\/ca\.pem": ENOENT/, /may read it/);
  });

  test("nobody listens, or the name is unknown", async () => {
    const nats = await server();
    await nats.kill("SIGKILL");
    await expectTold(busSettings(nats.url), "BUS_UNREACHABLE", /Cannot reach NATS at nats:\/\/127\.0\.0\.1/, /nats\.servers/);
    await expectTold(busSettings("nats://no-such-host.invalid:4222"), "BUS_UNREACHABLE", /Cannot reach NATS at nats:\/\/no-such-host\.invalid:4222/, /nats\.servers/);
  });

  test("the storage is smaller than the streams' limits", async () => {
    const nats = await server({ jetstream: false, config: `jetstream { store_dir: ${JSON.stringify(folder())}, max_file_store: 8MB }` });
    await expectTold(busSettings(nats.url), "BUS_STORAGE_TOO_SMALL", /less storage than its size limit/, /nats\.streamMaxMiB/);
  });

  test("more replicas than servers", async () => {
    const nats = await server();
    await expectTold(busSettings(nats.url, { replicas: 3 }), "BUS_REPLICAS_REFUSED", /replicas/, /nats\.replicas/);
  });

  test("a stream of the same name but another make", async () => {
    const nats = await server();
    const connection = await reader(nats.url);
    started.push(() => connection.close());
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "TETHERD_test_ALERTS", subjects: ["tetherd.test.alert.>"], storage: StorageType.Memory });
    await expectTold(busSettings(nats.url), "BUS_STREAM_MISMATCH", /storage is "memory" instead of "file"/, /nats stream edit/);
    await jsm.streams.delete("TETHERD_test_ALERTS");
  });

  test("settings that an operator changed are set back", async () => {
    const nats = await server();
    const connection = await reader(nats.url);
    started.push(() => connection.close());
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: "TETHERD_test_ALERTS", subjects: ["tetherd.test.alert.>"], max_bytes: 1_000, duplicate_window: 1_000_000_000 });
    await start(busSettings(nats.url)).bus.ready(AbortSignal.timeout(10_000));
    expect((await jsm.streams.info("TETHERD_test_ALERTS")).config).toMatchObject({ max_bytes: 64 * 1_048_576, duplicate_window: 1_800_000_000_000, discard: "new", deny_delete: true });
  });

  test("a server that is too old", async () => {
    const old = createServer((socket) => {
      socket.write(`INFO ${JSON.stringify({ server_id: "old", version: "2.8.4", proto: 1, max_payload: 1_048_576, headers: true })}\r\n`);
      socket.on("data", (chunk) => {
        if (chunk.toString().includes("PING")) socket.write("PONG\r\n");
      });
      socket.on("error", () => undefined);
    }).listen(0, "127.0.0.1");
    await once(old, "listening");
    started.push(() => {
      old.close();
    });
    await expectTold(busSettings(`nats://127.0.0.1:${(old.address() as AddressInfo).port}`), "BUS_SERVER_TOO_OLD", /older than 2\.9: this one is 2\.8\.4/, /2\.10\.23/);
  });

  test("all is well: doctor says so step by step", async () => {
    const nats = await server();
    const steps = await checkNats(busSettings(nats.url), AbortSignal.timeout(10_000));
    expect(steps.map(({ name, ok }) => [name, ok])).toEqual([
      ["NATS: site", true], ["NATS: credentials", true], ["NATS: connect", true], ["NATS: version", true], ["NATS: JetStream", true], ["NATS: streams", true],
      ["NATS: permission to publish", true], ["NATS: permission to read", true],
    ]);
    expect(steps.find(({ name }) => name === "NATS: streams")?.detail).toContain("TETHERD_test_ALERTS created");
  });
});
