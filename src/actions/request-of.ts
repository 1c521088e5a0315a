/** The request for a policy's action when its episode becomes active. The same episode always gives the same id. */
import { formatDuration } from "../shared/duration.js";
import { contentHash } from "../shared/digest.js";
import type { Episode, Subject, World } from "../policies/decision.js";
import { paramsOf } from "../policies/params.js";
import type { Mode, Policy } from "../policies/policy.js";
import { subjectName } from "../policies/subjects.js";
import type { Action } from "./action.js";
import type { ForecastGround } from "./forecast.js";
import { ActionError } from "./errors.js";
import type { ActionRequest, RequestState } from "./request.js";
import { targetTypeOf } from "./target-type.js";

export interface RequestInput {
  readonly policy: Policy;
  /** The same world that `decide` judged true. */
  readonly world: World;
  readonly copyRates?: ForecastGround["copyRates"];
  /** As `advance` returned it with `act`. */
  readonly episode: Episode;
  /** vCenter's instance UUID. */
  readonly vcenter: string;
  /** ms since the epoch. */
  readonly now: number;
}

const stateByMode: Readonly<Record<Exclude<Mode, "off">, RequestState>> = { shadow: "shadow", propose: "proposed", enforce: "requested" };

/** Throws ActionError where the caller asks without a decision that was true, for then nothing may be asked. */
export function requestOf({ policy, world, copyRates, episode, vcenter, now }: RequestInput, actions: readonly Action[]): ActionRequest {
  const { subject } = episode;
  const action = actions.find((candidate) => candidate.verb === policy.action?.verb);
  if (policy.action === undefined || action === undefined || policy.mode === "off") {
    throw new ActionError("ACTION_NOT_ASKED_FOR", `Cannot request an action for policy "${policy.name}" as it must have a known do: and a mode other than off: it has ${policy.action?.verb ?? "no action"} and mode ${policy.mode}`);
  }
  const params = paramsOf(policy.action, world, subject);
  if (params.kind === "unknown") {
    throw new ActionError("ACTION_PARAMETERS_UNKNOWN", `Cannot request ${action.verb} for ${subject.id} as its parameters must be known: missing ${params.missing.join(", ")}`);
  }
  const state = stateByMode[policy.mode];
  return {
    id: actionIdOf(vcenter, policy.name, subject, episode.episode),
    verb: action.verb, state, target: targetOf(world, subject), params: params.params,
    policy: policy.name, fingerprint: episode.fingerprint,
    reasons: action.reasons(world, subject, params.params), forecast: action.forecast({ inventory: world.inventory, ...(copyRates === undefined ? {} : { copyRates }) }, subject, params.params),
    ...(episode.cause === undefined ? {} : { cause: episode.cause }),
    requestedAt: new Date(now).toISOString(), notAfter: new Date(now + action.validForMs[state]).toISOString(),
    limits: { ...policy.limits },
    ...(policy.verify === undefined ? {} : { verify: { within: formatDuration(policy.verify.withinMs), that: policy.verify.that.source } }),
  };
}

/** The id of what a policy asks for in the numbered episode of a subject. `vcenter` is the instance UUID. */
export function actionIdOf(vcenter: string, policy: string, { kind, id }: Subject, episode: number): string {
  return contentHash({ vcenter, policy, subject: { kind, id }, episode });
}

function targetOf(world: World, subject: Subject): ActionRequest["target"] {
  const instanceUuid = subject.kind === "vm" ? world.inventory.vms.get(subject.id)?.instanceUuid : undefined;
  return { type: targetTypeOf(subject.kind), id: subject.id, name: subjectName(world, subject), ...(instanceUuid === undefined ? {} : { instanceUuid }) };
}
