import type { NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { ledgerContract } from "../contracts/ledger.js";
import { withNats, withOldestNats } from "../support/requires.js";
import { busSettings, memoryLog, readAlerts, reader, streamReader } from "./nats.js";

for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`the ledger on JetStream, ${version} server`, () => {
    let server: Awaited<ReturnType<typeof startNatsServer>>;
    let bus: Bus;
    let connection: NatsConnection;
    let readStreams: ReturnType<typeof streamReader>;
    beforeAll(async () => {
      server = await startNatsServer({ version });
      bus = connectBus(busSettings(server.url), memoryLog());
      connection = await reader(server.url);
      readStreams = streamReader(connection);
    });
    afterAll(async () => {
      await bus.close();
      await connection.close();
      await server.stop();
    });
    ledgerContract({
      ledger: (fault) => bus.ledger(fault === undefined ? {} : { fault }),
      stored: async (instanceUuid) => (await readStreams()).filter(({ event }) => event.source === `tetherd/${instanceUuid}`),
      alerts: (instanceUuid) => readAlerts(connection, instanceUuid),
      histories: 8,
    });
  });
}
