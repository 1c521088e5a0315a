/** The second headline behaviour: after a snapshot removal, a level nobody needs any more is asked to be folded away, once. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Vcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { actionsOf, factsOf, type BusMessage } from "./support/bus.js";
import { createSnapshot, letGoOfBase, link, removeSnapshot, startEstate, vcenterEnv, vm } from "./support/estate.js";
import { samplePolicies } from "./support/policies.js";

requiring("nats-server", "vcsim", "govc", "python")("a VM whose base only it uses", () => {
  const site = "promote";
  let vcsim: Vcsim, nats: NatsServer, daemon: Daemon, env: Record<string, string>;
  const requests = async (): Promise<readonly BusMessage[]> => actionsOf(nats, site);

  beforeAll(async () => {
    [vcsim, nats] = await Promise.all([startEstate(4), startNatsServer()]);
    for (const [linked, base] of [[1, 0], [3, 2]] as const) {
      await link(vcsim, linked, base);
      await letGoOfBase(vcsim, base);
      await createSnapshot(vcsim, linked, "before-upgrade");
    }
    env = { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: await samplePolicies({ for: "1s", keepFiringFor: "1s" }) };
    daemon = await startTetherd({ env });
    await daemon.ready();
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([vcsim.stop(), nats.stop()]);
  });

  it("is asked to be promoted once its snapshot is removed, naming the disk and the cause", async () => {
    expect(await requests()).toHaveLength(0);
    await removeSnapshot(vcsim, 1, "before-upgrade");
    const [request, ...more] = await until("an action request", async () => {
      const all = await requests();
      return all.length > 0 ? all : undefined;
    });
    expect(more).toHaveLength(0);
    expect(request).toMatchObject({ subject: `tetherd.${site}.action.promote.requested`, event: { type: "io.tetherd.action.requested.v1" } });
    expect(request?.event.data).toMatchObject({
      verb: "promote", state: "requested", policy: "promote-after-snapshot-removal",
      target: { type: "VirtualMachine", name: vm(1) },
      params: { unlink: false, disks: [205] },
      cause: { user: "vcsim", via: "vcenter" },
    });
    const facts = await factsOf(nats, site, "vm.snapshot-removed");
    expect(facts).toHaveLength(1);
    expect(facts[0]?.event.data).toMatchObject({ kind: "vm.snapshot-removed", cause: { user: "vcsim" } });
  });

  it("is asked to be promoted also when tetherd was stopped during the removal", async () => {
    expect((await daemon.stop()).code).toBe(0);
    await removeSnapshot(vcsim, 3, "before-upgrade");
    daemon = await startTetherd({ env });
    const all = await until("the second request", async () => {
      const found = await requests();
      return found.length > 1 ? found : undefined;
    });
    expect(all).toHaveLength(2);
    expect(all[1]?.event.data).toMatchObject({ target: { name: vm(3) }, params: { unlink: false, disks: [205] }, cause: { user: "vcsim", via: "vcenter" } });
    expect(await factsOf(nats, site, "vm.snapshot-removed")).toHaveLength(2);
  });
});
