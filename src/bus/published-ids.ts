/**
 * Which of some messages are stored already, found by reading the streams themselves (headers only) from a moment on.
 * It answers where the server's memory of message ids is too short; it stores nothing and keeps only the ids asked for.
 */
import type { JournalMessage } from "./journal-record.js";
import type { PatientCalls } from "./patient-calls.js";
import { readStream } from "./read-stream.js";
import { streamOfSubject, type Topology } from "./topology.js";

/** Clocks of the servers of one cluster may differ by so much. */
const clockMarginMs = 60_000;

export async function publishedIds(
  calls: PatientCalls, topology: Topology, messages: readonly Pick<JournalMessage, "subject" | "msgID">[], since: Date, signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { subject, msgID } of messages) {
    const stream = streamOfSubject(topology, subject);
    const ids = wanted.get(stream);
    if (ids === undefined) wanted.set(stream, new Set([msgID]));
    else ids.add(msgID);
  }
  const found = new Set<string>();
  for (const [stream, ids] of wanted) {
    await calls.call(stream, (session) => readStream(session, { stream, from: new Date(since.getTime() - clockMarginMs), headersOnly: true }, (message) => {
      const id = message.headers?.get("Nats-Msg-Id") ?? "";
      if (ids.delete(id)) found.add(id);
      return ids.size > 0;
    }), signal);
  }
  return found;
}
