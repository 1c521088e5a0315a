/** Failures of reading from a running daemon. A command then reads from vCenter, unless it was told which daemon to ask. */
import { TetherdError, type TetherdErrorOptions } from "../../shared/errors.js";

export type DoorErrorCode = "DOOR_UNREACHABLE" | "DOOR_CLOSED" | "DOOR_OTHER_DAEMON";

export class DoorError extends TetherdError {
  override readonly name = "DoorError";

  declare readonly code: DoorErrorCode;

  constructor(code: DoorErrorCode, message: string, options: TetherdErrorOptions = {}) {
    super(code, message, options);
  }
}
