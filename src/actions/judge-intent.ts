/**
 * What is to be done with an intent now, by its record, its policy and the world: wait, end, or go on with which call. Pure, and asked again right before the
 * call, so that whatever changed since it was asked for counts (reliability 4.2, Y8, Y9).
 */
import { decide } from "../policies/decide.js";
import type { World } from "../policies/decision.js";
import type { Policy } from "../policies/policy.js";
import type { Action, ActionGround } from "./action.js";
import { withClusters } from "./clusters-touched.js";
import { assignmentOf, subjectOf, type Intent } from "./intent.js";
import type { Step } from "./next-step.js";
import { offerHash } from "./offer.js";
import { policyContent } from "./policy-content.js";
import { isOpen, windowText } from "./windows.js";

export type Judgement =
  | { readonly kind: "end"; readonly state: "skipped" | "refused" | "expired" | "cancelled"; readonly reasons: readonly string[]; readonly by?: string }
  | { readonly kind: "wait"; readonly reasons: readonly string[]; readonly until?: number }
  /** The approval is for something else than what would be done now. */
  | { readonly kind: "offer"; readonly hash: string; readonly step: Step; readonly reasons: readonly string[] }
  | { readonly kind: "go"; readonly step: Step };

export interface JudgeInput {
  readonly intent: Intent;
  /** As it is in force; undefined when it is not there any more, or for what was asked for by hand. */
  readonly policy: Policy | undefined;
  readonly action: Action | undefined;
  /** ms since the epoch. */
  readonly now: number;
  readonly approvalValidMs: number;
}

/** What needs no look at the world, cheapest first; undefined: nothing stands in the way. */
export function judgeRecord({ intent, policy, action, now, approvalValidMs }: JudgeInput): Judgement | undefined {
  const { request, state, cancel, approval } = intent;
  if (cancel !== undefined) return { kind: "end", state: "cancelled", reasons: [`${cancel.by} cancelled it before it was begun.`], by: cancel.by };
  if (now >= Date.parse(request.notAfter)) return { kind: "end", state: "expired", reasons: [`It could not be begun before ${request.notAfter}.`] };
  if (action === undefined) return { kind: "end", state: "refused", reasons: [`This tetherd knows no action "${request.verb}".`] };
  if (intent.sender === undefined) {
    const gone = policyGone(intent, policy);
    if (gone !== undefined) return { kind: "end", state: "cancelled", reasons: [gone] };
  }
  if (state === "proposed") return undefined;
  if (approval !== undefined && now >= approval.at + approvalValidMs) return { kind: "end", state: "expired", reasons: [`The approval by ${approval.by} of ${new Date(approval.at).toISOString()} was not used in time.`] };
  if (!isOpen(policy?.limits?.windows, now)) return { kind: "wait", reasons: [`Outside its maintenance window: ${(policy?.limits?.windows ?? []).map(windowText).join(", ")}.`] };
  if (intent.retryAt !== undefined && now < intent.retryAt) return { kind: "wait", reasons: [intent.story.at(-1)?.reasons[0] ?? "It is tried again later."], until: intent.retryAt };
  return undefined;
}

/** The whole judgement, with the world as it is now. */
export function judgeIntent(input: JudgeInput, ground: ActionGround): Judgement {
  const { intent, policy, action } = input;
  const byRecord = judgeRecord(input);
  if (byRecord !== undefined) return byRecord;
  if (action === undefined) throw new TypeError("judgeRecord lets no unknown verb pass");
  const changed = changedObject(intent, ground);
  if (changed !== undefined) return { kind: "end", state: "refused", reasons: [changed] };
  const next = action.next(ground, assignmentOf(intent));
  switch (next.kind) {
    case "satisfied": return { kind: "end", state: "skipped", reasons: ["There is nothing left to do.", next.why] };
    case "refused": return { kind: "end", state: "refused", reasons: next.reasons };
    case "wait": return { kind: "wait", reasons: next.reasons };
    case "unknown": return { kind: "wait", reasons: next.missing.map((name) => `Not known: ${name}.`) };
    case "operation": break;
  }
  // Asked after `next`: an object that is busy, or unknown, is no sign that the reason has gone.
  const reason = policy === undefined || intent.sender !== undefined ? undefined : reasonGone(policy, ground, intent);
  if (reason !== undefined) return reason;
  const hash = offerHash(intent.request, policy === undefined ? undefined : policyContent(policy), next.operation);
  if (intent.state === "proposed") return { kind: "offer", hash, step: next, reasons: [next.why] };
  const { approval } = intent;
  if (approval !== undefined && intent.attempt === 0 && approval.hash !== hash) {
    return { kind: "offer", hash, step: next, reasons: [`What ${approval.by} approved is not what would be done now; it needs a new approval.`, next.why] };
  }
  return { kind: "go", step: { ...next, touches: withClusters(ground.inventory, next.touches) } };
}

function policyGone({ request, approval, state }: Intent, policy: Policy | undefined): string | undefined {
  if (policy === undefined) return `Policy ${request.policy} was removed.`;
  if (policy.mode === "off" || policy.mode === "shadow") return `Policy ${request.policy} does not act any more: its mode is ${policy.mode}.`;
  if (policy.action?.verb !== request.verb) return `Policy ${request.policy} does not ask for ${request.verb} any more.`;
  if (policy.mode === "propose" && state === "requested" && approval === undefined) return `Policy ${request.policy} only proposes now.`;
  return undefined;
}

/** A reference may come to mean another VM, e.g. after vCenter's database was restored (reliability V18). */
function changedObject({ request: { target } }: Intent, { inventory }: World): string | undefined {
  if (target.type !== "VirtualMachine" || target.instanceUuid === undefined) return undefined;
  const uuid = inventory.vms.get(target.id)?.instanceUuid;
  return uuid === undefined || uuid === target.instanceUuid ? undefined : `${target.id} is another VM now: it was ${target.name} with instance UUID ${target.instanceUuid}, and has ${uuid}.`;
}

function reasonGone(policy: Policy, ground: ActionGround, { request }: Intent): Judgement | undefined {
  const { verdict, missing } = decide(policy, ground, subjectOf(request));
  if (verdict === "false") return { kind: "end", state: "skipped", reasons: [`The condition of policy ${policy.name} does not hold any more.`] };
  return verdict === "unknown" ? { kind: "wait", reasons: missing.map((name) => `Not known: ${name}.`) } : undefined;
}
