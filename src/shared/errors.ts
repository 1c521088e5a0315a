/**
 * The base of every error tetherd raises on purpose: a code that documents can name, and a cure that a person can follow.
 * It never carries secrets; whoever builds a message keeps them out.
 */
export interface TetherdErrorOptions {
  /** What to do about it, as one sentence for an operator. */
  readonly hint?: string;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** An expected failure. `code` is listed in docs/errors.md with cause and cure. */
export class TetherdError extends Error {
  override readonly name: string = "TetherdError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: TetherdErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
  }
}

/** One sentence with its cure, fit for a terminal or a log line. */
export function describeError(error: unknown): string {
  if (error instanceof TetherdError) return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
