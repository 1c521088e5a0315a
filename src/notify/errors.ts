/**
 * Failures of telling somebody, each with a code, whether trying again may help, and how long to wait. They name the receiver's host
 * and never its path, headers, secrets or what was said.
 */
import { TetherdError, type TetherdErrorOptions } from "../shared/errors.js";

export type NotifyErrorCode =
  | "NOTIFY_ABORTED" | "NOTIFY_ADDRESS_REFUSED" | "NOTIFY_ANSWER_UNEXPECTED" | "NOTIFY_BUSY" | "NOTIFY_HOST_UNKNOWN" | "NOTIFY_NOT_ACCEPTED" | "NOTIFY_REDIRECTED"
  | "NOTIFY_SECRET_UNUSABLE" | "NOTIFY_SERVER_FAILED" | "NOTIFY_TIMEOUT" | "NOTIFY_TLS_REFUSED" | "NOTIFY_UNREACHABLE";

export interface NotifyErrorOptions extends TetherdErrorOptions {
  /** The receiver asks to wait at least this long, ms. */
  readonly retryAfterMs?: number | undefined;
  /** What the receiver answered, where it did. */
  readonly status?: number | undefined;
}

export class NotifyError extends TetherdError {
  override readonly name = "NotifyError";
  declare readonly code: NotifyErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: NotifyErrorCode, message: string, options: NotifyErrorOptions = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
  }
}
