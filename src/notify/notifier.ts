/**
 * What a receiver is to the relay: something that takes notifications one after the other and remembers a little between them. Retrying, order and limits
 * are the relay's; a notifier tries once.
 */
import type { ValueSpec } from "../policies/skeleton/value-spec.js";
import type { Buttons, ListenAddress } from "./buttons.js";
import type { Resolve } from "./checked-lookup.js";
import type { Notification } from "./notification.js";
import type { SafeDoor } from "./safe-door.js";

/** What a notifier needs to find its earlier message of the same key again, e.g. Slack's `ts`. Small texts, no secrets: it lies in KV. */
export type Memory = Readonly<Record<string, string>>;

export interface Told {
  /** Why some of its instances could not be told, where others could: nothing is lost by it, and nobody is told again for it. */
  readonly unreached?: readonly unknown[];
  /** Kept by the relay under receiver and key, and handed in with the next notification of that key. */
  readonly memory?: Memory;
}

export interface Notifier {
  /**
   * Tells once; done when the receiver has accepted it. The same notification told twice does no harm beyond a second message.
   * Throws NotifyError: `retryable`, and `retryAfterMs` when the receiver said so.
   */
  readonly notify: (notification: Notification, memory: Memory | undefined, signal: AbortSignal) => Promise<Told>;
}

/** A secret that is read anew at each use. Its text never goes into a message. */
export interface SecretFile {
  /** For messages: the file's path. */
  readonly origin: string;
  readonly read: () => Promise<string>;
}

/** What the process lends to notifiers. */
export interface NotifierGround {
  readonly door: SafeDoor;
  /** `setting` names the key that asks for it, for messages. */
  readonly secret: (path: string, setting: string) => SecretFile;
  /** For what is no HTTP. */
  readonly resolve: Resolve;
  /** Ms since the epoch. */
  readonly now: () => number;
}

/** Of a receiver whose messages have buttons. */
export interface ButtonsSetUp {
  readonly listen: ListenAddress;
  readonly create: (ground: NotifierGround) => Buttons;
}

/** A kind of receiver: one of the catalogue. */
export interface NotifierSpec<Config> {
  /** The key in the routing file, e.g. "slack". */
  readonly name: string;
  readonly summary: string;
  readonly config: ValueSpec<Config>;
  /**
   * `repeats`: it forgets what it is not told again (Alertmanager), so repetitions go to it and what fires is told again every so often.
   * `perMinute`: it takes no more notifications than so many a minute; `atOnce`: of these so many one right after the other, a tenth without it.
   */
  readonly pace: { readonly repeatMs?: number; readonly perMinute: number; readonly atOnce?: number };
  readonly create: (config: Config, ground: NotifierGround) => Notifier;
  /** Where people may answer by pressing; undefined where nothing is to listen. */
  readonly buttons?: (config: Config) => ButtonsSetUp | undefined;
}
