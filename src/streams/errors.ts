/** Failures that end a line: going on would be wrong. Everything else is told, waited out and tried again. */
import { describeError, TetherdError, type TetherdErrorOptions } from "../shared/errors.js";

export type LineErrorCode = "VCENTER_CHANGED" | "LEDGER_COMMIT_FAILED";

export class LineError extends TetherdError {
  override readonly name = "LineError";

  declare readonly code: LineErrorCode;

  constructor(code: LineErrorCode, message: string, options: TetherdErrorOptions = {}) {
    super(code, message, options);
  }
}

/** Codes of the rooms below that no waiting can mend. */
const fatalCodes: ReadonlySet<string> = new Set(["VCENTER_CHANGED", "LEDGER_TAKEN_OVER", "LEDGER_COMMIT_FAILED", "VIM_NOT_VCENTER"]);

/** True for an error that must end the daemon: another process took over, another vCenter answers, or a defect of ours. */
export function isFatal(error: unknown): boolean {
  if (error instanceof TetherdError) return fatalCodes.has(error.code);
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

/** What a turn that could not be made durable means: memory has moved on, so only a restart from what is durable may say it again. */
export function commitFailed(error: unknown): unknown {
  if (isFatal(error)) return error;
  return new LineError("LEDGER_COMMIT_FAILED", `Cannot go on as the last turn could not be made durable: ${describeError(error)}`, {
    hint: "Restart tetherd once the cause is mended; it then finds the same changes again and says them", cause: error,
  });
}
