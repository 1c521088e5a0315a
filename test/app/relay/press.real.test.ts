/** From a button to the journal of actions, with everything real but Slack: what was pressed approves what was shown, by the presser's name, and nothing that has changed since. */
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../../scripts/servers/nats-server.mjs";
import { intentOf, moved, type Intent } from "../../../src/actions/intent.js";
import { decideCommands } from "../../../src/app/commands/decide-action.js";
import { createLogger } from "../../../src/app/logger.js";
import { startRelay, type RelayService } from "../../../src/app/relay/start-relay.js";
import type { JetStreamActions } from "../../../src/bus/action-journal.js";
import { connectBus, type Bus } from "../../../src/bus/connect-bus.js";
import { intentKey } from "../../../src/bus/intent-key.js";
import { sendCommand } from "../../../src/bus/send-command.js";
import { busSettings, forever, memoryLog } from "../../bus/nats.js";
import { action, alert } from "../../bus/samples.js";
import { startReceivingServer, type ReceivingServer } from "../../notify/receiving-server.js";
import { pressOf } from "../../notify/slack-press.js";
import { withNats } from "../../support/requires.js";
import { freePort } from "../../support/tetherd.js";
import { until } from "../../support/until.js";

const vcenter = "4c4c4544-0044-4a10-8053-b7c04f4d3732";
const plan = { kind: "PromoteDisks_Task", vm: "vm-42", unlink: false, disks: [] } as const;

interface Told {
  readonly method: string;
  readonly text: string;
  /** Of its buttons. */
  readonly values: readonly string[];
}

withNats("a button in Slack", () => {
  let nats: NatsServer, bus: Bus, journal: JetStreamActions, slack: ReceivingServer, folder: string, port: number, relay: RelayService;
  const stop = new AbortController();

  beforeAll(async () => {
    [nats, slack, port, folder] = await Promise.all([startNatsServer(), startReceivingServer(), freePort(), mkdtemp(join(tmpdir(), "tetherd-press-"))]);
    slack.answer = () => ({ status: 200, body: '{"ok":true,"ts":"1700000000.000100","channel":"C0123456789"}' });
    await Promise.all([writeFile(join(folder, "token"), "xoxb-1"), writeFile(join(folder, "signing"), "5f2c9a1e"), writeFile(join(folder, "relay.yaml"), `
receivers:
  chat:
    slack: { tokenFile: ${folder}/token, channel: C0123456789, apiUrl: "${slack.url}/api", plainHttp: true, allow: [127.0.0.1], buttons: { signingSecretFile: ${folder}/signing, users: [U0123ABCD], listen: "127.0.0.1:${port}" } }
default: { to: chat }
`)]);
    const settings = busSettings(nats.url);
    bus = connectBus(settings, memoryLog());
    journal = bus.actions();
    await journal.open(forever, () => undefined);
    bus.commands(decideCommands({ journal: () => journal, now: Date.now }));
    relay = await startRelay({ bus, file: join(folder, "relay.yaml"), leaseMs: 3_000, log: createLogger("silent", "test"), registry: new Registry(), send: (verb, sender, args) => sendCommand(settings, { verb, sender, args, timeoutMs: 5_000 }), stop: stop.signal, kill: forever });
  });
  afterAll(async () => {
    stop.abort();
    await relay.done;
    journal.close();
    await bus.close();
    await Promise.all([nats.stop(), slack.stop(), rm(folder, { recursive: true })]);
  });

  const request = { ...action().request, state: "proposed" as const, fingerprint: alert().alert.fingerprint, requestedAt: new Date().toISOString(), notAfter: new Date(Date.now() + 3_600_000).toISOString() };
  const offered = (intent: Intent, hash: string): Intent => moved(intent, "proposed", { at: Date.now(), reasons: ["Two levels."] }, { offer: { hash, plan } });
  const key = intentKey(vcenter, request.id);
  const write = async (intent: Intent): Promise<boolean> => journal.put(key, intent, journal.entries.get(key)?.revision ?? 0, forever);
  const stored = (): Intent => journal.entries.get(key)?.value as Intent;
  const told = (): readonly Told[] => slack.received.map(({ path, body }) => {
    const { text, blocks } = JSON.parse(body) as { text: string; blocks: readonly { readonly type: string; readonly elements: readonly { readonly value: string }[] }[] };
    return { method: path.split("/").at(-1) ?? "", text, values: blocks.filter(({ type }) => type === "actions").flatMap(({ elements }) => elements.map(({ value }) => value)) };
  });
  const press = async (value: string): Promise<number> => {
    const [body, at] = [pressOf({ action_id: "tetherd.approve", value }), Math.floor(Date.now() / 1_000)];
    const signature = createHmac("sha256", "5f2c9a1e").update(`v0:${at}:${body}`).digest("hex");
    return (await fetch(`http://127.0.0.1:${port}/slack/interactions`, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${signature}` } })).status;
  };

  it("approves what it was shown for, in the presser's name, and then is gone", async () => {
    await write(offered(intentOf(vcenter, request), "h1"));
    const ledger = bus.ledger();
    await ledger.open(vcenter, forever);
    await ledger.commit({ messages: [alert()], puts: [] }, forever);
    await until("the first message with buttons", () => told().find(({ method, values }) => method === "chat.postMessage" && values.includes(`${request.id} h1`)) && true);

    await write(offered(stored(), "h2"));
    await until("the message being updated", () => told().find(({ method, values }) => method === "chat.update" && values.includes(`${request.id} h2`)) && true);
    expect(await press(`${request.id} h1`)).toBe(200);
    const refusal = await until("the presser being told", () => told().find(({ method }) => method === "chat.postEphemeral"));
    expect([refusal.text, stored().state]).toEqual(["What would be done has changed since: the approval names h1, and h2 is offered.", "proposed"]);

    expect(await press(`${request.id} h2`)).toBe(200);
    await until("the approval", () => (stored().state === "approved" ? true : undefined));
    expect(stored().approval).toMatchObject({ by: "ann (Slack U0123ABCD)", hash: "h2" });
    const thread = await until("the thread being told", () => told().find(({ method, text }) => method === "chat.postMessage" && text.startsWith("Decided")));
    expect(thread.text).toContain("Decided (warning): Clone group base");
    expect(slack.received.some(({ path, body }) => path.endsWith("chat.update") && body.includes("ann (Slack U0123ABCD) approved it."))).toBe(true);
    expect(told().findLast(({ method }) => method === "chat.update")?.values).toEqual([]);
  });
});
