/** Failures of settings and policy directories. Each is one sentence with place and cure; secrets never appear in them. */
import { TetherdError, type TetherdErrorOptions } from "../shared/errors.js";

export type SettingsErrorCode = "SETTINGS_FILE_UNREADABLE" | "SETTINGS_INVALID" | "SETTINGS_SECRET_UNREADABLE" | "POLICIES_UNREADABLE";

export class SettingsError extends TetherdError {
  override readonly name = "SettingsError";

  constructor(code: SettingsErrorCode, message: string, options: TetherdErrorOptions = {}) {
    super(code, message, options);
  }
}
