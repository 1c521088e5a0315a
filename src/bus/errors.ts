/**
 * The errors of this room, each with a code and a cure. Which answer of a server means which error is decided in `explain-error.ts`.
 */
import { TetherdError, type TetherdErrorOptions } from "../shared/errors.js";

export const busCodes = [
  "BUS_UNREACHABLE", "BUS_AUTH_REFUSED", "BUS_CREDENTIALS_UNREADABLE", "BUS_TLS_REFUSED", "BUS_SERVER_TOO_OLD", "BUS_JETSTREAM_OFF", "BUS_PERMISSION_MISSING",
  "BUS_STORAGE_TOO_SMALL", "BUS_REPLICAS_REFUSED", "BUS_STREAM_MISMATCH", "BUS_STREAM_FULL", "BUS_STREAM_MISSING", "BUS_MESSAGE_TOO_LARGE", "BUS_REFUSED",
  "BUS_SITE_INVALID", "BUS_CLOSED", "BUS_SUBJECT_UNUSABLE", "BUS_SUBJECT_IN_USE", "BUS_CONSUMER_UNCLEAR", "COMMAND_UNANSWERED", "LEDGER_TAKEN_OVER", "LEDGER_RECORD_UNREADABLE", "LEDGER_NOT_OPEN",
] as const;
export type BusCode = (typeof busCodes)[number];

export class BusError extends TetherdError {
  override readonly name: string = "BusError";
  declare readonly code: BusCode;

  constructor(code: BusCode, message: string, options: TetherdErrorOptions = {}) {
    super(code, message, options);
  }
}

/** Another process has written the journal of this vCenter: whoever writes last has claimed it. */
export function takenOver(vcenter: string, holder: string): BusError {
  return new BusError("LEDGER_TAKEN_OVER", `Cannot go on watching vCenter ${vcenter}: another tetherd (${holder}) has claimed it`, {
    hint: "Run one tetherd per vCenter and site; stop the other one, or this one",
  });
}
