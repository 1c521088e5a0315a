/** Turns what an episode wants to tell into messages, and gives back the episode as it is to be saved. It does not decide whether it tells. */
import { actionCatalogue } from "../actions/catalogue.js";
import { requestOf } from "../actions/request-of.js";
import type { TransitionKind } from "../alerts/alert.js";
import type { Advanced, AdvanceInput, Transition } from "../policies/advanced.js";
import type { Episode } from "../policies/decision.js";
import { render } from "../policies/render.js";
import { episodeKey } from "./line-state.js";
import type { Pass } from "./pass.js";
import { sayAlert, silencedNow } from "./say-alert.js";
import { sayShadow } from "./say-shadow.js";

const kindOf: Readonly<Partial<Record<Transition, TransitionKind>>> = { activated: "fired", raised: "raised", lowered: "lowered", repeated: "repeated" };

export function publishAdvance(pass: Pass, advanced: Advanced, input: AdvanceInput, before: Episode | undefined): Episode | undefined {
  const { state, sight, outcome, now, copyRates } = pass;
  const { episode, tell } = advanced;
  if (episode === undefined) return undefined;
  const { policy } = input;
  let saved = episode;
  if (tell === "firing" && policy !== undefined && episode.severity !== undefined) {
    const said = advanced.published ?? render(policy, sight, episode.subject, episode.severity, state.instanceUuid);
    saved = silencedNow(pass, { ...episode, published: said });
    const kind = kindOf[advanced.transition ?? "activated"] ?? "fired";
    if (kind === "fired") pass.begun.push({ key: episodeKey(episode.policy, episode.subject), policy, said });
    else sayAlert(pass, { kind, episode: saved, said });
  } else if (tell === "resolved") {
    const said = advanced.published ?? before?.published;
    const { reason, silencedBy, storm } = advanced;
    if (said !== undefined) sayAlert(pass, { kind: "resolved", episode, said, silencedBy, storm, ...(reason === undefined ? {} : { reason }) });
    if (storm !== undefined) {
      state.stormMembers.get(storm)?.delete(episodeKey(episode.policy, episode.subject));
      pass.calming.add(storm);
    }
  }
  sayShadow(pass, advanced, input);
  if (advanced.act === true && policy !== undefined) {
    outcome.say({ kind: "action", request: requestOf({ policy, world: sight, ...(copyRates === undefined ? {} : { copyRates }), episode, vcenter: state.instanceUuid, now }, actionCatalogue) });
  }
  return saved;
}
