// Listens on JetStream as a chat bridge would, and tells each alert and action once. It shares no code with the daemon.
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const waitMs = 60_000;

/**
 * @typedef {{ subject: string, type: string, data: any }} Heard
 * @typedef {Awaited<ReturnType<typeof followBus>>} BusFollower
 * @param {{ url: string }} nats
 * @param {string} site
 * @param {import("./narrator.mjs").Narrator} tell
 */
export async function followBus(nats, site, tell) {
  const connection = await connect({ servers: nats.url, name: "demo" });
  const manager = await jetstreamManager(connection);
  /** @type {Heard[]} */
  const heard = [];
  /** @type {Set<() => void>} */
  const waiting = new Set();
  for (const subject of [`tetherd.${site}.alert.>`, `tetherd.${site}.action.>`]) {
    const consumer = await jetstream(connection).consumers.get(await manager.streams.find(subject), { filter_subjects: [subject] });
    void follow(await consumer.consume());
  }

  /** @param {AsyncIterable<import("@nats-io/jetstream").JsMsg>} messages */
  async function follow(messages) {
    for await (const message of messages) {
      const event = /** @type {{ type: string, data: any }} */ (message.json());
      heard.push({ subject: message.subject, type: event.type, data: event.data });
      tell.message(message.subject, wordsOf(event));
      for (const look of waiting) look();
    }
  }
  return {
    /** The first message that fits, past or to come. @param {string} what @param {(message: Heard) => boolean} fits @returns {Promise<Heard>} */
    hear(what, fits) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${what} was not published within ${waitMs / 1_000} s`));
        }, waitMs);
        const look = () => {
          const found = heard.find(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    stop: () => connection.close(),
  };
}

/** @param {{ type: string, data: any }} event */
function wordsOf({ type, data }) {
  if (type.startsWith("io.tetherd.alert.")) return `${data.status.toUpperCase()} [${data.severity}] ${data.annotations.summary}`;
  return `${data.verb} ${data.state} for ${data.target.name}, disks ${JSON.stringify(data.params.disks)}: ${data.reasons.join("; ")}`;
}
