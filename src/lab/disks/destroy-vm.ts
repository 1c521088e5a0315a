/** Ends of VMs: destroyed with the files that are theirs alone, or only taken out of the inventory (vim-facts 6.6, 10.2). What another VM of the inventory uses always stays. */
import { directoryOf } from "../datastores/datastore-path.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { leaveInventory } from "./leave-inventory.js";
import { levelsOf } from "./levels-of-vm.js";

/**
 * InvalidPowerState unless it is off or suspended. Through vCenter every unshared level goes, wherever it lies; on a host only those in the VM's own directories.
 * VMs that are registered nowhere do not count as users: a base that only they need goes too.
 */
export function destroyVm(world: World, vm: VmState, via: "vcenter" | "host"): void {
  if (vm.powerState === "poweredOn") {
    throw new VimFault("InvalidPowerState", "The attempted operation cannot be performed in the current state (Powered on).", { requestedState: "poweredOff", existingState: "poweredOn" });
  }
  const own = new Set([directoryKey(vm.home.datastore, vm.home.directory), ...vm.disks.map(({ file }) => directoryKey(file.datastore, directoryOf(file.path)))]);
  const doomed = [...levelsOf(world, vm)].filter((level) => !world.files.isShared(level) && (via === "vcenter" || own.has(directoryKey(level.datastore, directoryOf(level.path)))));
  const beside = [...vm.files, ...snapshotFilesOf(world, vm)];
  leaveInventory(world, vm);
  for (const file of doomed.reverse()) world.files.remove(file);
  for (const file of beside) world.files.remove(file);
}

/** Its files stay, but nobody in the inventory uses them any more. Whether it may be done now (InvalidPowerState) is the caller's to say. */
export function unregisterVm(world: World, vm: VmState): void {
  leaveInventory(world, vm);
  const config = vm.files[0];
  if (config !== undefined) world.unregistered.set(`${config.datastore}/${config.path}`, vm);
}

/** The .vmsn and .vmem files of all snapshots. */
export function snapshotFilesOf(world: World, vm: VmState): LabFile[] {
  return [...world.snapshotsOf(vm)].flatMap(({ dataFile, memoryFile }) => (memoryFile === undefined ? [dataFile] : [dataFile, memoryFile]));
}

function directoryKey(datastore: string, directory: string): string {
  return `${datastore} ${directory}`;
}
