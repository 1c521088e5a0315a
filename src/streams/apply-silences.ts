/**
 * When silences were added, ended by hand, or began or ended by time: every firing alert whose state that changes says so, as a message of its own.
 * A silenced alert goes on being published; nothing is held back.
 */
import type { StormMembers } from "../alerts/alert.js";
import type { Episode } from "../policies/decision.js";
import type { Pass } from "./pass.js";
import { sayAlert, silencedNow } from "./say-alert.js";
import { membersOf } from "./tell-storm.js";

/** Alerts told in this turn already know; so this comes last. */
export function applySilences(pass: Pass): void {
  const { state, silences, outcome, now } = pass;
  if (silences === undefined || (state.silencedWith === silences && (state.silenceChangesAt === undefined || now < state.silenceChangesAt))) return;
  state.silencedWith = silences;
  state.silenceChangesAt = silences.nextChange(now);
  for (const [key, before] of state.episodes) {
    const after = retold(pass, before);
    if (after === undefined) continue;
    state.episodes.set(key, after);
    outcome.save({ kind: "episode", id: after.fingerprint }, after);
  }
  for (const [key, storm] of state.storms) {
    const episode = retold(pass, storm.episode, membersOf(state, storm.episode.fingerprint));
    if (episode === undefined) continue;
    state.storms.set(key, { ...storm, episode });
    outcome.save({ kind: "storm", id: episode.fingerprint }, { ...storm, episode });
  }
}

/** The episode after it has said that silences hold it, or no longer do; undefined when there is nothing to say. */
function retold(pass: Pass, before: Episode, members?: StormMembers): Episode | undefined {
  const said = before.published;
  if (said === undefined) return undefined;
  const after = silencedNow(pass, before);
  if (after.silencedBy?.join() === before.silencedBy?.join()) return undefined;
  const episode: Episode = { ...after, transition: before.transition + 1 };
  sayAlert(pass, { kind: episode.silencedBy === undefined ? "unsilenced" : "silenced", episode, said, ...(members === undefined ? {} : { members }) });
  return episode;
}
