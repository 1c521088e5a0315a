/** Takes a VM out of the inventory and out of everything that names it. Its files stay: they are its caller's business. */
import type { ClusterState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { removeFromFolder } from "./folder-names.js";
import { touchStores } from "./new-vm-state.js";

/** Its snapshots' objects go with it; `vm.snapshots` itself is kept, for a VM that is registered again. */
export function leaveInventory(world: World, vm: VmState): void {
  touchStores(world, vm);
  for (const { file } of world.disksOf(vm)) world.files.release(file, vm.ref.value);
  for (const snapshot of world.snapshotsOf(vm)) {
    world.snapshots.delete(snapshot.ref.value);
    world.changes.destroyed(snapshot.ref);
  }
  const cluster = world.find("ClusterComputeResource", world.find("HostSystem", vm.host)?.parent?.value);
  if (cluster !== undefined) leaveCluster(world, cluster, vm.ref.value);
  world.placeVm(vm, undefined, undefined);
  const folder = world.find("Folder", vm.parent?.value);
  if (folder !== undefined) removeFromFolder(world, folder, vm);
  world.remove(vm);
}

/** Its overrides, and its membership in groups and rules. */
function leaveCluster(world: World, cluster: ClusterState, id: string): void {
  let touched = cluster.das.vms.delete(id);
  for (const group of cluster.groups) {
    if (group.kind !== "vm" || !group.members.includes(id)) continue;
    group.members = group.members.filter((each) => each !== id);
    touched = true;
  }
  for (const { detail } of cluster.rules) {
    if (detail.kind === "vm-host" || !detail.vms.includes(id)) continue;
    detail.vms = detail.vms.filter((each) => each !== id);
    touched = true;
  }
  if (touched) world.changes.touch(cluster.ref, "configuration", "configurationEx");
}
