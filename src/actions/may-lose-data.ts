/**
 * The word that somebody has to have written for an action that loses data. No expression can yield it, and no policy that we ship has it
 * (docs/decisions/0018).
 */
import type { ParamSpec } from "../policies/action-spec.js";
import type { ActionParams } from "./action.js";
import { refused, type Refused } from "./next-step.js";

export const mayLoseData: ParamSpec = {
  type: "bool", required: true, mustBeTrue: true, example: true, doc: "Must be written out as true: whoever writes it answers for what is lost.",
};

export function lossNotAllowed(params: ActionParams, what: string): Refused | undefined {
  return params["allowDataLoss"] === true ? undefined : refused(`This would lose ${what}, and allowDataLoss is not true.`);
}
