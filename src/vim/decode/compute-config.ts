/** HA, DRS and mandatory rules out of `configurationEx` of a compute resource (vim-facts 7.7). A plain ComputeResource has none of it, and says nothing. */
import type { ComputeProperties, HaRestart } from "../../inventory/updates.js";
import { child, childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";
import { mustRulesOf } from "./must-rules.js";

/** What is read, by element or xsi:type; the reader skips the rest. */
export const keptOfClusterConfig: readonly (readonly [string, ReadonlySet<string>])[] = [
  ["ClusterConfigInfoEx", new Set(["dasConfig", "dasVmConfig", "drsConfig", "rule", "group"])],
  ["dasConfig", new Set(["enabled", "option", "admissionControlEnabled", "defaultVmSettings"])],
  ["defaultVmSettings", new Set(["restartPriority"])],
  ["dasVmConfig", new Set(["key", "restartPriority", "dasSettings"])],
  ["dasSettings", new Set(["restartPriority"])],
  ["drsConfig", new Set(["enabled"])],
  ["ClusterVmHostRuleInfo", new Set(["enabled", "name", "mandatory", "vmGroupName", "affineHostGroupName", "antiAffineHostGroupName"])],
  ["ClusterAffinityRuleSpec", new Set()],
  ["ClusterAntiAffinityRuleSpec", new Set()],
  ["ClusterVmGroup", new Set(["name", "vm"])],
  ["ClusterHostGroup", new Set(["name", "host"])],
];

/** The members of our properties that `configurationEx` fills. */
export const computeConfigFields = ["haEnabled", "drsEnabled", "maxVmRestartCount", "admissionControlEnabled", "haRestart", "mustRules"] as const;
type ComputeConfig = { readonly [Name in (typeof computeConfigFields)[number]]: ComputeProperties[Name] | null };

const maxRestartOption = "das.maxvmrestartcount";
const nothing: ComputeConfig = { haEnabled: null, drsEnabled: null, maxVmRestartCount: null, admissionControlEnabled: null, haRestart: null, mustRules: null };

export function computeConfigOf(config: XmlNode): ComputeConfig {
  const das = child(config, "dasConfig");
  const drs = child(config, "drsConfig");
  if (das === undefined && drs === undefined) return nothing;
  const option = childrenOf(das, "option").find((candidate) => textOf(candidate, "key")?.toLowerCase() === maxRestartOption);
  const count = Number(textOf(option, "value") ?? Number.NaN);
  const admission = child(das, "admissionControlEnabled");
  return {
    haEnabled: isTrue(das, "enabled"), drsEnabled: isTrue(drs, "enabled"), maxVmRestartCount: Number.isInteger(count) && count >= 0 ? count : null,
    admissionControlEnabled: admission === undefined ? null : isTrue(das, "admissionControlEnabled"),
    haRestart: haRestartOf(das, childrenOf(config, "dasVmConfig")),
    mustRules: mustRulesOf(childrenOf(config, "rule"), childrenOf(config, "group")),
  };
}

/** A VM's own priority is in `dasSettings`, or before vSphere 4.0 beside it; "clusterRestartPriority" means the default. An unset default is medium. */
function haRestartOf(das: XmlNode | undefined, overrides: readonly XmlNode[]): HaRestart {
  const byDefault = textOf(child(das, "defaultVmSettings"), "restartPriority") !== "disabled";
  const except = overrides.filter((override) => {
    const priority = textOf(child(override, "dasSettings"), "restartPriority") ?? textOf(override, "restartPriority");
    return priority !== undefined && priority !== "" && priority !== "clusterRestartPriority" && (priority !== "disabled") !== byDefault;
  });
  return { byDefault, except: except.flatMap((override) => textOf(override, "key") ?? []).sort() };
}

function isTrue(config: XmlNode | undefined, name: string): boolean {
  return textOf(config, name) === "true" || textOf(config, name) === "1";
}
