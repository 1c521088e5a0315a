/**
 * The whole way to people: a lab, the daemon, the relay as a process of its own, a real Alertmanager, a real SMTP server and a webhook. An alert fires, is raised, is over, while the relay
 * is killed at random moments and the receivers fail in turn; each end is read back.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startAlertmanager, type Alertmanager } from "../../scripts/servers/alertmanager.mjs";
import { makeCertificate } from "../../scripts/servers/certificate.mjs";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { requiring } from "../support/requires.js";
import { startCommand, startTetherd, type Daemon, type Running } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { randomFrom } from "./support/random.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const rounds = long ? 15 : 1;
const seed = Number(process.env["TETHERD_TEST_SEED"] ?? Date.now() % 1_000_000);
const vms = Array.from({ length: rounds }, (_, n) => `desk-${String(n + 1).padStart(2, "0")}`);
const off = 'policy: off\nmode: enforce\neach: vm\nwhere: { name: ["desk-*"] }\nwhen: vm.powerState != "poweredOn"\nalert: { severity: warning, storm: { above: 500, within: 1m }, raise: [{ to: critical, when: vm.powerState == "poweredOff" }] }\n';

/** VMs that any host may power on again. */
const estate = 'about: plain VMs\ndatacenters:\n  - name: D\n    datastores: [{ name: ds0, size: 1 TiB }]\n    clusters: [{ name: C, hosts: ["esx{1..3}"] }]\n    vms: [{ name: "desk-{01..20}", disks: [{ size: 10 GiB, used: 1 GiB }], power: on }]\n';

interface Event { readonly id: string; readonly data: { readonly kind: string; readonly status: string; readonly severity: string; readonly alerts: readonly { readonly where: readonly { readonly text: string }[] }[] } }

requiring("nats-server", "alertmanager")(`a relay killed ${rounds * 2} times at random moments (TETHERD_TEST_SEED=${seed})`, () => {
  const random = randomFrom(seed);
  let lab: Lab, nats: NatsServer, daemon: Daemon, relay: Running, folder: string, env: Record<string, string>, alertmanager: Alertmanager, hook: ReceivingServer, smtp: SMTPServer;
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
    await writeFile(join(folder, "estate.yaml"), estate);
    [nats, lab, alertmanager, hook] = await Promise.all([startNatsServer(), startLab({ estate: join(folder, "estate.yaml"), seed: 1 }), startAlertmanager(), startReceivingServer()]);
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
    await writeFile(join(folder, "secret"), lab.world.settings.password);
    await mkdir(join(folder, "policies"));
    await writeFile(join(folder, "policies/off.yaml"), off);
    await writeFile(join(folder, "settings.conf"), `vcenters: [{ name: lab, url: "${lab.url}", username: "${lab.world.settings.userName}", passwordFile: "${join(folder, "secret")}", thumbprint: "${lab.thumbprintSha256}" }]\nwatch: { historyInterval: 1s, settle: 200ms, maxWait: 1s }\npolicies: { directory: ${join(folder, "policies")}, watch: false }\nrelay: { lease: 3s, listen: "off" }\n`);
    env = { TETHERD_CONFIG: join(folder, "settings.conf"), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "relay" };
    daemon = await startTetherd({ env });
    start();
    await daemon.ready();
  });
  afterAll(async () => {
    await Promise.all([daemon.stop(), relay.end("SIGTERM")]);
    await Promise.all([lab.stop(), nats.stop(), alertmanager.stop(), hook.stop(), new Promise<void>((done) => smtp.close(done))]);
    await rm(folder, { recursive: true });
  });

  const events = (vm: string): readonly Event[] => hook.received.map(({ body }) => JSON.parse(body) as Event).filter(({ data }) => data.alerts[0]?.where[0]?.text.startsWith(`${vm} `) === true);
  const shown = async (vm: string): Promise<readonly string[]> => ((await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as readonly { readonly labels: Readonly<Record<string, string>> }[]).filter(({ labels }) => labels["name"] === vm).map(({ labels }) => labels["severity"] ?? "");
  /** What was accepted, each once however often it came. */
  const once = <Item>(items: readonly Item[], id: (item: Item) => string): readonly Item[] => items.filter((item, index) => items.findIndex((other) => id(other) === id(item)) === index);
  const operate = async (vm: string, verb: "PowerOff" | "PowerOn" | "Suspend"): Promise<unknown> => lab.control.operate({ on: vm, method: `${verb}VM_Task`, args: {} });

  const waited = async (what: string, ask: () => Promise<true | undefined> | true | undefined): Promise<unknown> => until(what, ask, 40_000).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${daemon.text()}\n${logs.join("")}${relay.stdout()}\n${JSON.stringify(mails)}\n${JSON.stringify(hook.received.map(({ body }) => body.slice(0, 300)))}`);
  });

  it("tells each end that it fires, is raised and is over, once and in order", { timeout: rounds * 60_000 }, async () => {
    for (const vm of vms) {
      const failing = Math.floor(random() * 3);
      hook.answer = () => (failing === 0 ? { status: 503 } : { status: 200 });
      mailFails = failing === 1;
      await operate(vm, "Suspend");
      await pause(random() * 1_000);
      await kill();
      await operate(vm, "PowerOff");
      await pause(random() * 1_000);
      hook.answer = () => ({ status: 200 });
      mailFails = false;
      await waited(`${vm} being told as critical`, async () => ((await shown(vm)).includes("critical") && events(vm).some(({ data }) => data.severity === "critical") ? true : undefined));
      await waited("the mail about it", () => (mails.some(({ heading }) => heading.includes(vm)) ? true : undefined));
      await operate(vm, "PowerOn");
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
