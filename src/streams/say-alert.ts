/** Puts an alert's message into the turn, with the age of the data it stands on. It decides nothing and saves nothing. */
import { alertOf, type AlertInput } from "../alerts/alert-of.js";
import type { Episode } from "../policies/decision.js";
import { without } from "../policies/without.js";
import type { Pass } from "./pass.js";

export function sayAlert({ state, outcome, now }: Pass, input: Omit<AlertInput, "dataAgeSeconds" | "now" | "repeatMs">): void {
  // What is unknown now was last confirmed when it was last known.
  const confirmedAt = Math.min(state.lastDataAt, input.episode.unknownSince ?? Infinity);
  outcome.say({ kind: "alert", alert: alertOf({
    ...input, dataAgeSeconds: Math.round((now - confirmedAt) / 1_000), repeatMs: state.judgedWith?.byName.get(input.episode.policy)?.alert?.repeatMs, now,
  }) });
}

/** The episode with the silences that hold it at this moment, by the labels it was told with. */
export function silencedNow({ silences, now }: Pass, episode: Episode): Episode {
  if (silences === undefined) return episode;
  const silencedBy = episode.published === undefined ? undefined : silences.of(episode.published.labels, now);
  return silencedBy === undefined ? without(episode, "silencedBy") : { ...episode, silencedBy };
}
