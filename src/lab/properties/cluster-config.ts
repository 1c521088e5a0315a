/** `configurationEx` and the older `configuration` of a cluster: HA, DRS, groups and rules (vim-facts 7.7). */
import { ref, vim, type VimObject, type VimValue } from "../wire/vim-value.js";
import type { ClusterGroup, ClusterRule, ClusterState, RestartPriority } from "../world/entities.js";
import type { World } from "../world/world.js";
import { part, type Part, type Properties } from "./property-table.js";

function dasConfig(_world: World, { das }: ClusterState): VimObject {
  return vim("ClusterDasConfigInfo", {
    enabled: das.enabled, vmMonitoring: "vmMonitoringDisabled", hostMonitoring: das.hostMonitoring ? "enabled" : "disabled", vmComponentProtecting: "disabled",
    failoverLevel: das.failoverLevel, admissionControlPolicy: vim("ClusterFailoverLevelAdmissionControlPolicy", { failoverLevel: das.failoverLevel }),
    admissionControlEnabled: das.admissionControlEnabled,
    defaultVmSettings: vim("ClusterDasVmSettings", { restartPriority: das.restartPriority, restartPriorityTimeout: -1, isolationResponse: "none" }),
    option: [...das.options].map(([key, value]) => vim("OptionValue", { key, value })), hBDatastoreCandidatePolicy: "allFeasibleDsWithUserPreference",
  });
}

/** The old enum knows four priorities; the others have no word in it. */
function oldPriority(priority: RestartPriority | undefined): RestartPriority | undefined {
  return priority === "disabled" || priority === "low" || priority === "medium" || priority === "high" ? priority : undefined;
}

function dasVmConfig(world: World, { das }: ClusterState): VimValue {
  return [...das.vms].filter(([id]) => world.find("VirtualMachine", id) !== undefined).map(([id, { restartPriority }]) => vim("ClusterDasVmConfigInfo", {
    key: ref("VirtualMachine", id), restartPriority: oldPriority(restartPriority), dasSettings: vim("ClusterDasVmSettings", { restartPriority, restartPriorityTimeout: -1 }),
  }));
}

function drsConfig(_world: World, { drs }: ClusterState): VimObject {
  return vim("ClusterDrsConfigInfo", { enabled: drs.enabled, enableVmBehaviorOverrides: true, defaultVmBehavior: drs.behavior, vmotionRate: drs.vmotionRate, scaleDescendantsShares: "disabled" });
}

function drsVmConfig(world: World, { drs }: ClusterState): VimValue {
  return [...drs.vms ?? []].filter(([id]) => world.find("VirtualMachine", id) !== undefined)
    .map(([id, { enabled, behavior }]) => vim("ClusterDrsVmConfigInfo", { key: ref("VirtualMachine", id), enabled, behavior }));
}

function groupOf(world: World, group: ClusterGroup): VimObject {
  const common = { name: group.name, userCreated: true, uniqueID: group.uniqueId };
  const members = group.members.map((id) => world.get(id)?.ref).filter((each) => each !== undefined);
  return group.kind === "vm" ? vim("ClusterVmGroup", { ...common, vm: members }) : vim("ClusterHostGroup", { ...common, host: members });
}

/** One rule as configurationEx.rule and FindRulesForVm show it. */
export function ruleOf(world: World, rule: ClusterRule): VimObject {
  const common = {
    key: rule.key, status: "green", enabled: rule.enabled, name: rule.name, mandatory: rule.mandatory, userCreated: true, inCompliance: true, ruleUuid: rule.uuid,
  };
  const { detail } = rule;
  if (detail.kind === "vm-host") {
    return vim("ClusterVmHostRuleInfo", { ...common, vmGroupName: detail.vmGroup, affineHostGroupName: detail.affineHosts, antiAffineHostGroupName: detail.antiAffineHosts });
  }
  const members = detail.vms.map((id) => world.find("VirtualMachine", id)?.ref).filter((each) => each !== undefined);
  return vim(detail.kind === "affinity" ? "ClusterAffinityRuleSpec" : "ClusterAntiAffinityRuleSpec", { ...common, vm: members });
}

const common: Properties<ClusterState> = {
  dasConfig,
  dasVmConfig,
  drsConfig,
  drsVmConfig,
  rule: (world, cluster) => cluster.rules.map((rule) => ruleOf(world, rule)),
};

export const clusterConfigPart: Part<ClusterState> = part("ClusterConfigInfo", common);

export const clusterConfigExPart: Part<ClusterState> = part("ClusterConfigInfoEx", {
  vmSwapPlacement: () => "vmDirectory",
  spbmEnabled: () => false,
  ...common,
  dpmConfigInfo: () => vim("ClusterDpmConfigInfo", { enabled: false, defaultDpmBehavior: "automated", hostPowerActionRate: 3 }),
  group: (world, cluster) => cluster.groups.map((group) => groupOf(world, group)),
});
