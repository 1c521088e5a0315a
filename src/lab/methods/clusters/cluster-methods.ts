/** Reconfiguring clusters, and asking which rules concern a VM. Standalone compute resources have nothing that could be reconfigured here. */
import { applyClusterSpec } from "../../clusters/apply-cluster-spec.js";
import { switchesOf, tellReconfigured } from "../../clusters/tell-reconfigured.js";
import { requireOf } from "../../inventory/require-entity.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { ruleOf } from "../../properties/cluster-config.js";
import { flagIn, objectOf, refOf } from "../../wire/read-args.js";
import type { ClusterRule, ClusterState } from "../../world/entities.js";
import type { Call, MethodTable } from "../method.js";

export const clusterMethods: MethodTable = {
  "ComputeResource.ReconfigureComputeResource_Task": (call) => startTask(call, quickOperation(call.self, () => undefined)),
  "ClusterComputeResource.ReconfigureComputeResource_Task": reconfigure,
  "ClusterComputeResource.ReconfigureCluster_Task": reconfigure,

  "ClusterComputeResource.FindRulesForVm": (call) => {
    const cluster = clusterOf(call);
    const vm = requireOf(call.world, "VirtualMachine", refOf(call.args, "vm")).ref.value;
    return cluster.rules.filter((rule) => concerns(cluster, rule, vm)).map((rule) => ruleOf(call.world, rule));
  },

  "ClusterComputeResource.RefreshRecommendation": () => undefined,
};

function reconfigure(call: Call) {
  const { world, args, userName } = call;
  const cluster = clusterOf(call);
  return startTask(call, quickOperation(cluster.ref, (task) => {
    const before = switchesOf(cluster);
    applyClusterSpec(world, cluster, objectOf(args, "spec"), flagIn(args, "modify"));
    tellReconfigured(world, cluster, before, { chainId: task.eventChainId, userName });
    return undefined;
  }));
}

function concerns(cluster: ClusterState, { detail }: ClusterRule, vm: string): boolean {
  if (detail.kind !== "vm-host") return detail.vms.includes(vm);
  return cluster.groups.some((group) => group.kind === "vm" && group.name === detail.vmGroup && group.members.includes(vm));
}

function clusterOf(call: Call): ClusterState {
  return requireOf(call.world, "ClusterComputeResource", call.self);
}
