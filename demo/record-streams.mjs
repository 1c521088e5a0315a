// Writes down all that tetherd has published, one message a line, in the order in which it was stored. It changes nothing on the bus.
import { writeFile } from "node:fs/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const families = ["FACTS", "ALERTS", "ACTIONS", "HEARTBEAT"];

/**
 * Each line is `{ "subject", "id", "event" }`; `id` is the `Nats-Msg-Id`, null for what has none.
 * @param {{ url: string }} nats
 * @param {string} site
 * @param {string} file
 * @returns {Promise<number>} how many messages
 */
export async function recordStreams(nats, site, file) {
  const connection = await connect({ servers: nats.url, name: "demo" });
  try {
    const read = [];
    for (const family of families) read.push(...(await stored(connection, `TETHERD_${site}_${family}`)));
    const lines = read.sort((a, b) => a.storedAt - b.storedAt).map(({ subject, id, event }) => JSON.stringify({ subject, id, event }));
    await writeFile(file, `${lines.join("\n")}\n`);
    return lines.length;
  } finally {
    await connection.close();
  }
}

/** @param {import("@nats-io/transport-node").NatsConnection} connection @param {string} stream */
async function stored(connection, stream) {
  /** @type {{ subject: string, id: string | null, event: unknown, storedAt: number }[]} */
  const found = [];
  const { state } = await (await jetstreamManager(connection)).streams.info(stream);
  if (state.messages === 0) return found;
  const consumer = await jetstream(connection).consumers.get(stream, {});
  for await (const message of await consumer.consume()) {
    found.push({ subject: message.subject, id: message.headers?.get("Nats-Msg-Id") ?? null, event: message.json(), storedAt: message.info.timestampNanos });
    if (message.info.pending === 0) break;
  }
  return found;
}
