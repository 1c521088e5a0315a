/** Removes exactly one stored message, never a newer one of the same subject, and leaves no tombstone. Already gone is as good. */
import type { PatientCalls } from "./patient-calls.js";

export async function deleteRevision(calls: PatientCalls, stream: string, revision: number, signal: AbortSignal): Promise<void> {
  await calls.call(stream, async ({ jsm }) => {
    try {
      await jsm.streams.deleteMessage(stream, revision, false);
    } catch (error) {
      // The refusal has one code for all reasons: what counts is whether the message is gone.
      if ((await jsm.streams.getMessage(stream, { seq: revision })) !== null) throw error;
    }
  }, signal);
}
