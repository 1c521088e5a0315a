/** Consumers that share no code with tetherd read what it says: nats-py from the stream and the bucket, and the `nats` command line. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { natsCli } from "../../scripts/servers/nats-cli.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { python } from "../../scripts/servers/python.mjs";
import type { CloudEvent } from "../../src/bus/cloud-event.js";
import { connectBus } from "../../src/bus/connect-bus.js";
import { requiring } from "../support/requires.js";
import { busSettings, forever, memoryLog } from "./nats.js";
import { alert, resolved } from "./samples.js";

const vcenter = "4c4c4544-0044-4a10-8053-b7c04f4d3732";
const program = fileURLToPath(new URL("read_alerts.py", import.meta.url));

async function withAlerts(read: (server: Awaited<ReturnType<typeof startNatsServer>>) => Promise<void>): Promise<void> {
  const server = await startNatsServer();
  const bus = connectBus(busSettings(server.url), memoryLog());
  try {
    const ledger = bus.ledger();
    await ledger.open(vcenter, forever);
    await ledger.commit({ messages: [alert(), alert({ fingerprint: "second", severity: "critical" }), resolved()], puts: [] }, forever);
    await read(server);
  } finally {
    await bus.close();
    await server.stop();
  }
}

requiring("nats-server", "python")("nats-py", () => {
  test("reads the stream as CloudEvents and the bucket as the last word per alert", { timeout: 120_000 }, async () => {
    await withAlerts(async (server) => {
      const seen = JSON.parse(await python(program, server.url, "test")) as { stream: { subject: string; id: string; event: CloudEvent }[]; bucket: Record<string, CloudEvent> };
      expect(seen.stream.map(({ subject, id, event }) => [subject, id, event.type]).sort()).toEqual([
        ["tetherd.test.alert.critical.clone-group-ha-span", `${vcenter}:second:1`, "io.tetherd.alert.firing.v1"],
        ["tetherd.test.alert.warning.clone-group-ha-span", `${vcenter}:0f3a5c7e9b1d2468:1`, "io.tetherd.alert.firing.v1"],
        ["tetherd.test.alert.warning.clone-group-ha-span", `${vcenter}:0f3a5c7e9b1d2468:2`, "io.tetherd.alert.resolved.v1"],
      ]);
      expect(Object.entries(seen.bucket).map(([key, { type }]) => [key, type]).sort()).toEqual([
        [`${vcenter}.0f3a5c7e9b1d2468`, "io.tetherd.alert.resolved.v1"], [`${vcenter}.second`, "io.tetherd.alert.firing.v1"],
      ]);
    });
  });
});

requiring("nats-server", "nats")("the nats command line", () => {
  test("shows the last word of an alert from the bucket", { timeout: 120_000 }, async () => {
    await withAlerts(async (server) => {
      const event = JSON.parse(await natsCli(server, "kv", "get", "tetherd_test_alerts", `${vcenter}.0f3a5c7e9b1d2468`, "--raw")) as CloudEvent;
      expect(event).toMatchObject({ type: "io.tetherd.alert.resolved.v1", sequence: "0000000002", source: `tetherd/${vcenter}` });
    });
  });
});
