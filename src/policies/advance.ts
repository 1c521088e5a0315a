/**
 * The life of an episode: waiting for `for:`, active, lingering for `keepFiringFor`, ended. Pure: it takes what was saved and what is
 * decided now, and says what to save, what to tell, and when to look again. Unknown changes nothing and stops the clock of `for:`.
 */
import type { Advanced, AdvanceInput } from "./advanced.js";
import { idleStep, pendingStep } from "./begin-episode.js";
import type { Decision, Episode } from "./decision.js";
import { ended } from "./end-episode.js";
import { activeStep } from "./go-on.js";
import type { Policy } from "./policy.js";

export function advance(episode: Episode | undefined, input: AdvanceInput): Advanced {
  const { policy, outcome, now } = input;
  const gone = goneReason(input);
  if (policy === undefined || "gone" in outcome || gone !== undefined) return ended(episode, gone ?? "policy removed", now);
  const moved = modeChanged(episode, policy);
  if (episode === undefined || moved === undefined) return step(episode, input, policy, outcome);
  return episode.shadow === true ? leaveShadow(episode, input, policy, outcome, moved) : ended(episode, moved, now);
}

/** What was only recorded so far begins anew for all to see, with its time counted; a policy with `on:` waits for its next fact. */
function leaveShadow(episode: Episode, input: AdvanceInput, policy: Policy, decision: Decision, reason: string): Advanced {
  if (decision.verdict === "unknown") return { episode };
  const over = ended(episode, reason, input.now);
  if (decision.verdict === "false" || policy.on !== undefined) return over;
  const begun = idleStep(over.episode, input, policy, decision).episode;
  return begun === undefined ? over : pendingStep({ ...begun, state: "pending", activeAt: undefined, transition: episode.transition, since: episode.since }, input, policy, decision, "pending");
}

function step(episode: Episode | undefined, input: AdvanceInput, policy: Policy, decision: Decision): Advanced {
  const touched = episode === undefined ? undefined : { ...episode, subjectName: input.subjectName, cause: input.cause ?? episode.cause };
  if (touched?.state === "pending") return pendingStep(touched, input, policy, decision);
  if (touched?.state === "active" || touched?.state === "lingering") return activeStep(touched, input, policy, decision);
  return idleStep(touched, input, policy, decision);
}

function goneReason({ policy, outcome }: AdvanceInput): string | undefined {
  if ("gone" in outcome) return outcome.gone;
  if (policy === undefined) return "policy removed";
  if (policy.mode === "off") return "policy switched off";
  return policy.each === outcome.subject.kind ? undefined : `the policy now looks at each ${policy.each}`;
}

/** Why an episode begun in another mode cannot go on. */
function modeChanged(episode: Episode | undefined, policy: Policy): string | undefined {
  if (episode === undefined || episode.state === "ended" || (episode.shadow === true) === (policy.mode === "shadow")) return undefined;
  return policy.mode === "shadow" ? "policy went into shadow" : "policy left shadow";
}
