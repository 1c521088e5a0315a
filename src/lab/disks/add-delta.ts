/** Puts an empty delta over a VM's own disk without a snapshot: the "delta on source" recipe (vim-facts 6.5, 7.3). No snapshot shows that it was done. */
import { directoryOf } from "../datastores/datastore-path.js";
import { VimFault } from "../wire/vim-fault.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireFiles } from "./chain-break.js";
import { emptyDeltaBytes } from "./delta-format.js";
import { addEmptyDelta, levelOf } from "./disk-levels.js";
import { freeBasePath } from "./file-names.js";
import { requireSpace } from "./require-space.js";
import { touchDisks } from "./touch-vm.js";

/** The delta is called `<vm>_N.vmdk`, next free, and lies in the VM's directory, or next to a disk on another datastore. NotSupported on a template, TooManySnapshotLevels, NoDiskSpace; InvalidArgument for an unknown key. */
export function addDelta(world: World, vm: VmState, diskKey: number): void {
  if (vm.template) throw new VimFault("NotSupported", "The operation is not supported on the object.");
  const disk = vm.disks.find(({ key }) => key === diskKey);
  if (disk === undefined) throw new VimFault("InvalidArgument", `The virtual machine has no disk ${diskKey}.`, { invalidProperty: "key" });
  requireFiles(world, [disk]);
  if (world.files.chain(disk.file).length >= world.settings.diskLevelLimit) throw new VimFault("TooManySnapshotLevels", "There are too many levels of redo logs.");
  const { datastore } = disk.file;
  const directory = datastore === vm.home.datastore ? vm.home.directory : directoryOf(disk.file.path);
  requireSpace(world, new Map([[datastore, emptyDeltaBytes]]));
  const path = freeBasePath(world, datastore, directory, vm.name, new Set(), 1);
  world.setDiskFile(vm, disk, addEmptyDelta(world, { datastore, path }, disk.file, levelOf(disk.file).uuid));
  touchDisks(world, vm);
}
