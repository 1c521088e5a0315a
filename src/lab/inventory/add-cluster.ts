/** A cluster without hosts, with its root resource pool "Resources". It checks neither names nor rights. */
import { ref } from "../wire/vim-value.js";
import type { ClusterState, DasState, DatacenterState, DrsState, FolderState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { addRootPool } from "./add-resource-pool.js";
import { escapeName } from "./entity-name.js";

export interface NewCluster {
  readonly name: string;
  /** What differs from vCenter's defaults; HA is off unless `enabled` says so. */
  readonly das?: Partial<DasState>;
  /** What differs from vCenter's defaults; DRS is off unless `enabled` says so. */
  readonly drs?: Partial<DrsState>;
}

/** HA of a cluster that says nothing of it. */
export function defaultDas(): DasState {
  return { enabled: false, hostMonitoring: true, admissionControlEnabled: true, failoverLevel: 1, restartPriority: "medium", options: new Map(), vms: new Map() };
}

/** DRS of a cluster that says nothing of it. */
export function defaultDrs(): DrsState {
  return { enabled: false, behavior: "fullyAutomated", vmotionRate: 3, vms: new Map() };
}

/** Into the host folder of a datacenter, or into a folder below that. */
export function addCluster(world: World, into: DatacenterState | FolderState, cluster: NewCluster): ClusterState {
  const folder = into.type === "Folder" ? into : world.the("Folder", into.hostFolder.value);
  const self = ref("ClusterComputeResource", world.nextId("domain-c"));
  const added: ClusterState = {
    type: "ClusterComputeResource",
    ref: self,
    name: escapeName(cluster.name),
    parent: folder.ref,
    resourcePool: addRootPool(world, self).ref,
    hosts: new Set(),
    das: { ...defaultDas(), ...cluster.das },
    drs: { ...defaultDrs(), ...cluster.drs },
    groups: [],
    rules: [],
    nextRuleKey: 1,
  };
  world.add(added);
  folder.children.add(self.value);
  world.changes.touch(folder.ref, "childEntity");
  return added;
}
