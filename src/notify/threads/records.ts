/**
 * What the relay keeps of alerts and of the threads in which they are told: plain JSON, one record for each alert and one for each thread of a receiver. Positions
 * (`stamp`) count what the relay has heard: what a thread was told is a position, so that telling ten thousand alerts is one write.
 */
import type { Alert } from "../../alerts/alert.js";
import type { Severity } from "../../policies/decision.js";
import type { Memory } from "../notifier.js";
import type { Proposal } from "./proposal.js";

/** One thread of messages at one receiver. */
export interface ThreadRef {
  /** Its name in the routing file. */
  readonly receiver: string;
  /** An alert's fingerprint or the hash of a group: at most 64 letters, digits, "-" and "_". */
  readonly key: string;
}

/** An alert's place in a thread. */
export interface Station extends ThreadRef {
  /** What the group has in common; absent for an alert that is told on its own. */
  readonly common?: Readonly<Record<string, string>>;
  /** Position from which on it belongs there. */
  readonly since: number;
  /** False: no route leads there any more, or the alert is held back; only its end is still told, for its beginning was. */
  readonly routed: boolean;
}

/** What was so until the next state. */
export interface PastState {
  readonly stamp: number;
  readonly status: Alert["status"];
  readonly severity: Severity;
  readonly transition: number;
  /** It was silenced or part of a storm then, and told to nobody by itself. */
  readonly held?: true;
  /** Of its action then (`markOf`). */
  readonly proposal?: string;
}

export interface HeardAlert {
  readonly kind: "alert";
  /** As last heard. */
  readonly alert: Alert;
  /** Where that lay in the stream of alerts; null: it was read from the public bucket. */
  readonly at: { readonly stream: string; readonly sequence: number } | null;
  /** Position of this state. */
  readonly stamp: number;
  /** The action it asked for, where people are or were asked about that. */
  readonly proposal?: Proposal;
  readonly stations: readonly Station[];
  /** Earlier states that one of its threads may still have been told last; oldest first. */
  readonly earlier: readonly PastState[];
}

export interface ThreadRecord extends ThreadRef {
  readonly kind: "thread";
  /** Of all up to this position the receiver has accepted what was to be told; 0: nothing yet. */
  readonly told: number;
  /** Ms since the epoch: when it last accepted something. */
  readonly toldAt?: number;
  /** How often it has. */
  readonly tellings: number;
  /** Of the notifier. */
  readonly memory?: Memory;
  /** What is up to this position was to be told, and may have been: an attempt was made, or had to wait for the receiver. */
  readonly due?: {
    readonly stamp: number;
    /** Ms since the epoch. */
    readonly since: number;
    /** Of the last attempt, for people; times in ms since the epoch. */
    readonly failure?: { readonly at: number; readonly code: string; readonly words: string; readonly retryAt: number };
  };
  /** The last telling was refused and put aside. */
  readonly refused?: { readonly at: number; readonly code: string; readonly words: string };
}

export function newThread({ receiver, key }: ThreadRef): ThreadRecord {
  return { kind: "thread", receiver, key, told: 0, tellings: 0 };
}
