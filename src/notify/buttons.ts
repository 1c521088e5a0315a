/**
 * How people answer what a receiver was told, by pressing a button there: what comes in over HTTP, and what it means. Reading judges where it comes from and who presses; it
 * decides about no action and sends no command.
 */

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A request as it came in. */
export interface Posted {
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Somebody pressed a button of ours, and may. */
export interface Press {
  readonly verb: "approve" | "refuse";
  readonly action: string;
  /** What an approval must name: that of what was shown. */
  readonly hash: string;
  /** For the record, e.g. "ann (Slack U0123ABCD)"; at most 200 characters. */
  readonly sender: string;
  /** Whom to tell what came of it, where the receiver understands it. */
  readonly reply: Readonly<Record<string, string>>;
}

export type ReadPress =
  /** It is not signed for this receiver: whoever else listens here may know it. */
  | { readonly kind: "unsigned"; readonly why: string }
  /** Signed, and about something else than this receiver's messages. */
  | { readonly kind: "foreign"; readonly why: string }
  /** Signed, and this person may not decide. */
  | { readonly kind: "not-allowed"; readonly press: Press }
  | { readonly kind: "press"; readonly press: Press };

export interface Buttons {
  /** `now` in ms since the epoch. Throws NotifyError when the secret cannot be read. */
  readonly read: (posted: Posted, now: number) => Promise<ReadPress>;
  /** Tells the presser, and nobody else, in one sentence. Throws NotifyError. */
  readonly tell: (press: Press, sentence: string, signal: AbortSignal) => Promise<void>;
}
