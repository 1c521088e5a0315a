/** Hosts come to a cluster or to a folder, and move between clusters. A new host is made up by its name: no machine is asked. */
import { addHost } from "../../inventory/add-host.js";
import { checkedName } from "../../inventory/entity-name.js";
import { computeOf, moveHost } from "../../inventory/move-host.js";
import { requireOf } from "../../inventory/require-entity.js";
import { postEvent } from "../../operations/post-event.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, objectOf, refOf, refsIn, textIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref } from "../../wire/vim-value.js";
import type { ClusterState, DatastoreState, FolderState, HostState } from "../../world/entities.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";

export const addHostMethods: MethodTable = {
  "ClusterComputeResource.AddHost_Task": (call) => {
    const cluster = requireOf(call.world, "ClusterComputeResource", call.self);
    return comesTo(call, cluster, flagIn(call.args, "asConnected"), (host) => host.ref);
  },

  "Folder.AddStandaloneHost_Task": (call) => {
    const folder = requireOf(call.world, "Folder", call.self);
    if (!folder.childTypes.includes("ComputeResource")) throw new VimFault("NotSupported", `The folder '${folder.name}' cannot hold hosts.`);
    return comesTo(call, folder, flagIn(call.args, "addConnected"), (host) => computeOf(call.world, host).ref);
  },

  "ClusterComputeResource.MoveInto_Task": (call) => moveIn(call, refsIn(call.args, "host")),
  "ClusterComputeResource.MoveHostInto_Task": (call) => moveIn(call, [refOf(call.args, "host")]),
};

/** Throws InvalidName, and DuplicateName for a host that is managed already. */
function comesTo(call: Call, into: ClusterState | FolderState, connected: boolean, result: (host: HostState) => Ref): Ref {
  const { world, userName } = call;
  const name = checkedName(textIn(objectOf(call.args, "spec"), "hostName") ?? "");
  return startTask(call, quickOperation(into.ref, (task) => {
    for (const host of world.all("HostSystem")) if (host.name === name) throw new VimFault("DuplicateName", `The host '${name}' is already being managed.`, { name, object: host.ref });
    const peers = into.type === "ClusterComputeResource" ? [...into.hosts].map((id) => world.the("HostSystem", id)) : [];
    const networks = [...peers[0]?.networks ?? []].map((id) => world.the("Network", id));
    const host = addHost(world, into, { name, version: peers[0]?.version ?? world.settings.version, datastores: commonDatastores(world, peers), networks });
    const origin = { chainId: task.eventChainId, userName };
    postEvent(world, "HostAddedEvent", { host }, {}, { ...origin, message: `Added host ${name}` });
    if (connected) postEvent(world, "HostConnectedEvent", { host }, {}, { ...origin, message: `Connected to ${name}` });
    else host.connectionState = "disconnected";
    return result(host);
  }));
}

/** What all hosts of the cluster see: storage that a new host would be given too. */
function commonDatastores(world: World, hosts: readonly HostState[]): readonly DatastoreState[] {
  const [first, ...others] = hosts;
  return [...first?.datastores ?? []].filter((id) => others.every((host) => host.datastores.has(id))).map((id) => world.the("Datastore", id));
}

/** Hosts that leave a cluster must be in maintenance mode (InvalidState); standalone ones may come as they are. */
function moveIn(call: Call, hosts: readonly Ref[]): Ref {
  const { world } = call;
  const cluster = requireOf(world, "ClusterComputeResource", call.self);
  const moved = hosts.map((each) => requireOf(world, "HostSystem", each));
  return startTask(call, quickOperation(cluster.ref, () => {
    for (const host of moved) {
      const leaves = computeOf(world, host);
      if (leaves.type === "ClusterComputeResource" && leaves !== cluster && !host.inMaintenanceMode) {
        throw new VimFault("InvalidState", `The host '${host.name}' must be in maintenance mode to leave its cluster.`);
      }
    }
    for (const host of moved) moveHost(world, host, cluster);
    return undefined;
  }, { locks: [cluster.ref, ...moved.map((host) => host.ref)] }));
}
