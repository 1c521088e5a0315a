/** One text per policy, to find out whether two say the same. It is for comparing, not for reading. */
import { canonicalJson } from "../shared/digest.js";
import type { Policy } from "./policy.js";
import type { PolicySet } from "./policy-set.js";

/** All of it that decides anything; where it stands in which file does not. Undefined for none. */
export function policyText(policy: Policy | undefined): string | undefined {
  if (policy === undefined) return undefined;
  return canonicalJson(JSON.parse(JSON.stringify({ ...policy, place: null }, (_key, value: unknown) => (value instanceof Set ? [...value].sort() : value))));
}

/** Names of policies of `after` that said something else before, those that are new among them. */
export function changedPolicies(before: PolicySet, after: PolicySet): ReadonlySet<string> {
  return new Set(after.policies.flatMap((policy) => (policyText(before.byName.get(policy.name)) === policyText(policy) ? [] : [policy.name])));
}
