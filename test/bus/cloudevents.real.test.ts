/** The envelope checked by the specification's own package, on messages as a consumer reads them from a real JetStream. */
import { CloudEvent, HTTP, ValidationError } from "cloudevents";
import { expect, test } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { connectBus } from "../../src/bus/connect-bus.js";
import { withNats } from "../support/requires.js";
import { busSettings, forever, memoryLog, reader, streamReader } from "./nats.js";
import { action, alert, eventFactMessage, fact, resolved, storm } from "./samples.js";

withNats("the official CloudEvents package", () => {
  test("takes every kind of message as a valid CloudEvent 1.0, and finds nothing lost in it", async () => {
    const server = await startNatsServer();
    const bus = connectBus(busSettings(server.url), memoryLog());
    const connection = await reader(server.url);
    try {
      const ledger = bus.ledger();
      await ledger.open("vc", forever);
      await ledger.commit({ messages: [alert(), resolved(), storm(), action(), fact(), eventFactMessage()], puts: [] }, forever);
      const stored = await streamReader(connection)();
      expect(stored).toHaveLength(6);
      for (const { event: plain, msgID } of stored) {
        const event = new CloudEvent(plain as unknown as Partial<CloudEvent<unknown>>, true);
        expect(event.validate()).toBe(true);
        expect([event.id, event.specversion, event.source, event.time]).toEqual([msgID, "1.0", plain.source, plain.time]);
        const asRead = { ...plain, time: new Date(plain.time).toISOString() }; // the package keeps milliseconds
        expect(event.toJSON()).toEqual(asRead);
        // As an adapter would hand it on over HTTP, and back.
        const again = HTTP.toEvent(HTTP.structured(event)) as CloudEvent<unknown>;
        expect(again.toJSON()).toEqual(asRead);
      }
      const [first] = stored;
      expect(() => new CloudEvent({ ...(first?.event as unknown as Partial<CloudEvent<unknown>>), source: "" }, true)).toThrow(ValidationError);
    } finally {
      await connection.close();
      await bus.close();
      await server.stop();
    }
  });
});
