/** Mandatory VM-host rules of a cluster with the members of their groups (vim-facts 7.7). Rules that only advise are left out: HA does not obey them. */
import type { MustRule } from "../../inventory/updates.js";
import { childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";

/** A rule that names a group which is not there binds nothing, and is left out. */
export function mustRulesOf(rules: readonly XmlNode[], groups: readonly XmlNode[]): readonly MustRule[] {
  const vmsOf = membersByName(groups, "ClusterVmGroup", "vm");
  const hostsOf = membersByName(groups, "ClusterHostGroup", "host");
  return rules.flatMap((rule): readonly MustRule[] => {
    if (rule.type !== "ClusterVmHostRuleInfo" || !isTrue(rule, "enabled") || !isTrue(rule, "mandatory")) return [];
    const affine = textOf(rule, "affineHostGroupName") ?? "";
    const vms = vmsOf.get(textOf(rule, "vmGroupName") ?? "");
    const hosts = hostsOf.get(affine === "" ? textOf(rule, "antiAffineHostGroupName") ?? "" : affine);
    return vms === undefined || hosts === undefined ? [] : [{ name: textOf(rule, "name") ?? "", kind: affine === "" ? "off" : "on", vms, hosts }];
  });
}

function membersByName(groups: readonly XmlNode[], type: string, member: string): ReadonlyMap<string, readonly string[]> {
  return new Map(groups.filter((group) => group.type === type).map((group) => [textOf(group, "name") ?? "", childrenOf(group, member).map(({ text }) => text).sort()]));
}

function isTrue(rule: XmlNode, name: string): boolean {
  return textOf(rule, name) === "true" || textOf(rule, name) === "1";
}
