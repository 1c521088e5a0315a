/** A datacenter with the four folders that vCenter makes in it. It checks neither names nor rights. */
import { ref } from "../wire/vim-value.js";
import type { DatacenterState, FolderState } from "../world/entities.js";
import { rootFolderRef, type World } from "../world/world.js";
import { makeFolder } from "./add-folder.js";
import { escapeName } from "./entity-name.js";

/** `parent` is the root folder unless given. */
export function addDatacenter(world: World, name: string, parent: FolderState = world.the("Folder", rootFolderRef.value)): DatacenterState {
  const self = ref("Datacenter", world.nextId("datacenter"));
  const folder = (folderName: string, ...childTypes: string[]) => makeFolder(world, self, folderName, ["Folder", ...childTypes]).ref;
  const datacenter: DatacenterState = {
    type: "Datacenter",
    ref: self,
    name: escapeName(name),
    parent: parent.ref,
    vmFolder: folder("vm", "VirtualMachine", "VirtualApp"),
    hostFolder: folder("host", "ComputeResource"),
    datastoreFolder: folder("datastore", "Datastore", "StoragePod"),
    networkFolder: folder("network", "Network", "DistributedVirtualSwitch"),
  };
  world.add(datacenter);
  parent.children.add(self.value);
  world.changes.touch(parent.ref, "childEntity");
  return datacenter;
}
