/** A cluster's configuration while a specification is being applied: a copy, so that a refused specification changes nothing. It knows no wire format. */
import type { ClusterState, DrsState } from "../world/entities.js";
import { defaultDas, defaultDrs } from "../inventory/add-cluster.js";
import { VimFault } from "../wire/vim-fault.js";

export type ClusterDraft = Pick<ClusterState, "das" | "groups" | "rules" | "nextRuleKey"> & { drs: DrsState & { readonly vms: NonNullable<DrsState["vms"]> } };

/** A copy of what the cluster has now. Members of lists are replaced in it, never changed. */
export function draftOf(cluster: ClusterState): ClusterDraft {
  const { das, drs } = cluster;
  return {
    das: { ...das, options: new Map(das.options), vms: new Map(das.vms) },
    drs: { ...drs, vms: new Map(drs.vms) },
    groups: [...cluster.groups],
    rules: [...cluster.rules],
    nextRuleKey: cluster.nextRuleKey,
  };
}

/** A copy of nothing but defaults, for a specification that resets what it does not mention (vim-facts 7.7). Keys of rules are never given twice. */
export function emptyDraft(cluster: ClusterState): ClusterDraft {
  return { das: defaultDas(), drs: { ...defaultDrs(), vms: new Map() }, groups: [], rules: [], nextRuleKey: cluster.nextRuleKey };
}

/** `property` is the path within the method's arguments, e.g. "spec.groupSpec.info". */
export function invalid(property: string): VimFault {
  return new VimFault("InvalidArgument", `A specified parameter was not correct: ${property}`, { invalidProperty: property });
}

/** The removeKey of an array update (anyType), whatever scalar type the client gave it. */
export function keyText(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value === "object" && value !== null && "value" in value) return keyText(value.value);
  return "";
}
