/** What became of telling a receiver, for logs and metrics. */
import type { Notification } from "../../notify/notification.js";

export type LaneReport =
  | { readonly kind: "told"; readonly receiver: string; readonly notification: Notification; readonly tookMs: number; readonly unreached: readonly unknown[] }
  /** It is tried again. */
  | { readonly kind: "failed"; readonly receiver: string; readonly key: string; readonly error: unknown; readonly retryInMs: number }
  /** Trying again would not help; it was put aside. */
  | { readonly kind: "refused"; readonly receiver: string; readonly key: string; readonly error: unknown };
