/** Turns what an episode wants to tell into messages, and gives back the episode as it is to be saved. */
import { actionCatalogue } from "../actions/catalogue.js";
import { requestOf } from "../actions/request-of.js";
import { alertOf } from "../alerts/alert-of.js";
import type { Advanced, AdvanceInput } from "../policies/advance.js";
import type { Episode } from "../policies/decision.js";
import { render } from "../policies/render.js";
import type { Pass } from "./pass.js";

export function publishAdvance(pass: Pass, advanced: Advanced, input: AdvanceInput, before: Episode | undefined): Episode | undefined {
  const { state, sight, outcome, now } = pass;
  const { episode, tell } = advanced;
  if (episode === undefined) return undefined;
  const { policy } = input;
  let saved = episode;
  const dataAgeSeconds = Math.round((now - state.lastDataAt) / 1_000);
  if (tell === "firing" && policy !== undefined && episode.severity !== undefined) {
    const said = render(policy, sight, episode.subject, episode.severity, state.instanceUuid);
    saved = { ...episode, published: said };
    outcome.say({ kind: "alert", alert: alertOf({ status: "firing", episode, said, dataAgeSeconds, now }) });
  } else if (tell === "resolved") {
    const said = advanced.published ?? before?.published;
    if (said !== undefined) {
      const reason = advanced.reason === undefined ? {} : { reason: advanced.reason };
      outcome.say({ kind: "alert", alert: alertOf({ status: "resolved", episode, said, dataAgeSeconds, now, ...reason }) });
    }
  }
  if (advanced.act === true && policy !== undefined) {
    outcome.say({ kind: "action", request: requestOf({ policy, world: sight, episode, vcenter: state.instanceUuid, now }, actionCatalogue) });
  }
  return saved;
}
