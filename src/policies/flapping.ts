/**
 * Damping of an alert that comes and goes too often (docs/decisions/0015): after a number of messages within a window it is held firing until its
 * condition has kept still for a while. It counts messages and times; what is told is decided elsewhere.
 */
import type { Episode } from "./decision.js";
import { without } from "./without.js";

/** So many messages (fired, raised, lowered, resolved) within the window make an alert a flapping one: three rounds of coming and going. */
export const flapAfter = 6;
export const flapWindowMs = 600_000;
/** A flapping alert resolves, is lowered, or stops flapping once nothing has changed for so long. */
export const flapHoldMs = 300_000;

/** The episode after one more message that counts. Repetitions and silences do not count: they are not the condition's doing. */
export function counted(episode: Episode, now: number): Episode {
  const tellings = [...(episode.tellings ?? []).filter((at) => now - at < flapWindowMs), now].slice(-flapAfter);
  const begins = episode.flapping === undefined && tellings.length === flapAfter;
  return { ...episode, tellings, ...(begins ? { flapping: { since: now, unmovedSince: now } } : {}) };
}

/** The episode after its condition or its severity has moved. */
export function moved(episode: Episode, now: number): Episode {
  return episode.flapping === undefined ? episode : { ...episode, flapping: { ...episode.flapping, unmovedSince: now } };
}

/** A flapping episode that has kept still for long enough flaps no more. */
export function calmed(episode: Episode, now: number): Episode {
  return episode.flapping === undefined || now < episode.flapping.unmovedSince + flapHoldMs ? episode : without(episode, "flapping", "tellings", "seenSeverity");
}

/** When `calmed` would change it, ms since the epoch. */
export function calmAt(episode: Episode): number | undefined {
  return episode.flapping === undefined ? undefined : episode.flapping.unmovedSince + flapHoldMs;
}
