/**
 * Why a policy says what it says of one subject, or why it does not: every part of it with the value it has now. Verdicts come from `decide`;
 * this only lays open what they stand on.
 */
import type { Explained } from "./conditions/expression.js";
import { decide } from "./decide.js";
import type { Decision, Severity, Subject, World } from "./decision.js";
import type { Mode, Policy } from "./policy.js";
import { subjectName } from "./subjects.js";
import { sightOf } from "./vocabulary/sight.js";
import { whereParts, type WherePart } from "./where.js";

export interface PolicyExplanation {
  readonly policy: string;
  readonly mode: Mode;
  readonly subject: Subject;
  readonly name: string;
  readonly decision: Decision;
  readonly where: readonly WherePart[];
  readonly when: Explained;
  /** Facts without which it does not begin. */
  readonly on: readonly string[];
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly raise: readonly { readonly to: Severity; readonly when: Explained }[];
  readonly action: { readonly verb: string; readonly params: readonly { readonly name: string; readonly literal?: unknown; readonly value?: Explained }[] } | undefined;
  readonly limits: Readonly<Record<string, unknown>> | undefined;
  readonly verify: Explained | undefined;
}

/** The subject must be in the world and of the policy's kind. */
export function explainPolicy(policy: Policy, world: World, subject: Subject): PolicyExplanation {
  const sight = sightOf(world);
  const { alert, action, verify } = policy;
  return {
    policy: policy.name, mode: policy.mode, subject, name: subjectName(sight, subject), decision: decide(policy, sight, subject),
    where: whereParts(policy.where, sight, subject), when: policy.when.explain(sight, subject),
    on: [...(policy.on ?? [])], forMs: policy.forMs, keepFiringForMs: alert?.keepFiringForMs ?? 0,
    raise: (alert?.raise ?? []).map((step) => ({ to: step.to, when: step.when.explain(sight, subject) })),
    action: action === undefined ? undefined : {
      verb: action.verb,
      params: Object.entries(action.params).map(([name, param]) => (param.kind === "literal" ? { name, literal: param.value } : { name, value: param.expression.explain(sight, subject) })),
    },
    limits: policy.limits === undefined ? undefined : { ...policy.limits },
    verify: verify?.that.explain(sight, subject),
  };
}
