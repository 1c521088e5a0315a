/**
 * The whole way to people: a lab, the daemon, the relay as a process of its own, a real Alertmanager, a real SMTP server and a webhook. An alert fires, is raised, is over, while the relay
 * is killed at random moments and the receivers fail in turn; each end is read back.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startAlertmanager, type Alertmanager } from "../../scripts/servers/alertmanager.mjs";
import { makeCertificate } from "../../scripts/servers/certificate.mjs";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { requiring } from "../support/requires.js";
import { startCommand, startTetherd, type Daemon, type Running } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { startOffLab, type OffLab } from "./support/off-lab.js";
import { randomFrom } from "./support/random.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const rounds = long ? 15 : 1;
const seed = Number(process.env["TETHERD_TEST_SEED"] ?? Date.now() % 1_000_000);
const vms = Array.from({ length: rounds }, (_, n) => `desk-${String(n + 1).padStart(2, "0")}`);

interface Event { readonly id: string; readonly data: { readonly kind: string; readonly status: string; readonly severity: string; readonly alerts: readonly { readonly where: readonly { readonly text: string }[] }[] } }

requiring("nats-server", "alertmanager")(`a relay killed ${rounds * 2} times at random moments (TETHERD_TEST_SEED=${seed})`, () => {
  const random = randomFrom(seed);
  let lab: OffLab, nats: NatsServer, daemon: Daemon, relay: Running, folder: string, env: Record<string, string>, alertmanager: Alertmanager, hook: ReceivingServer, smtp: SMTPServer;
  /** Accepted by the server, in order: Message-ID and first line. */
  const mails: { readonly id: string; readonly heading: string }[] = [];
  let mailFails = false;
  const logs: string[] = [];

  const start = (): void => {
    relay = startCommand(["relay", "run", join(folder, "relay.yaml")], env);
  };
  const kill = async (): Promise<void> => {
    logs.push((await relay.end("SIGKILL")).stdout);
    start();
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tetherd-relay-"));
    [nats, lab, alertmanager, hook] = await Promise.all([startNatsServer(), startOffLab(folder, 'relay: { lease: 2s, listen: "off" }'), startAlertmanager(), startReceivingServer()]);
    const { certFile, keyFile } = await makeCertificate(folder);
    smtp = new SMTPServer({
      key: await readFile(keyFile), cert: await readFile(certFile), authOptional: true, logger: false,
      onMailFrom: (_address, _session, done) => { done(mailFails ? Object.assign(new Error("try later"), { responseCode: 451 }) : null); },
      onData: (stream: NodeJS.ReadableStream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
          const raw = Buffer.concat(chunks).toString("utf8");
          mails.push({ id: /^Message-ID:\s*(<[^>]*>)/im.exec(raw)?.[1] ?? "", heading: /^(Firing|Raised|Resolved|Lowered|Still)[^\r\n]*/m.exec(raw)?.[0] ?? raw });
          done();
        });
      },
    });
    smtp.on("error", () => undefined);
    await new Promise<void>((done) => smtp.listen(0, "127.0.0.1", done));
    const { port } = smtp.server.address() as AddressInfo;
    await writeFile(join(folder, "relay.yaml"), `
receivers:
  am: { alertmanager: { url: ${alertmanager.url}, allow: [127.0.0.1], plainHttp: true } }
  post: { mail: { host: localhost, port: ${port}, from: tetherd@example.org, to: ops@example.org, allow: [127.0.0.1], caFile: ${certFile} } }
  hook: { webhook: { url: ${hook.url}, allow: [127.0.0.1], plainHttp: true } }
routes: [{ match: "true", to: [am], group: alertname, wait: 0s, interval: 1s, continue: true }]
default: { to: [post, hook] }
`);
    env = { TETHERD_CONFIG: lab.settings, TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "relay" };
    daemon = await startTetherd({ env });
    start();
    await daemon.ready();
  });
  afterAll(async () => {
    await Promise.all([daemon.stop(), relay.end("SIGTERM")]);
    await Promise.all([lab.lab.stop(), nats.stop(), alertmanager.stop(), hook.stop(), new Promise<void>((done) => smtp.close(done))]);
    await rm(folder, { recursive: true });
  });

  const events = (vm: string): readonly Event[] => hook.received.map(({ body }) => JSON.parse(body) as Event).filter(({ data }) => data.alerts[0]?.where[0]?.text.startsWith(`${vm} `) === true);
  const shown = async (vm: string): Promise<readonly string[]> => ((await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as readonly { readonly labels: Readonly<Record<string, string>> }[]).filter(({ labels }) => labels["name"] === vm).map(({ labels }) => labels["severity"] ?? "");
  /** What was accepted, each once however often it came. */
  const once = <Item>(items: readonly Item[], id: (item: Item) => string): readonly Item[] => items.filter((item, index) => items.findIndex((other) => id(other) === id(item)) === index);

  const waited = async (what: string, ask: () => Promise<true | undefined> | true | undefined): Promise<unknown> => until(what, ask, 40_000).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${daemon.text()}\n${logs.join("")}${relay.stdout()}\n${JSON.stringify(mails)}\n${JSON.stringify(hook.received.map(({ body }) => body.slice(0, 300)))}`);
  });

  it("tells each end that it fires, is raised and is over, once and in order", { timeout: rounds * 60_000 }, async () => {
    for (const [turn, vm] of vms.entries()) {
      // One after the other; all of them where there is one round.
      const fails = (which: number): boolean => !long || turn % 3 === which;
      hook.answer = () => (fails(0) ? { status: 503 } : { status: 200 });
      mailFails = fails(1);
      if (fails(2)) await alertmanager.kill("SIGKILL");
      await lab.operate(vm, "Suspend");
      await pause(random() * 1_000);
      await kill();
      await lab.operate(vm, "PowerOff");
      await pause(random() * 1_000);
      hook.answer = () => ({ status: 200 });
      mailFails = false;
      await alertmanager.start();
      await waited(`${vm} being told as critical`, async () => ((await shown(vm)).includes("critical") && events(vm).some(({ data }) => data.severity === "critical") ? true : undefined));
      await waited("the mail about it", () => (mails.some(({ heading }) => heading.includes(vm)) ? true : undefined));
      await lab.operate(vm, "PowerOn");
      await pause(random() * 500);
      await kill();
      await waited(`the end of ${vm}`, async () => ((await shown(vm)).length === 0 && events(vm).some(({ data }) => data.status === "resolved") && mails.some(({ heading }) => heading.startsWith("Resolved") && heading.includes(vm)) ? true : undefined));

      const accepted = once(events(vm), ({ id }) => id).map(({ data }) => `${data.status} ${data.severity}`);
      expect([["firing warning", "firing critical", "resolved critical"], ["firing critical", "resolved critical"]]).toContainEqual(once(accepted, (one) => one));
      expect(once(accepted, (one) => one)).toHaveLength(accepted.length);
      const posted = once(mails.filter(({ heading }) => heading.includes(vm)), ({ id }) => id).map(({ heading }) => heading.split(/[ :]/)[0]);
      expect([["Firing", "Raised", "Resolved"], ["Firing", "Resolved"]]).toContainEqual(posted);
    }
  });
});
