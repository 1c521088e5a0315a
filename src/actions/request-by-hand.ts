/** The request for an action that a person asks for. It waits its turn like any other, and is judged by the same preconditions and limits. */
import { contentHash } from "../shared/digest.js";
import type { Subject } from "../policies/decision.js";
import { subjectName } from "../policies/subjects.js";
import type { Action, ActionGround, ActionParams } from "./action.js";
import { intentOf, type Intent } from "./intent.js";
import type { ActionRequest } from "./request.js";
import { targetTypeOf } from "./target-type.js";

/** What stands in place of a policy's name. */
export const byHand = "by-hand";

export interface HandInput {
  readonly action: Action;
  readonly subject: Subject;
  readonly params: ActionParams;
  readonly ground: ActionGround;
  readonly vcenter: string;
  /** Of the command that asks: the same command asks for the same action. */
  readonly commandId: string;
  readonly sender: string;
  readonly now: number;
}

export function intentByHand({ action, subject, params, ground, vcenter, commandId, sender, now }: HandInput): Intent {
  const uuid = subject.kind === "vm" ? ground.inventory.vms.get(subject.id)?.instanceUuid : undefined;
  const request: ActionRequest = {
    id: contentHash({ vcenter, commandId, verb: action.verb, subject: subject.id }), verb: action.verb, state: "requested",
    target: { type: targetTypeOf(subject.kind), id: subject.id, name: subjectName(ground, subject), ...(uuid === undefined ? {} : { instanceUuid: uuid }) },
    params, policy: byHand, fingerprint: contentHash({ vcenter, by: "hand", verb: action.verb, subject: subject.id }), reasons: [`${sender} asked for it.`, ...action.reasons(ground, subject, params)],
    forecast: action.forecast(ground, subject, params), requestedAt: new Date(now).toISOString(), notAfter: new Date(now + action.validForMs.requested).toISOString(), limits: {},
  };
  return { ...intentOf(vcenter, request, sender), said: 0 };
}
