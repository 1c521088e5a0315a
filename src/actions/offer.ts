/**
 * What an approval is bound to: the policy as it stood, the action with its parameters, the very object, and the call that would be made. A change of any of them
 * gives another hash, and an approval of the old one counts for nothing (reliability 4.4).
 */
import { contentHash } from "../shared/digest.js";
import type { Operation } from "./operation.js";
import type { ActionRequest } from "./request.js";

/** `policyHash`: of the policy's text; undefined for what is asked for by hand. */
export function offerHash(request: ActionRequest, policyHash: string | undefined, plan: Operation): string {
  const { verb, target, params } = request;
  return contentHash({ verb, params, target: { type: target.type, id: target.id, instanceUuid: target.instanceUuid ?? null }, policyHash: policyHash ?? null, plan: lasting(plan) });
}

/** Whether two calls are the same but for what changes by itself. */
export function sameCall(a: Operation, b: Operation): boolean {
  return contentHash(lasting(a)) === contentHash(lasting(b));
}

/** A VM's changeVersion moves with everything that happens to it; the call is guarded by it, not described. */
function lasting(plan: Operation): unknown {
  return plan.kind === "ReconfigVM_Task" ? { ...plan, changeVersion: "" } : plan;
}
