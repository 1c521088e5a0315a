/** Moves what a VM keeps beside its disks, its .vmx and its snapshots' state files, to another directory. Disks are moved elsewhere. */
import { fileNameOf } from "../datastores/datastore-path.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { snapshotFilesOf } from "./destroy-vm.js";
import { touchEverySnapshot } from "./touch-vm.js";

/** Bytes of all of them. */
export function homeBytes(world: World, vm: VmState): number {
  return filesOf(world, vm).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

export function moveHome(world: World, vm: VmState, home: VmState["home"]): void {
  for (const file of filesOf(world, vm)) world.files.move(file, home.datastore, `${home.directory}/${fileNameOf(file.path)}`);
  vm.home = home;
  world.changes.touch(vm.ref, "config.files", "summary.config.vmPathName");
  touchEverySnapshot(world, vm, "config.files");
}

/** Files that somebody deleted meanwhile are no longer there to be moved. */
function filesOf(world: World, vm: VmState): LabFile[] {
  return [...vm.files, ...snapshotFilesOf(world, vm)].filter((file) => world.files.exists(file));
}
