/** What a policy would do, as one hash: an approval is bound to it. Names of files and lines do not count. */
import { contentHash } from "../shared/digest.js";
import type { Policy } from "../policies/policy.js";

export function policyContent(policy: Policy): string {
  const { name, mode, each, where, when, action, limits, verify } = policy;
  return contentHash({
    name, mode, each, where, when: when.source, limits: limits ?? null, verb: action?.verb ?? null,
    params: Object.entries(action?.params ?? {}).map(([key, param]) => [key, param.kind === "literal" ? param.value : param.expression.source]),
    verify: verify === undefined ? null : { within: verify.withinMs, that: verify.that.source },
  });
}
