import { describe } from "vitest";
import { ledgerContract } from "../contracts/ledger.js";
import { MemoryBroker, MemoryLedger } from "../support/memory-ledger.js";

describe("the ledger in memory", () => {
  const broker = new MemoryBroker();
  ledgerContract({
    ledger: (fault) => new MemoryLedger(broker, "test", fault),
    stored: (instanceUuid) => Promise.resolve(broker.stored.filter(({ event }) => event.source === `tetherd/${instanceUuid}`)),
    alerts: (instanceUuid) => Promise.resolve(new Map([...broker.alerts].filter(([key]) => key.startsWith(`${instanceUuid}.`)).map(([key, event]) => [key.slice(instanceUuid.length + 1), event]))),
    histories: 100,
  });
});
