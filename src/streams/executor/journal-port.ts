/**
 * What the executor needs from JetStream, in its own words: a bucket that is kept in sight and written by compare-and-set, and messages that are said once.
 * `bus` fits this by shape.
 */
import type { ActionStateMessage } from "../../actions/action-state.js";
import type { Alert } from "../../alerts/alert.js";

export interface JournalEntry {
  /** Plain JSON, as it was written. */
  readonly value: unknown;
  readonly revision: number;
}

export type ExecutorMessage =
  | { readonly kind: "action-state"; readonly vcenter: string; readonly action: ActionStateMessage }
  | { readonly kind: "alert"; readonly vcenter: string; readonly alert: Alert };

export interface ActionJournal {
  /** Everything in the bucket as it is known now. Own writes are in it when `put` resolves; others' follow by themselves. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Called after an entry has changed, whoever changed it. Returns the way out. */
  onChange(listener: (key: string) => void): () => void;
  /**
   * Compare-and-set; revision 0 creates, a value of undefined removes. Resolves to false when somebody else wrote first: `entries` has what they wrote by then.
   * Waits for NATS as long as the signal allows.
   */
  put(key: string, value: unknown, revision: number, signal: AbortSignal): Promise<boolean>;
  /** Resolves when it is stored. `again`: it may have been stored before, however long ago. The same message is never stored twice. */
  publish(message: ExecutorMessage, again: { readonly since: number } | undefined, signal: AbortSignal): Promise<void>;
}
