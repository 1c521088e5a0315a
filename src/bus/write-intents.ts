/**
 * Writes down the intents of the actions that a turn asks for, each once: whoever finds it there already leaves it as it is. It works on the encoded messages, so
 * that a turn finished after a crash writes the same.
 */
import { intentOf } from "../actions/intent.js";
import type { ActionRequest } from "../actions/request.js";
import { inWindow } from "./in-window.js";
import { intentKey } from "./intent-key.js";
import type { JournalMessage } from "./journal-record.js";
import { LostRace, type PatientCalls } from "./patient-calls.js";
import type { Bucket } from "./topology.js";

export async function writeIntents(calls: PatientCalls, bucket: Bucket, vcenter: string, messages: readonly JournalMessage[], signal: AbortSignal): Promise<void> {
  const asked = messages.filter(({ subject }) => /\.action\.[^.]+\.(requested|proposed)$/.test(subject));
  await inWindow(asked, async ({ body }) => {
    const { data } = JSON.parse(body) as { readonly data: ActionRequest };
    try {
      await calls.call(bucket.stream.name, ({ js }) => js.publish(bucket.prefix + intentKey(vcenter, data.id), JSON.stringify(intentOf(vcenter, data)), { expect: { lastSubjectSequence: 0 } }), signal);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error; // there already
    }
  });
}
