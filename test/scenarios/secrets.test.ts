/** S6: passwords given to tetherd never come out of it again: not in logs, errors, pages, metrics, nor in anything stored on NATS. And one silence, from the command line to the stream. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { withNats } from "../support/requires.js";
import { startTetherd, tetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";

const secrets = { vcenter: "canary-vcenter-8d1f", nats: "canary-nats-52c7", wrongVcenter: "canary-wrong-vcenter-a9", wrongNats: "canary-wrong-nats-b3" } as const;
const site = "secrets";

withNats("S6: a tetherd with passwords in its environment and files", () => {
  let lab: Lab, nats: NatsServer, consumer: NatsConnection, daemon: Daemon, env: Record<string, string>;
  const said: string[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "tetherd-secrets-"));
    nats = await startNatsServer({ config: `authorization { users: [ { user: ann, password: "${secrets.nats}" } ] }` });
    lab = await startLab({ estate: "config/estates/vdi-pool.yaml", user: "svc-tetherd", password: secrets.vcenter });
    consumer = await connect({ servers: nats.url, user: "ann", pass: secrets.nats });
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, `${secrets.vcenter}\n`);
    await writeFile(join(folder, "off.yaml"), "policy: any\nmode: enforce\neach: group\nwhen: 'true'\nalert: { severity: info, labels: { team: storage } }\n");
    env = {
      TETHERD_VCENTER_URL: lab.url, TETHERD_VCENTER_USERNAME: "svc-tetherd", TETHERD_VCENTER_PASSWORD_FILE: passwordFile, TETHERD_VCENTER_THUMBPRINT: lab.thumbprintSha256,
      TETHERD_NATS_SERVERS: nats.url, TETHERD_NATS_USERNAME: "ann", TETHERD_NATS_PASSWORD: secrets.nats, TETHERD_SITE: site, TETHERD_POLICIES_DIR: folder, TETHERD_LOG_LEVEL: "trace",
    };
  });
  afterAll(async () => {
    await daemon.stop();
    await consumer.close();
    await Promise.all([lab.stop(), nats.stop()]);
  });

  /** What a short life with a wrong setting leaves behind. */
  async function complaining(change: Record<string, string>, without: readonly string[], words: RegExp): Promise<void> {
    const own = Object.fromEntries(Object.entries({ ...env, ...change }).filter(([name]) => !without.includes(name)));
    const wrong = await startTetherd({ env: own });
    await until(`the complaint ${words.source}`, () => (words.test(wrong.text()) ? true : undefined), 60_000);
    said.push(wrong.text(), JSON.stringify((await wrong.readyz()).body), await wrong.metrics());
    const { stdout, stderr } = await wrong.stop();
    said.push(stdout, stderr);
  }

  it("says what is wrong with them without saying them", async () => {
    await complaining({ TETHERD_NATS_PASSWORD: secrets.wrongNats }, [], /BUS_AUTH_REFUSED/);
    await complaining({ TETHERD_VCENTER_PASSWORD: secrets.wrongVcenter }, ["TETHERD_VCENTER_PASSWORD_FILE"], /VIM_LOGIN_REFUSED|InvalidLogin/);
    for (const args of [["config", "print"], ["doctor"], ["groups"]]) {
      const { stdout, stderr } = await tetherd(args, env);
      said.push(stdout, stderr);
    }
  });

  it("works with them, and a silence from the command line holds its alerts, which go on being told", async () => {
    daemon = await startTetherd({ env });
    await daemon.ready(60_000);
    const alerts = async (): Promise<readonly Alert[]> => (await everything(consumer)).flatMap(({ stream, text }) => (stream === `TETHERD_${site}_ALERTS` ? [(JSON.parse(text) as { data: Alert }).data] : []));
    await until("an alert", async () => ((await alerts()).length > 0 ? true : undefined), 60_000);
    const added = await tetherd(["silence", "add", "team=storage", "--comment", "work", "--for", "1h", "--json"], env);
    const { silence } = JSON.parse(added.stdout) as { silence: { id: string } };
    const silenced = await until("a silenced alert", async () => (await alerts()).find(({ transitionKind }) => transitionKind === "silenced"), 60_000);
    expect(silenced).toMatchObject({ status: "firing", silencedBy: [silence.id], labels: { team: "storage" } });
    expect((await tetherd(["silence", "list"], env)).stdout).toContain(`${silence.id}  active`);
    expect((await tetherd(["silence", "expire", silence.id], env)).code).toBe(0);
    await until("the end of the silence", async () => (await alerts()).find(({ transitionKind }) => transitionKind === "unsilenced"), 60_000);
    expect((await tetherd(["resync"], env)).stdout).toContain("reading the full state");
    expect((await tetherd(["silence", "list"], { ...env, TETHERD_NATS_PASSWORD: secrets.wrongNats })).stderr).toMatch(/refused the credentials/);
  });

  it("has said none of them anywhere", async () => {
    said.push(daemon.text(), await daemon.metrics(), JSON.stringify((await daemon.readyz()).body), ...(await everything(consumer)).map(({ subject, text }) => `${subject} ${text}`));
    expect(said.join("").length).toBeGreaterThan(10_000);
    const found = Object.values(secrets).flatMap((secret) => said.filter((text) => text.includes(secret)).map((text) => text.slice(Math.max(0, text.indexOf(secret) - 80), text.indexOf(secret) + 40)));
    expect(found).toEqual([]);
  });
});

/** Every message of every stream, the buckets' own included. */
async function everything(connection: NatsConnection): Promise<readonly { readonly stream: string; readonly subject: string; readonly text: string }[]> {
  const found: { stream: string; subject: string; text: string }[] = [];
  for await (const { config, state } of (await jetstreamManager(connection)).streams.list()) {
    if (state.messages === 0) continue;
    const consumer = await jetstream(connection).consumers.get(config.name);
    const messages = await consumer.consume();
    for await (const message of messages) {
      found.push({ stream: config.name, subject: message.subject, text: message.string() });
      if (message.info.pending === 0) break;
    }
    await consumer.delete();
  }
  return found;
}
