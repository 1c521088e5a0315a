/** Failures that end a line: going on would be wrong. Everything else is told, waited out and tried again. */
import { TetherdError } from "../shared/errors.js";

export type LineErrorCode = "VCENTER_CHANGED";

export class LineError extends TetherdError {
  override readonly name = "LineError";

  constructor(code: LineErrorCode, message: string, hint: string) {
    super(code, message, { hint });
  }
}

/** Codes of the rooms below that no waiting can mend. */
const fatalCodes: ReadonlySet<string> = new Set(["VCENTER_CHANGED", "LEDGER_TAKEN_OVER", "VIM_NOT_VCENTER"]);

/** True for an error that must end the daemon: another process took over, another vCenter answers, or a defect of ours. */
export function isFatal(error: unknown): boolean {
  if (error instanceof TetherdError) return fatalCodes.has(error.code);
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
