/** The subject that a test message for a bridge goes to, from the subject that the bridge reads. It knows no stream. */
import { BusError } from "./errors.js";

/**
 * A bridge that reads "tetherd.check.alert.>" gets what tetherd would publish there, the heartbeat beside it; one that reads "bridge.>" gets the same below its
 * own; a plain subject gets everything. Throws BUS_SUBJECT_UNUSABLE for other wildcards.
 */
export function bridgeSubject(read: string, tail: string): string {
  if (!/^[^\s*>]+(?:\.>)?$/.test(read) || /^\.|\.\.|\.$/.test(read)) {
    throw new BusError("BUS_SUBJECT_UNUSABLE", `Cannot send test messages to "${read}" as it must be a subject, or end in ".>": it is neither`, { hint: "Give the subject that the bridge reads, e.g. tetherd.check.alert.>" });
  }
  if (read.endsWith(".alert.>")) return `${read.slice(0, -"alert.>".length)}${tail}`;
  return read.endsWith(".>") ? `${read.slice(0, -1)}${tail}` : read;
}

/** Whether the bridge's own subject takes it. */
export function isReadBy(read: string, subject: string): boolean {
  return read.endsWith(".>") ? subject.startsWith(read.slice(0, -1)) : subject === read;
}

/** The site whose messages lie under such a subject; undefined where it is not one of tetherd's. */
export function siteOfSubject(read: string): string | undefined {
  return /^tetherd\.([A-Za-z0-9_-]{1,32})\./.exec(read)?.[1];
}
