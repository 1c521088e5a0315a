/** Failures of the alerts room: broken promises of its caller, which must end in a loud stop. */
import { TetherdError } from "../shared/errors.js";

export type AlertErrorCode = "ALERT_NOT_ACTIVE";

export class AlertError extends TetherdError {
  override readonly name = "AlertError";

  constructor(code: AlertErrorCode, message: string) {
    super(code, message, { hint: "This is a defect of tetherd; please report it with the policy" });
  }
}
