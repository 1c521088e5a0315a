/**
 * What people are told: the one model that every receiver's message is made from, so that all of them say the same. Every text in it is clean
 * (`clean-text.ts`); nothing here knows how a receiver writes.
 */
import type { Severity } from "../policies/decision.js";

/** A text with the word in front of it, e.g. "Cluster" and "prod-a". */
export interface Labelled {
  readonly label: string;
  readonly text: string;
}

export interface Link {
  readonly text: string;
  /** http or https. */
  readonly url: string;
}

/** An action that waits for somebody to approve or refuse it. */
export interface ProposedAction {
  readonly action: string;
  /** What an approval must name: that of anything else counts for nothing. */
  readonly approvalHash: string;
  /** E.g. "promote of web-1". */
  readonly what: string;
}

/** What one alert says. */
export interface AlertNews {
  /** Same in firing and resolved. */
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly severity: Severity;
  /** What the receiver was told before, where it was. */
  readonly told?: Severity;
  /** What: one line. */
  readonly summary: string;
  /** Where: the object, what it stands in, the vCenter; names, with ids beside them. */
  readonly where: readonly Labelled[];
  /** RFC 3339: since when, and until when if it is over. */
  readonly startsAt: string;
  readonly endsAt?: string;
  /** RFC 3339, while firing: without news it may be taken for over after this. */
  readonly validUntil?: string;
  /** Why: sentences. */
  readonly why: readonly string[];
  /** The values behind it, as the condition saw them. */
  readonly figures: readonly Labelled[];
  /** The clone group it is about, as lines of a picture, where the alert carries one. */
  readonly tree?: readonly string[];
  /** How old the data was when it was told, e.g. "2 s". */
  readonly dataAge: string;
  /** What tetherd will do, or what it waits for: sentences. */
  readonly next: readonly string[];
  /** What to type next. */
  readonly commands: readonly string[];
  readonly proposal?: ProposedAction;
  /** An action that waited does not wait any more, and that is new: `next` begins with who decided. */
  readonly decided?: true;
  readonly links: readonly Link[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Why somebody is told. `proposed`: an action of it waits for approval; `decided`: it waits no more. */
export const newsKinds = ["fired", "raised", "lowered", "grown", "proposed", "decided", "repeated", "resolved", "test"] as const;
export type NewsKind = (typeof newsKinds)[number];

export interface Notification {
  /** The same when the same is told again because the answer was lost, another for all else. Letters, digits, "-", "_" and dots. */
  readonly id: string;
  /** One thread of messages: an alert's fingerprint, or the hash of a group. At most 64 letters, digits, "-" and "_". */
  readonly key: string;
  readonly kind: NewsKind;
  /** Firing while any of its alerts does. */
  readonly status: "firing" | "resolved";
  /** The worst of what fires; where nothing does, the worst there was. */
  readonly severity: Severity;
  /** One line: of a single alert its summary, of several their number and what they have in common. */
  readonly title: string;
  readonly firing: number;
  readonly resolved: number;
  /** RFC 3339: when what is told happened. */
  readonly happenedAt: string;
  /** How long ago that was, where it could not be told in time, e.g. "23h". */
  readonly late?: string;
  /** All of them: those that fire first, worse ones before others. Texts show the first and count the rest; from the hundredth on `where`, `why`, `figures` and `tree` are left out. */
  readonly alerts: readonly [AlertNews, ...AlertNews[]];
}
