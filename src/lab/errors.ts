/** Failures of the lab that a person can mend: an estate with mistakes, an address that is taken, an order at the control door that makes no sense. */
import { TetherdError, type TetherdErrorOptions } from "../shared/errors.js";

export type LabErrorCode = "LAB_ESTATE_UNREADABLE" | "LAB_ESTATE_INVALID" | "LAB_OPTION_INVALID" | "LAB_LISTEN_FAILED" | "LAB_ORDER_REFUSED" | "LAB_DOOR_UNREACHABLE";

export class LabError extends TetherdError {
  override readonly name = "LabError";

  constructor(code: LabErrorCode, message: string, options: TetherdErrorOptions = {}) {
    super(code, message, options);
  }
}
