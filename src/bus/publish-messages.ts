/**
 * Publishes the messages of a turn and waits for every PubAck: a window's worth in flight, those of one lane one after another, each repeated with the same id.
 * Where the server may no longer remember an id, it looks into the stream before it repeats, so nothing is stored twice after however long an outage.
 */
import type { JournalMessage } from "./journal-record.js";
import { inWindow } from "./in-window.js";
import type { PatientCalls } from "./patient-calls.js";
import { publishedIds } from "./published-ids.js";
import { streamOfSubject, type Topology } from "./topology.js";

export interface Publishing {
  readonly messages: readonly JournalMessage[];
  /** Ids that are known to be stored. */
  readonly stored: ReadonlySet<string>;
  /** The server's time before which none of the messages was published. */
  readonly notBefore: () => Promise<Date>;
  /** Told after each PubAck. */
  readonly afterMessage: () => void;
}

export async function publishMessages(calls: PatientCalls, topology: Topology, { messages, stored, notBefore, afterMessage }: Publishing, signal: AbortSignal): Promise<void> {
  const open = messages.filter(({ msgID }) => !stored.has(msgID));
  const lookAgainMs = topology.duplicateWindowMs / 2;
  let look: { readonly at: number; readonly found: Promise<ReadonlySet<string>> } | undefined;
  /** One look for all messages that wait at that time. */
  const findPublished = async (): Promise<{ readonly at: number; readonly found: Promise<ReadonlySet<string>> }> => {
    const since = await notBefore();
    if (look === undefined || Date.now() - look.at >= lookAgainMs / 2) look = { at: Date.now(), found: publishedIds(calls, topology, open, since, signal) };
    return look;
  };
  const publish = async (message: JournalMessage): Promise<void> => {
    const stream = streamOfSubject(topology, message.subject);
    let certainAt = Date.now();
    const settled = async (): Promise<boolean | undefined> => {
      if (Date.now() - certainAt < lookAgainMs) return undefined;
      const { at, found } = await findPublished();
      certainAt = at;
      return (await found).has(message.msgID) ? true : undefined;
    };
    await calls.call(stream, async ({ js }) => {
      await js.publish(message.subject, message.body, { msgID: message.msgID, expect: { streamName: stream } });
      return true;
    }, signal, { settled });
    afterMessage();
  };
  await inWindow(lanesOf(open), async (lane) => {
    for (const message of lane) await publish(message);
  });
}

function lanesOf(messages: readonly JournalMessage[]): readonly (readonly JournalMessage[])[] {
  const lanes = new Map<string, JournalMessage[]>();
  for (const message of messages) {
    const lane = lanes.get(message.lane);
    if (lane === undefined) lanes.set(message.lane, [message]);
    else lane.push(message);
  }
  return [...lanes.values()];
}
