/** Applies a ClusterConfigSpecEx or the old ClusterConfigSpec to a cluster: all of it, or nothing when any part is refused. It runs no task and posts no event. */
import { isRestarted, setProtection } from "../power/set-power.js";
import { objectIn, objectsIn } from "../wire/read-args.js";
import type { VimObject } from "../wire/vim-value.js";
import type { ClusterState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { applyDas, applyDasVms } from "./apply-das.js";
import { applyDrs, applyDrsVms } from "./apply-drs.js";
import { applyGroups } from "./apply-groups.js";
import { applyRules, checkRules } from "./apply-rules.js";
import { draftOf, emptyDraft, type ClusterDraft } from "./cluster-draft.js";
import { assignDasStates } from "./das-states.js";

/**
 * `modify` false resets what the specification does not mention (vim-facts 7.7); the old form knows no groups and leaves them alone. Groups come before the rules that
 * name them, although they come later on the wire. Throws as `applyGroups`, `applyRules` and `applyDas`.
 */
export function applyClusterSpec(world: World, cluster: ClusterState, spec: VimObject, modify: boolean): void {
  const draft = modify ? draftOf(cluster) : emptyDraft(cluster);
  if (!modify && spec.$type === "ClusterConfigSpec") draft.groups = [...cluster.groups];
  const das = objectIn(spec, "dasConfig");
  const drs = objectIn(spec, "drsConfig");
  if (das !== undefined) applyDas(draft, das);
  applyDasVms(world, draft, objectsIn(spec, "dasVmConfigSpec"));
  if (drs !== undefined) applyDrs(draft, drs);
  applyDrsVms(world, draft, objectsIn(spec, "drsVmConfigSpec"));
  applyGroups(world, cluster, draft, objectsIn(spec, "groupSpec"));
  applyRules(world, cluster, draft, objectsIn(spec, "rulesSpec"));
  checkRules(draft);
  take(world, cluster, draft);
}

function take(world: World, cluster: ClusterState, draft: ClusterDraft): void {
  Object.assign(cluster.das, draft.das);
  Object.assign(cluster.drs, draft.drs);
  cluster.groups = draft.groups;
  cluster.rules = draft.rules;
  cluster.nextRuleKey = draft.nextRuleKey;
  const both = ["dasConfig", "dasVmConfig", "drsConfig", "drsVmConfig", "rule"];
  world.changes.touch(cluster.ref, ...both.map((each) => `configurationEx.${each}`), "configurationEx.group", ...both.map((each) => `configuration.${each}`), "summary", "summaryEx");
  assignDasStates(world, cluster);
  for (const host of cluster.hosts) {
    for (const id of world.the("HostSystem", host).vms) {
      const vm = world.the("VirtualMachine", id);
      setProtection(world, vm, vm.powerState === "poweredOn" && isRestarted(world, vm));
    }
  }
}
