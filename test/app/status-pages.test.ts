import { afterEach, describe, expect, it } from "vitest";
import { noExecution, withReport, type ActionHealth } from "../../src/app/actions/action-health.js";
import { LineHealth, readiness } from "../../src/app/health.js";
import { startHttpServer, type HttpServer } from "../../src/app/http-server.js";
import { Metrics } from "../../src/app/metrics.js";
import { statusPages, type StatusSources } from "../../src/app/status-pages.js";
import { TetherdError } from "../../src/shared/errors.js";

const at = Date.parse("2026-01-01T00:00:00Z");
const natsReady = { ready: true } as const;

function following(): LineHealth {
  const health = new LineHealth("vc1", at);
  health.take({ kind: "opened", fullName: "vCenter 8", instanceUuid: "u" }, at + 1_000);
  health.take({ kind: "synced", vms: 3, groups: 1, hosts: 2, tookMs: 5 }, at + 2_000);
  return health;
}

describe("readiness", () => {
  it("needs every vCenter followed and NATS taking messages", () => {
    expect(readiness([following().current], natsReady, { inForce: 1 }, noExecution)).toMatchObject({ ready: true, reasons: [] });
    expect(readiness([following().current], { ready: false, reason: "away" }, { inForce: 1 }, noExecution)).toMatchObject({ ready: false, reasons: ["NATS: away"] });
    expect(readiness([following().current, new LineHealth("vc2", at).current], natsReady, { inForce: 1 }, noExecution)).toMatchObject({ ready: false, reasons: ["vCenter vc2: opening"] });
  });

  it("says since when and why a vCenter cannot be seen, and keeps that time while it lasts", () => {
    const health = following();
    const blind = (seconds: number): boolean => health.take({ kind: "blind", error: new TetherdError("X", "no route", { hint: "look" }), retryInMs: 1 }, at + seconds * 1_000);
    expect(blind(10)).toBe(true);
    expect(blind(20)).toBe(false);
    expect(health.current).toMatchObject({ state: "blind", since: "2026-01-01T00:00:10.000Z", reason: "no route. look" });
  });

  it("says since when alerts stand still while a vCenter that was followed cannot be seen", () => {
    const health = following();
    health.take({ kind: "turn", dataAt: at + 5_000, updates: 0, events: 0, messages: 0, evaluations: 0, evaluated: new Map(), tookMs: 1, vms: 3, groups: 1 }, at + 6_000);
    expect(health.current).not.toHaveProperty("frozenSince");
    health.take({ kind: "blind", error: new Error("no route"), retryInMs: 1 }, at + 10_000);
    health.take({ kind: "opened", fullName: "vCenter 8", instanceUuid: "u" }, at + 20_000);
    expect(health.current).toMatchObject({ state: "syncing", frozenSince: "2026-01-01T00:00:05.000Z" });
    expect(readiness([health.current], natsReady, { inForce: 1 }, noExecution).reasons).toEqual(["vCenter vc1: syncing; its alerts stand as they were at 2026-01-01T00:00:05.000Z"]);
    health.take({ kind: "synced", vms: 3, groups: 1, hosts: 2, tookMs: 5 }, at + 21_000);
    expect(health.current).not.toHaveProperty("frozenSince");
  });

  it("stays with policies that were refused, but shows them", () => {
    expect(readiness([following().current], natsReady, { inForce: 1, problem: "p.yaml:1:1: x" }, noExecution)).toMatchObject({ ready: true, reasons: ["policies: p.yaml:1:1: x"] });
  });
});

describe("how carrying out actions stands", () => {
  const begun: ActionHealth = { enabled: true, vcenters: [{ vcenter: "vc1", state: "not-begun" }] };
  const counts = { kind: "counts", waiting: 3, active: 2, unknown: 1, paused: true, held: ["p"], breakersOpen: ["promote"] } as const;

  it("is told by the executors: what waits, what is at work, what nobody knows, and what holds it all back", () => {
    expect(withReport(begun, "vc1", counts)).toEqual({
      enabled: true, paused: true, vcenters: [{ vcenter: "vc1", state: "at-work", waiting: 3, active: 2, unknown: 1, held: ["p"], breakersOpen: ["promote"] }],
    });
    expect(readiness([following().current], natsReady, { inForce: 1 }, withReport(begun, "vc1", counts))).toMatchObject({ ready: true, reasons: [] });
  });

  it("is a reason once nothing is carried out any more, and no reason not to be asked", () => {
    const stopped = withReport(withReport(begun, "vc1", counts), "vc1", { kind: "stopped", error: new Error("no journal") });
    expect(readiness([following().current], natsReady, { inForce: 1 }, stopped)).toMatchObject({ ready: true, reasons: ["actions at vc1: none is carried out any more (no journal); restart tetherd"] });
  });
});

describe("the status pages", () => {
  let server: HttpServer | undefined;
  afterEach(async () => server?.close());
  const pages = (ready: boolean, alive = true): StatusSources => ({
    alive: () => alive,
    readiness: () => readiness(ready ? [following().current] : [new LineHealth("vc1", at).current], natsReady, { inForce: 0 }, noExecution),
    metrics: async () => new Metrics().registry.metrics(),
  });
  const get = async (path: string, method = "GET"): Promise<Response> => fetch(`http://127.0.0.1:${server?.port ?? 0}${path}`, { method });
  const listen = async (what: StatusSources): Promise<void> => void (server = await startHttpServer({ host: "127.0.0.1", port: 0 }, statusPages(what)));

  it("answer 200 and 503 for ready and not ready, with the reasons", async () => {
    await listen(pages(true));
    expect((await get("/readyz")).status).toBe(200);
    await server?.close();
    await listen(pages(false));
    const answer = await get("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ reasons: ["vCenter vc1: opening"] });
  });

  it("tell life apart from readiness", async () => {
    await listen(pages(false));
    expect((await get("/healthz")).status).toBe(200);
    await server?.close();
    await listen(pages(true, false));
    expect((await get("/healthz")).status).toBe(503);
  });

  it("serve metrics with the conventional names", async () => {
    await listen(pages(true));
    expect(await (await get("/metrics")).text()).toMatch(/# TYPE tetherd_messages_published_total counter/);
  });

  it("refuse everything else", async () => {
    await listen(pages(true));
    expect((await get("/")).status).toBe(404);
    expect((await get("/readyz", "POST")).status).toBe(405);
  });

  it("name the address and the cure when it is taken", async () => {
    await listen(pages(true));
    await expect(startHttpServer({ host: "127.0.0.1", port: server?.port ?? 0 }, [])).rejects.toMatchObject({ code: "HTTP_LISTEN_FAILED", message: expect.stringContaining("EADDRINUSE") as string });
  });
});

describe("metrics", () => {
  it("count what the line reports", async () => {
    const metrics = new Metrics();
    metrics.take("vc1", { kind: "turn", dataAt: at, updates: 3, events: 2, messages: 0, evaluations: 7, evaluated: new Map([["p", 7]]), tookMs: 4, vms: 10, groups: 1 });
    metrics.take("vc1", { kind: "blind", error: new Error("x"), retryInMs: 1 });
    const text = await metrics.registry.metrics();
    expect(text).toContain('tetherd_property_updates_total{vcenter="vc1"} 3');
    expect(text).toContain('tetherd_policy_evaluations_total{vcenter="vc1",policy="p"} 7');
    expect(text).toContain('tetherd_vcenter_following{vcenter="vc1"} 0');
    expect(text).toContain('tetherd_turn_seconds_count{vcenter="vc1"} 1');
  });
});
