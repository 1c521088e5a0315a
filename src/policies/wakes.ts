/**
 * What a set of policies can be woken by beyond a subject's own changes, found by looking at the words it uses. A word too many
 * costs evaluations, never correctness.
 */
import type { Expression } from "./conditions/expression.js";
import type { Policy } from "./policy.js";
import type { Dimension } from "./where.js";

export interface Wakes {
  /** A VM's policy looks at its group. */
  readonly vmsByGroup: boolean;
  /** Policies of VMs or groups look at names of datastores. */
  readonly byDatastore: boolean;
  /** Policies of VMs or groups look at folders. */
  readonly byFolder: boolean;
  /** Policies of VMs or groups look at sizes of files. */
  readonly byBytes: boolean;
  /** Policies of VMs or groups look at who else has a file, beyond whether anybody does. */
  readonly byUsers: boolean;
  /** Policies of datastores look at the files on them. */
  readonly datastoresByFiles: boolean;
}

export function wakesOf(policies: readonly Policy[]): Wakes {
  const linked = policies.filter((policy) => policy.each === "vm" || policy.each === "group");
  return {
    vmsByGroup: linked.some((policy) => policy.each === "vm" && mentions(policy, /\bgroup\b/)),
    byDatastore: linked.some((policy) => chooses(policy, "datastore") || mentions(policy, /\bdatastores?\b|\bspace\b|\bunlink\b|\bif[A-Z]/)),
    byFolder: linked.some((policy) => chooses(policy, "folder") || mentions(policy, /\bfolder\b/)),
    byBytes: linked.some((policy) => mentions(policy, /bytes\b|\bunsized|\bmissing\b|\bspace\b|\bunlink\b|\bif[A-Z]/i)),
    byUsers: linked.some((policy) => mentions(policy, /\bsharedWith\b|\breason\b|\bowner|\borphaned|\bunlink|\bif[A-Z]/)),
    datastoresByFiles: policies.some((policy) => policy.each === "datastore" && mentions(policy, /\borphanedFiles\b/)),
  };
}

function chooses({ where }: Policy, dimension: Dimension): boolean {
  return where.only[dimension] !== undefined || where.not[dimension] !== undefined;
}

function mentions(policy: Policy, word: RegExp): boolean {
  return expressionsOf(policy).some(({ words }) => word.test(words));
}

/** Every expression that decides something; the texts of an alert decide nothing. */
function expressionsOf({ when, alert, action }: Policy): readonly Expression[] {
  const params = Object.values(action?.params ?? {}).flatMap((param) => (param.kind === "expression" ? [param.expression] : []));
  return [when, ...(alert?.raise ?? []).map((step) => step.when), ...params];
}
