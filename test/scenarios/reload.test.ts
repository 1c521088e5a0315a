/** Policies edited while tetherd runs: a bad edit takes nothing down, a removed policy resolves what it raised. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Vcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { alertsOf } from "./support/bus.js";
import { link, startEstate, vcenterEnv } from "./support/estate.js";
import { samplePolicies } from "./support/policies.js";

requiring("nats-server", "vcsim", "govc", "python")("a running tetherd whose policies are edited", () => {
  const site = "reload";
  let vcsim: Vcsim, nats: NatsServer, daemon: Daemon, folder: string;
  const told = async (policy: string) => (await alertsOf(nats, site)).map((alert) => alert.event.data as { policy: string; status: string }).filter((data) => data.policy === policy);
  const statuses = async (policy = "clone-group-ha-span"): Promise<readonly string[]> => (await told(policy)).map(({ status }) => status);
  const rejected = "tetherd-policies-rejected";

  beforeAll(async () => {
    [vcsim, nats, folder] = await Promise.all([startEstate(3), startNatsServer(), samplePolicies({ for: "1s", keepFiringFor: "1s" })]);
    await link(vcsim, 1, 0);
    await link(vcsim, 2, 0);
    daemon = await startTetherd({ env: { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_HOST_LIMIT: "3", TETHERD_POLICIES_DIR: folder } });
    await daemon.ready();
    await until("the alert", async () => ((await statuses()).length > 0 ? true : undefined));
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([vcsim.stop(), nats.stop()]);
  });

  it("keeps the last good set when an edit is wrong, and says so in the log and on /readyz", async () => {
    await writeFile(join(folder, "wrong.yaml"), "policy: wrong\nmode: enforce\neach: vm\nwhen: vm.busy\nalert: { severity: info }\nwehn: vm.busy\n");
    daemon.signal("SIGHUP");
    const line = await until("the complaint", () => daemon.logs().find((one) => one["level"] === "error"));
    expect(line["msg"]).toMatch(/wrong\.yaml:6:1: .*wehn/);
    expect((await daemon.readyz()).body).toMatchObject({ ready: true, reasons: [expect.stringContaining("wrong.yaml:6:1")] });
    await until("the alert about the folder", async () => ((await statuses(rejected)).includes("firing") ? true : undefined));
    expect(await statuses()).toEqual(["firing"]);
  });

  it("resolves what a removed policy had raised", async () => {
    await rm(join(folder, "wrong.yaml"));
    await rm(join(folder, "clone-group-ha-span.yaml"));
    daemon.signal("SIGHUP");
    await until("the end of the alert", async () => ((await statuses()).includes("resolved") ? true : undefined));
    const [, resolved] = await told("clone-group-ha-span");
    expect(resolved).toMatchObject({ status: "resolved", reason: "policy removed" });
    await until("the end of the alert about the folder", async () => ((await statuses(rejected)).includes("resolved") ? true : undefined));
    expect((await daemon.readyz()).body.reasons).toEqual([]);
  });
});
