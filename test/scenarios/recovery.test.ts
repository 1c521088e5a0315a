/** vCenter restarted, NATS restarted, the session ended by an administrator: all recover without a restart of the daemon. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { endSessions } from "../../scripts/servers/govc.mjs";
import type { NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Vcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { factsOf } from "./support/bus.js";
import { createSnapshot, removeSnapshot, startEstate, vcenterEnv } from "./support/estate.js";
import { samplePolicies } from "./support/policies.js";

requiring("nats-server", "vcsim", "govc", "python")("a running tetherd", () => {
  const site = "recovery";
  let vcsim: Vcsim, nats: NatsServer, daemon: Daemon;
  let removals = 0;

  /** A change made now must be told, exactly once, and no earlier one again. */
  async function tellsAChange(): Promise<void> {
    await createSnapshot(vcsim, 1, "s");
    await until("the snapshot being seen", async () => (await factsOf(nats, site, "vm.snapshot-created")).length > removals ? true : undefined);
    await removeSnapshot(vcsim, 1, "s");
    removals++;
    await until("the removal being told", async () => (await factsOf(nats, site, "vm.snapshot-removed")).length >= removals ? true : undefined);
    expect(await factsOf(nats, site, "vm.snapshot-removed")).toHaveLength(removals);
  }
  const notReady = (words: RegExp): Promise<true> => until(`/readyz saying ${words}`, async () => {
    const { status, body } = await daemon.readyz();
    return status === 503 && body.reasons.some((reason) => words.test(reason)) ? (true as const) : undefined;
  });

  beforeAll(async () => {
    [vcsim, nats] = await Promise.all([startEstate(3), startNatsServer()]);
    daemon = await startTetherd({ env: { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: await samplePolicies({ for: "1s", keepFiringFor: "1s" }) } });
    await daemon.ready();
    await tellsAChange();
  });
  afterAll(async () => {
    expect((await daemon.stop()).code).toBe(0);
    await Promise.all([vcsim.stop(), nats.stop()]);
  });

  it("logs in again when its session was ended on the server", async () => {
    expect(await endSessions(vcsim)).toBeGreaterThan(0);
    await tellsAChange();
    await daemon.ready();
  });

  it("says that it is blind while vCenter is away, finds what changed meanwhile, and goes on", async () => {
    await createSnapshot(vcsim, 2, "while-away");
    await until("the snapshot being seen", async () => (await factsOf(nats, site, "vm.snapshot-created")).length > removals ? true : undefined);
    await vcsim.goDown();
    await notReady(/blind/);
    await vcsim.comeUp();
    await removeSnapshot(vcsim, 2, "while-away");
    removals++;
    await daemon.ready();
    await until("the removal being told", async () => (await factsOf(nats, site, "vm.snapshot-removed")).length >= removals ? true : undefined);
    expect(await factsOf(nats, site, "vm.snapshot-removed")).toHaveLength(removals);
  });

  it("waits while NATS is away, says so on /readyz and in the log once, and loses nothing", async () => {
    await createSnapshot(vcsim, 1, "nats-away");
    await until("the snapshot being seen", async () => (await factsOf(nats, site, "vm.snapshot-created")).length > removals ? true : undefined);
    await nats.kill("SIGKILL");
    await notReady(/NATS/);
    await removeSnapshot(vcsim, 1, "nats-away");
    removals++;
    await nats.start();
    await daemon.ready();
    await until("the removal being told", async () => (await factsOf(nats, site, "vm.snapshot-removed")).length >= removals ? true : undefined);
    await tellsAChange();
    expect(daemon.logs().filter((line) => /^NATS: .*; waiting$/s.test(String(line["msg"])))).toHaveLength(1);
  });

  it("recovers from a vCenter that was restarted with another history, and says that history is missing", async () => {
    await vcsim.kill("SIGKILL");
    await notReady(/blind/);
    await vcsim.start();
    await daemon.ready(60_000);
    await until("the gap being told", async () => (await factsOf(nats, site, "ingest.gap")).length > 0 ? true : undefined);
    await createSnapshot(vcsim, 1, "after");
    const before = (await factsOf(nats, site, "vm.snapshot-removed")).length;
    await until("the snapshot being seen", async () => (await factsOf(nats, site, "vm.snapshot-created")).some((fact) => JSON.stringify(fact.event.data).includes('"after"')) ? true : undefined);
    await removeSnapshot(vcsim, 1, "after");
    await until("the removal being told", async () => (await factsOf(nats, site, "vm.snapshot-removed")).length > before ? true : undefined);
  });
});
