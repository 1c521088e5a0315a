/** Renames anything but a VM, whose new name also concerns its configuration. A datastore's name is part of every path on it, so its VMs change too. */
import { vmsOn } from "../datastores/vms-on.js";
import { forgetNames } from "../disks/folder-names.js";
import { VimFault } from "../wire/vim-fault.js";
import type { DatastoreState, Entity } from "../world/entities.js";
import type { World } from "../world/world.js";
import { refuseDuplicate } from "./children-of.js";
import { checkedName } from "./entity-name.js";

/** Throws InvalidName, DuplicateName, and NotSupported for the root folder, the four folders of a datacenter, a root pool and a host. */
export function renameEntity(world: World, entity: Exclude<Entity, { type: "VirtualMachine" }>, newName: string): void {
  const parent = entity.parent === undefined ? undefined : world.get(entity.parent.value);
  const fixed = parent === undefined || parent.type === "Datacenter" || (entity.type === "ResourcePool" && parent.type !== "ResourcePool") || entity.type === "HostSystem";
  if (fixed) throw new VimFault("NotSupported", "The operation is not supported on the object.");
  const name = checkedName(newName);
  if (name === entity.name) return;
  refuseDuplicate(world, parent, name, entity);
  entity.name = name;
  if (parent.type === "Folder") forgetNames(parent);
  world.changes.touch(entity.ref, "name");
  if (entity.type === "Datastore") touchUsers(world, entity);
  if (entity.type === "ResourcePool") world.changes.touch(entity.ref, "summary.name");
  if (entity.type === "Network") world.changes.touch(entity.ref, "summary.name");
}

/** Everything that shows the datastore's name: itself, its hosts, and each VM with a file on it, as it is and as its snapshots remember it. */
function touchUsers(world: World, datastore: DatastoreState): void {
  world.changes.touch(datastore.ref, "summary.name", "info.name");
  for (const host of datastore.hosts) world.changes.touch(world.the("HostSystem", host).ref, "config.fileSystemVolume.mountInfo");
  for (const vm of vmsOn(world, datastore)) {
    world.changes.touch(vm.ref, ...configPaths, "summary.config.vmPathName", "layout", "layoutEx", "storage");
    for (const snapshot of world.snapshotsOf(vm)) world.changes.touch(snapshot.ref, ...configPaths);
  }
}

const configPaths = ["config.files", "config.hardware.device", "config.datastoreUrl"];
