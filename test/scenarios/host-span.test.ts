/** The first headline behaviour: a clone group that spans too many HA hosts raises one alert, and resolves it when the span falls. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Vcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { startTetherd, tetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { alertsOf } from "./support/bus.js";
import { link, migrate, startEstate, vcenterEnv, vm } from "./support/estate.js";
import { samplePolicies } from "./support/policies.js";

requiring("nats-server", "vcsim", "govc", "python")("nine VMs linked to one base on ten HA hosts, with a limit of eight hosts,", () => {
  const site = "span";
  let vcsim: Vcsim, nats: NatsServer, daemon: Daemon, env: Record<string, string>;

  beforeAll(async () => {
    [vcsim, nats] = await Promise.all([startEstate(10), startNatsServer()]);
    env = { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_HOST_LIMIT: "8", TETHERD_POLICIES_DIR: await samplePolicies({ for: "2s", keepFiringFor: "1s" }) };
    daemon = await startTetherd({ env });
    await daemon.ready();
    for (let index = 1; index <= 9; index++) await link(vcsim, index, 0);
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([vcsim.stop(), nats.stop()]);
  });

  it("fire clone-group-ha-span once, as a CloudEvent with members, hosts and limit", async () => {
    const [fired] = await until("an alert", async () => {
      const alerts = await alertsOf(nats, site);
      return alerts.length > 0 ? alerts : undefined;
    });
    expect(fired?.event).toMatchObject({ specversion: "1.0", type: "io.tetherd.alert.firing.v1", datacontenttype: "application/json" });
    expect(fired?.event.source).toMatch(/^tetherd\/[0-9a-f-]{36}$/);
    const { object } = fired!.event.data as { object: { members: { name: string; moref: string; host: string }[]; hosts: unknown[]; hostSpan: number; limit: unknown } };
    expect(object.hostSpan).toBeGreaterThanOrEqual(7);
    expect(object.hosts).toHaveLength(object.hostSpan);
    expect(object.members.length).toBeGreaterThanOrEqual(object.hostSpan);
    expect(object.limit).toMatchObject({ verdict: "applies", hosts: 8 });
    expect(fired!.event.data).toMatchObject({ status: "firing", policy: "clone-group-ha-span", labels: { alertname: "clone-group-ha-span" } });
  });

  it("are printed by `groups --json` as the condition sees them", async () => {
    const { stdout, code } = await tetherd(["groups", "--json"], env);
    expect(code).toBe(0);
    const groups = JSON.parse(stdout) as { members: { name: string; moref: string; host: string }[]; hostSpan: number; limit: unknown }[];
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ hostSpan: 10, limit: { verdict: "applies", hosts: 8 } });
    expect(groups[0]!.members.map((member) => member.name).sort()).toEqual(Array.from({ length: 10 }, (_, index) => vm(index)).sort());
  });

  it("resolve it with the same fingerprint once members are migrated together", async () => {
    for (let index = 3; index <= 9; index++) await migrate(vcsim, index, index % 3);
    const alerts = await until("a resolved alert", async () => {
      const all = await alertsOf(nats, site);
      return all.some((alert) => alert.event.type === "io.tetherd.alert.resolved.v1") ? all : undefined;
    });
    const statuses = alerts.map((alert) => (alert.event.data as { status: string }).status);
    expect(statuses).toEqual(["firing", "resolved"]);
    expect(new Set(alerts.map((alert) => (alert.event.data as { fingerprint: string }).fingerprint)).size).toBe(1);
    expect(new Set(alerts.map((alert) => alert.msgId)).size).toBe(alerts.length);
  });
});
