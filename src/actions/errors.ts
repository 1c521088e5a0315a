/** Failures of the actions room: broken promises of its caller, which must end in a loud stop. */
import { TetherdError } from "../shared/errors.js";

export type ActionErrorCode = "ACTION_NOT_ASKED_FOR" | "ACTION_PARAMETERS_UNKNOWN";

export class ActionError extends TetherdError {
  override readonly name = "ActionError";

  constructor(code: ActionErrorCode, message: string) {
    super(code, message, { hint: "This is a defect of tetherd; please report it with the policy" });
  }
}
