/** A bridge on plain NATS: each message is a request, and its reply is the answer. It sends one after the other and repeats nothing. */
import { errors, type NatsConnection } from "@nats-io/transport-node";
import { patienceMessages, type Bridge, type BridgeAnswer } from "./bridge.js";
import { bridgeSubject, isReadBy } from "./bridge-subject.js";

export function requestBridge(connection: NatsConnection, read: string, timeoutMs: number): Bridge {
  return {
    send: async (messages, signal) => {
      const answers: BridgeAnswer[] = [];
      for (const { tail, body } of messages) {
        if (signal.aborted || answers.filter(({ outcome }) => outcome === "unanswered").length >= patienceMessages) break;
        const subject = bridgeSubject(read, tail);
        if (isReadBy(read, subject)) answers.push(await ask(connection, subject, body, timeoutMs));
        else {
          connection.publish(subject, body);
          answers.push({ outcome: "unasked", words: "sent", ms: 0 });
        }
      }
      return answers;
    },
  };
}

async function ask(connection: NatsConnection, subject: string, body: string, timeoutMs: number): Promise<BridgeAnswer> {
  const began = performance.now();
  const since = (): number => Math.round(performance.now() - began);
  try {
    return { ...meaningOf((await connection.request(subject, body, { timeout: timeoutMs })).string()), ms: since() };
  } catch (error) {
    if (error instanceof errors.RequestError && error.isNoResponders()) return { outcome: "unanswered", words: "nobody listens", ms: since() };
    if (error instanceof errors.TimeoutError) return { outcome: "unanswered", words: "no answer", ms: since() };
    throw error;
  }
}

/** "+ACK", an empty reply and whatever is no refusal accept; "-NAK", "-ERR", "+TERM" and `{"ok":false}` refuse. */
function meaningOf(reply: string): Pick<BridgeAnswer, "outcome" | "words"> {
  const words = reply.replace(/[^\x20-\x7E]+/g, " ").trim().slice(0, 40);
  if (/^(?:-NAK|-ERR|\+TERM)|^\s*\{[^]*"ok"\s*:\s*false/.test(reply)) return { outcome: "refused", words };
  return { outcome: "accepted", words: words === "" || words === "+ACK" ? "acked" : "replied" };
}
