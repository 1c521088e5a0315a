/** vCenter and NATS come up after tetherd: it waits for both, tells which, and begins by itself. */
import { expect, it } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { startVcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { freePort, startTetherd } from "../support/tetherd.js";
import { until } from "../support/until.js";

requiring("nats-server", "vcsim", "govc")("tetherd started before its servers", () => {
  it("waits for them, says for which, and is ready once they are there", async () => {
    const [natsPort, vcenterPort] = [await freePort(), await freePort()];
    const daemon = await startTetherd({
      env: {
        TETHERD_VCENTER_URL: `https://127.0.0.1:${vcenterPort}`, TETHERD_VCENTER_USERNAME: "u", TETHERD_VCENTER_PASSWORD: "p", TETHERD_VCENTER_INSECURE: "true",
        TETHERD_NATS_SERVERS: `nats://127.0.0.1:${natsPort}`, TETHERD_POLICIES_DIR: "config/policies", TETHERD_POLICIES_TEST: "false", TETHERD_SITE: "late",
      },
    });
    await until("both being named", async () => {
      const { reasons } = (await daemon.readyz()).body;
      return reasons.some((one) => one.startsWith("vCenter") && one.includes("blind")) && reasons.some((one) => one.startsWith("NATS")) ? true : undefined;
    });
    const nats = await startNatsServer({ port: natsPort });
    const vcsim = await startVcsim({ port: vcenterPort, username: "u", password: "p", vms: 1 });
    try {
      await daemon.ready(60_000);
      expect(daemon.logs().some((line) => line["level"] === "warn" && /INSECURE/.test(String(line["msg"])))).toBe(true);
      expect(await daemon.metrics()).toMatch(/tetherd_ready 1/);
    } finally {
      expect((await daemon.stop()).code).toBe(0);
      await Promise.all([nats.stop(), vcsim.stop()]);
    }
  });
});
