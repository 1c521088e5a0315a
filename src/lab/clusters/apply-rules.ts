/** Rules of a cluster as a specification changes them: VM-host, keep together, keep apart (vim-facts 7.7). It changes a draft only. */
import { flagIn, numberIn, objectIn, refsIn, textIn, textOf } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import type { VimObject } from "../wire/vim-value.js";
import type { ClusterRule, ClusterState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { vmInCluster } from "./apply-groups.js";
import { invalid, keyText, type ClusterDraft } from "./cluster-draft.js";

/**
 * `specs` are ClusterRuleSpec; keys are given here, and a rule is edited by `info.key` and removed by its key. Throws DuplicateName for a name that is there already,
 * NotSupported for a kind of rule that is not modelled, and InvalidArgument for an unknown key or VM. Groups are looked at by `checkRules`.
 */
export function applyRules(world: World, cluster: ClusterState, draft: ClusterDraft, specs: readonly VimObject[]): void {
  for (const spec of specs) {
    const operation = textOf(spec, "operation");
    if (operation === "remove") {
      const key = Number(keyText(spec["removeKey"]));
      if (!draft.rules.some((rule) => rule.key === key)) throw invalid("spec.rulesSpec.removeKey");
      draft.rules = draft.rules.filter((rule) => rule.key !== key);
      continue;
    }
    const info = objectIn(spec, "info");
    if (info === undefined) throw invalid("spec.rulesSpec.info");
    const present = operation === "edit" ? draft.rules.find((rule) => rule.key === numberIn(info, "key")) : undefined;
    if (operation === "edit" && present === undefined) throw invalid("spec.rulesSpec.info.key");
    const rule = ruleOf(world, cluster, info, present ?? { key: draft.nextRuleKey, uuid: world.random.uuid() });
    if (draft.rules.some((each) => each.name === rule.name && each !== present)) {
      throw new VimFault("DuplicateName", `The name '${rule.name}' already exists.`, { name: rule.name, object: cluster.ref });
    }
    if (present === undefined) draft.nextRuleKey++;
    draft.rules = present === undefined ? [...draft.rules, rule] : draft.rules.map((each) => (each === present ? rule : each));
  }
}

/** Once groups and rules are as they shall be: InvalidArgument when a VM-host rule names a group that is not there. */
export function checkRules(draft: ClusterDraft): void {
  const has = (kind: "vm" | "host", name: string | undefined) => name === undefined || draft.groups.some((group) => group.kind === kind && group.name === name);
  for (const { detail } of draft.rules) {
    if (detail.kind !== "vm-host") continue;
    if (!has("vm", detail.vmGroup)) throw invalid("spec.rulesSpec.info.vmGroupName");
    if (!has("host", detail.affineHosts)) throw invalid("spec.rulesSpec.info.affineHostGroupName");
    if (!has("host", detail.antiAffineHosts)) throw invalid("spec.rulesSpec.info.antiAffineHostGroupName");
  }
}

/** What an edit leaves unset stays as it was; a new rule is off and not mandatory unless it says so. */
function ruleOf(world: World, cluster: ClusterState, info: VimObject, before: Pick<ClusterRule, "key" | "uuid"> & Partial<ClusterRule>): ClusterRule {
  const name = textIn(info, "name") ?? before.name ?? "";
  if (name === "") throw invalid("spec.rulesSpec.info.name");
  const enabled = flagIn(info, "enabled", before.enabled ?? false);
  const mandatory = flagIn(info, "mandatory", before.mandatory ?? false);
  const detail = detailOf(world, cluster, info);
  if (before.detail !== undefined && before.detail.kind !== detail.kind) throw invalid("spec.rulesSpec.info");
  return { key: before.key, uuid: before.uuid, name, enabled, mandatory, detail };
}

function detailOf(world: World, cluster: ClusterState, info: VimObject): ClusterRule["detail"] {
  switch (info.$type) {
    case "ClusterVmHostRuleInfo": {
      const vmGroup = textIn(info, "vmGroupName");
      const affineHosts = textIn(info, "affineHostGroupName");
      const antiAffineHosts = textIn(info, "antiAffineHostGroupName");
      if (vmGroup === undefined) throw invalid("spec.rulesSpec.info.vmGroupName");
      if (affineHosts === undefined && antiAffineHosts === undefined) throw invalid("spec.rulesSpec.info.affineHostGroupName");
      return { kind: "vm-host", vmGroup, ...(affineHosts === undefined ? {} : { affineHosts }), ...(antiAffineHosts === undefined ? {} : { antiAffineHosts }) };
    }
    case "ClusterAffinityRuleSpec":
    case "ClusterAntiAffinityRuleSpec": {
      const vms = [...new Set(refsIn(info, "vm").map((each) => each.value))];
      if (vms.length < 2 || !vms.every((vm) => vmInCluster(world, cluster, vm))) throw invalid("spec.rulesSpec.info.vm");
      return { kind: info.$type === "ClusterAffinityRuleSpec" ? "affinity" : "anti-affinity", vms };
    }
    default: throw new VimFault("NotSupported", `Rules of the kind ${info.$type} are not supported.`);
  }
}
