// A watcher in a thread of its own that follows every VM of a server through one collector and says when a text has been announced. It keeps nothing.
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { followUntil } from "./full-answer.mjs";

/** @param {{ url: string, username: string, password: string, caFile: string }} server */
export async function followUpdates(server) {
  const worker = new Worker(new URL(import.meta.url), { workerData: server });
  await once(worker, "message");
  return {
    /** Resolves when an update set held `text`. @param {string} text */
    async seen(text) {
      worker.postMessage(text);
      await once(worker, "message");
    },
    stop: () => void worker.terminate(),
  };
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  /** @type {string | undefined} */
  let wanted;
  port.on("message", (text) => void (wanted = text));
  await followUntil(workerData, () => port.postMessage("ready"), (set) => {
    if (wanted !== undefined && set.includes(wanted)) port.postMessage("seen");
  });
}
