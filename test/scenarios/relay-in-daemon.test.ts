/** The daemon that tells people itself, as its settings say: over a kill of the whole of it, a routing file that is edited, and one with a mistake in it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startReceivingServer, type ReceivingServer } from "../notify/receiving-server.js";
import { withNats } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { startOffLab, type OffLab } from "./support/off-lab.js";

interface Event { readonly id: string; readonly data: { readonly status: string; readonly severity: string; readonly alerts: readonly { readonly where: readonly { readonly text: string }[] }[] } }

withNats("a daemon that is a relay too", () => {
  let lab: OffLab, nats: NatsServer, daemon: Daemon, hook: ReceivingServer, folder: string;
  const routes = async (receiver: string, more = ""): Promise<void> => writeFile(join(folder, "relay.yaml"), `receivers: { ${receiver}: { webhook: { url: "${hook.url}/${receiver}", allow: [127.0.0.1], plainHttp: true } } }\ndefault: { to: ${receiver} }\n${more}`);
  const start = async (): Promise<void> => {
    daemon = await startTetherd({ env: { TETHERD_CONFIG: lab.settings, TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: "own", TETHERD_RELAY_FILE: join(folder, "relay.yaml") } });
    await daemon.ready();
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tetherd-relay-own-"));
    [nats, lab, hook] = await Promise.all([startNatsServer(), startOffLab(folder, "relay: { lease: 2s }"), startReceivingServer()]);
    await routes("first");
    await start();
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([lab.lab.stop(), nats.stop(), hook.stop(), rm(folder, { recursive: true })]);
  });
  /** Each message once, however often it came. */
  const told = (vm: string): readonly string[] => [...new Map(hook.received.map(({ path, body }) => ({ path, ...(JSON.parse(body) as Event) })).filter(({ data }) => data.alerts[0]?.where[0]?.text.startsWith(`${vm} `) === true)
    .map(({ id, path, data: { status, severity } }) => [`${path} ${id}`, `${path} ${status} ${severity}`])).values()];
  const tells = async (vm: string, what: string): Promise<unknown> => until(`${vm} being told: ${what}`, () => (told(vm).includes(what) ? true : undefined)).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${JSON.stringify(told(vm))}\n${daemon.text()}`);
  });
  const relay = async (): Promise<unknown> => ((await daemon.readyz()).body as unknown as { readonly relay: unknown }).relay;

  it("tells what fires, and after it was killed the rest of it", async () => {
    await lab.operate("desk-01", "Suspend");
    await tells("desk-01", "/first firing warning");
    expect(await relay()).toMatchObject({ state: "leading", receivers: [{ name: "first", failing: false }] });
    await daemon.kill();
    await lab.operate("desk-01", "PowerOff");
    await start();
    await tells("desk-01", "/first firing critical");
    expect(told("desk-01")).toEqual(["/first firing warning", "/first firing critical"]);
    // It counts when the receiver's answer is written down, which is after the receiver has it.
    await until("its being counted", async () => (/^tetherd_relay_told_total\{receiver="first",news="raised"\} 1$/m.test(await daemon.metrics()) ? true : undefined));
  });

  it("keeps the routing that a wrong edit would replace, and takes the mended one: the former receiver is told no more but the end", async () => {
    await routes("second", "rutes: []\n");
    daemon.signal("SIGHUP");
    await until("the complaint", async () => ((await daemon.readyz()).body.reasons.some((reason) => /relay\.yaml:3:1: unknown key "rutes"/.test(reason)) ? true : undefined));
    await routes("second", 'routes: [{ match: "true", to: second }]\n');
    daemon.signal("SIGHUP");
    await tells("desk-01", "/second firing critical");
    expect((await daemon.readyz()).body.reasons).toEqual([]);
    await lab.operate("desk-01", "PowerOn");
    await tells("desk-01", "/second resolved critical");
    expect(told("desk-01").filter((one) => one.startsWith("/first"))).toEqual(["/first firing warning", "/first firing critical"]);
    expect((await daemon.stop()).code).toBe(0);
  });
});
