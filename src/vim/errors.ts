/**
 * Every failure the vim room raises, each with what failed, what was wanted and what to do about it.
 * It never carries a password, a cookie or a SOAP body.
 */
import { TetherdError, type TetherdErrorOptions } from "../shared/errors.js";
import type { XmlNode } from "./xml/xml-node.js";

export const vimErrorCodes = [
  "VIM_ABORTED", "VIM_ANSWER_MALFORMED", "VIM_ANSWER_TOO_LARGE", "VIM_CA_FILE", "VIM_CERTIFICATE_UNTRUSTED", "VIM_COLLECTOR_LOST", "VIM_CONNECTION_LOST",
  "VIM_CONNECTION_REFUSED", "VIM_FAULT", "VIM_HOST_UNKNOWN", "VIM_HTTP_STATUS", "VIM_INVALID_LOGIN", "VIM_NO_PERMISSION", "VIM_NOT_TLS", "VIM_NOT_VCENTER",
  "VIM_PASSWORD", "VIM_SESSION_LOST", "VIM_THUMBPRINT_FORMAT", "VIM_THUMBPRINT_MISMATCH", "VIM_TIMEOUT", "VIM_TOO_MANY_COLLECTORS", "VIM_WAIT_PENDING",
] as const;
export type VimErrorCode = (typeof vimErrorCodes)[number];

export interface VimErrorOptions extends TetherdErrorOptions {
  /** Wait at least this long before trying again, ms. */
  readonly retryAfterMs?: number;
}

/** An expected failure of speaking to vCenter. */
export class VimError extends TetherdError {
  override readonly name: string = "VimError";
  declare readonly code: VimErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: VimErrorCode, message: string, options: VimErrorOptions = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A fault that vCenter answered, by its own type name (vim-facts 1.7), e.g. "InvalidCollectorVersion". */
export class VimFault extends VimError {
  override readonly name = "VimFault";
  readonly fault: string;
  /** ManagedObjectNotFound: the object that is gone. */
  readonly missing: string | undefined;
  /** The fault's own fields, and vCenter's text. */
  readonly detail: XmlNode | undefined;
  readonly said: string;

  constructor(code: VimErrorCode, message: string, { fault, missing, detail, said }: Pick<VimFault, "detail" | "fault" | "missing" | "said">, options: VimErrorOptions = {}) {
    super(code, message, options);
    this.fault = fault;
    this.missing = missing;
    this.detail = detail;
    this.said = said;
  }
}
