/**
 * Echoes: facts that tetherd's own action made, seen by the policy that asked for it. They never arm that policy again, so that it cannot
 * chase itself; to every other policy they are facts like any other.
 */
import { actionIdOf } from "../actions/request-of.js";
import type { Fact } from "../inventory/facts.js";
import type { Episode } from "../policies/decision.js";

/** An action may still be at work when a new fact has asked for the next; older ones have long ended. */
const episodesBack = 3;

/** `vcenter` is the instance UUID; `episode` is the policy's record of the subject that the fact wakes. */
export function isOwnEcho({ cause }: Fact, vcenter: string, episode: Episode | undefined): boolean {
  const { action } = cause;
  if (action === undefined || episode === undefined) return false;
  for (let number = episode.episode; number > 0 && number > episode.episode - episodesBack; number--) {
    if (action === actionIdOf(vcenter, episode.policy, episode.subject, number)) return true;
  }
  return false;
}
