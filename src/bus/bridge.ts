/**
 * What a bridge is to `tetherd consumer-check`: somebody else's program that takes messages and answers each. It says nothing of how it is reached.
 */

/** One message on its way to a bridge. */
export interface BridgeMessage {
  /** What the subject ends in, e.g. "alert.warning.tetherd-test" or "heartbeat". */
  readonly tail: string;
  /** The `Nats-Msg-Id`; undefined for what the server shall not recognise. */
  readonly msgID: string | undefined;
  /** JSON. */
  readonly body: string;
}

/** `busy`: it asked for time and took the message later. `unasked`: nobody answers to such a message. */
export interface BridgeAnswer {
  readonly outcome: "accepted" | "busy" | "refused" | "unanswered" | "unasked";
  /** What it said, e.g. "acked", "nak'd", "204". */
  readonly words: string;
  /** From sending to the answer; of messages sent together, that of the last. */
  readonly ms: number;
}

export interface Bridge {
  /** One answer for each message that was sent, in their order; fewer where going on made no sense. */
  readonly send: (messages: readonly BridgeMessage[], signal: AbortSignal) => Promise<readonly BridgeAnswer[]>;
}

/** After so many without an answer nothing more is sent. */
export const patienceMessages = 3;
