/** What Folder makes and takes in, except VMs: folders, datacenters, clusters, and whatever is moved into it. */
import { applyClusterSpec } from "../../clusters/apply-cluster-spec.js";
import { addCluster } from "../../inventory/add-cluster.js";
import { addDatacenter } from "../../inventory/add-datacenter.js";
import { addFolder } from "../../inventory/add-folder.js";
import { refuseDuplicate } from "../../inventory/children-of.js";
import { checkedName } from "../../inventory/entity-name.js";
import { moveIntoFolder } from "../../inventory/move-into-folder.js";
import { requireEntity, requireOf } from "../../inventory/require-entity.js";
import { postEvent } from "../../operations/post-event.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { objectOf, refsIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim } from "../../wire/vim-value.js";
import type { FolderState } from "../../world/entities.js";
import type { Call, MethodTable } from "../method.js";

export const folderMethods: MethodTable = {
  "Folder.CreateFolder": (call) => {
    const folder = folderOf(call);
    return addFolder(call.world, folder, freeName(call, folder)).ref;
  },

  "Folder.CreateDatacenter": (call) => {
    const folder = folderOf(call);
    refuseUnlessHolds(folder, "Datacenter");
    const datacenter = addDatacenter(call.world, freeName(call, folder), folder);
    postEvent(call.world, "DatacenterCreatedEvent", { datacenter }, { parent: folderArgument(folder) }, {
      userName: call.userName, message: `Created datacenter ${datacenter.name} in folder ${folder.name}`,
    });
    return datacenter.ref;
  },

  "Folder.CreateCluster": createCluster,
  "Folder.CreateClusterEx": createCluster,

  "Folder.MoveIntoFolder_Task": (call) => {
    const { world, args } = call;
    const folder = folderOf(call);
    const moved = refsIn(args, "list").map((each) => requireEntity(world, each));
    return startTask(call, quickOperation(folder.ref, () => {
      moveIntoFolder(world, folder, moved);
      return undefined;
    }, { locks: [folder.ref, ...moved.map((each) => each.ref)] }));
  },
};

function createCluster(call: Call) {
  const { world, args, userName } = call;
  const folder = folderOf(call);
  refuseUnlessHolds(folder, "ComputeResource");
  const cluster = addCluster(world, folder, { name: freeName(call, folder) });
  applyClusterSpec(world, cluster, objectOf(args, "spec"), true);
  postEvent(world, "ClusterCreatedEvent", { computeResource: cluster }, { parent: folderArgument(folder) }, { userName, message: `Created cluster ${cluster.name}` });
  return cluster.ref;
}

function folderOf(call: Call): FolderState {
  return requireOf(call.world, "Folder", call.self);
}

function freeName(call: Call, folder: FolderState): string {
  const name = checkedName(textOf(call.args, "name"));
  refuseDuplicate(call.world, folder, name);
  return name;
}

function refuseUnlessHolds(folder: FolderState, type: string): void {
  if (!folder.childTypes.includes(type)) throw new VimFault("NotSupported", `The folder '${folder.name}' cannot hold that.`);
}

function folderArgument(folder: FolderState) {
  return vim("FolderEventArgument", { name: folder.name, folder: folder.ref });
}
