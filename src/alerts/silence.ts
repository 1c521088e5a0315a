/**
 * Silences: people ask not to be told of some alerts for a while. A silenced alert is published all the same and says which silences hold it;
 * nothing is lost, and whoever tells people leaves it out.
 */
import { matches, type Matcher } from "./matcher.js";

/** As it lies in the bucket: plain JSON. */
export interface Silence {
  readonly id: string;
  /** All of them must match. */
  readonly matchers: readonly Matcher[];
  readonly author: string;
  readonly comment: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface SilenceSet {
  /** Sorted by id. */
  readonly silences: readonly Silence[];
  /** Ids of those that hold an alert with these labels at this moment, sorted; undefined: none. */
  of(labels: Readonly<Record<string, string>>, now: number): readonly string[] | undefined;
  /** When one begins or ends next after this moment, ms since the epoch. */
  nextChange(now: number): number | undefined;
}

export type SilenceState = "pending" | "active" | "expired";

export function silenceState(silence: Silence, now: number): SilenceState {
  if (now >= Date.parse(silence.endsAt)) return "expired";
  return now < Date.parse(silence.startsAt) ? "pending" : "active";
}

/** Compiled once; a changed list makes a new set. */
export function silenceSet(list: Iterable<Silence>): SilenceSet {
  const silences = [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  const compiled = silences.map((silence) => ({ id: silence.id, from: Date.parse(silence.startsAt), to: Date.parse(silence.endsAt), tests: silence.matchers.map(matches) }));
  return {
    silences,
    of: (labels, now) => {
      const holding = compiled.filter(({ from, to, tests }) => now >= from && now < to && tests.every((test) => test(labels))).map(({ id }) => id);
      return holding.length === 0 ? undefined : holding;
    },
    nextChange: (now) => {
      const ahead = compiled.flatMap(({ from, to }) => [from, to]).filter((at) => at > now);
      return ahead.length === 0 ? undefined : Math.min(...ahead);
    },
  };
}
