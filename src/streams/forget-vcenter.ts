/**
 * Ends what a vCenter had firing when nobody watches it any more: `resolved` follows `firing` here too, and the reason says why. Its records stay, so that numbers go on
 * should it come back. It must not be called for a vCenter that a running daemon watches: opening the ledger takes it over.
 */
import { sightOf } from "../policies/vocabulary/sight.js";
import { advanceEpisode } from "./advance-episode.js";
import { episodeKey, stateFrom } from "./line-state.js";
import { Outcome } from "./outcome.js";
import type { Pass } from "./pass.js";
import type { Ledger } from "./ports.js";
import { settleStorms } from "./settle-storms.js";
import { tellConcerns } from "./tell-concerns.js";
import { worldOf } from "./world-of.js";

/** How many alerts were resolved, storms included. `now` in ms since the epoch. */
export async function forgetVCenter(ledger: Ledger, instanceUuid: string, reason: string, now: number, signal: AbortSignal): Promise<number> {
  const state = stateFrom(instanceUuid, await ledger.open(instanceUuid, signal), now);
  state.lastDataAt = state.blindFrom ?? now;
  const outcome = new Outcome();
  const pass: Pass = { state, sight: sightOf(worldOf(state, undefined, instanceUuid)), outcome, now, silences: undefined, copyRates: undefined, begun: [], calming: new Set(), matched: new Set() };
  for (const episode of [...state.episodes.values()]) {
    advanceEpisode(pass, episodeKey(episode.policy, episode.subject), episode, {
      policy: undefined, outcome: { gone: reason }, armed: false, cause: undefined, vcenter: instanceUuid, subjectName: episode.subjectName, now,
    });
  }
  settleStorms(pass);
  tellConcerns(state, [], instanceUuid, now, outcome, undefined, reason);
  if (!outcome.empty) await ledger.commit(outcome.turn, signal);
  return outcome.turn.messages.length;
}
