/** An active episode that says so, if the policy raises alerts and is not in shadow. It does not find the words. */
import type { Advanced, Transition } from "./advanced.js";
import type { Episode, Severity } from "./decision.js";
import { counted, flapHoldMs } from "./flapping.js";
import type { Policy } from "./policy.js";

export function firing(episode: Episode, policy: Policy, severity: Severity | undefined, transition: Transition, now: number): Advanced {
  const next = { ...episode, severity };
  if (policy.alert === undefined || severity === undefined || episode.shadow === true) return { episode: next, transition };
  const told = transition === "repeated" ? next : counted(next, now);
  return { episode: { ...told, toldAt: now, transition: episode.transition + 1 }, transition, tell: "firing", ...wake(now + policy.alert.repeatMs, told) };
}

/** When a firing alert is due again: for its repetition, or because it may have stopped flapping. */
export function firingWake(episode: Episode, policy: Policy): Pick<Advanced, "wakeAt"> {
  if (policy.alert === undefined || episode.published === undefined) return {};
  return wake((episode.toldAt ?? episode.activeAt ?? episode.since) + policy.alert.repeatMs, episode);
}

function wake(repeatAt: number, { flapping }: Episode): Pick<Advanced, "wakeAt"> {
  return { wakeAt: flapping === undefined ? repeatAt : Math.min(repeatAt, flapping.unmovedSince + flapHoldMs) };
}
