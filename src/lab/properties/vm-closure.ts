/** Everything a virtual machine needs on datastores: its own files and every level below its current and its pinned disks (vim-facts 10.1). */
import type { DatastoreState } from "../world/entities.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Each file once: the VM's own, its disk levels leaf first, what its snapshots keep. Levels whose file was deleted are among them. */
export function closureOf(world: World, vm: VmState): Set<LabFile> {
  const files = new Set(vm.files);
  for (const disk of world.disksOf(vm)) {
    for (let level: LabFile | undefined = disk.file; level !== undefined && !files.has(level); level = level.parent) files.add(level);
  }
  for (const snapshot of world.snapshotsOf(vm)) {
    files.add(snapshot.dataFile);
    if (snapshot.memoryFile !== undefined) files.add(snapshot.memoryFile);
  }
  return files;
}

/** The datastores of the closure, the home first; those that have left the inventory are left out. */
export function datastoresOf(world: World, vm: VmState): readonly DatastoreState[] {
  const ids = new Set([vm.home.datastore]);
  for (const file of closureOf(world, vm)) ids.add(file.datastore);
  return [...ids].map((id) => world.find("Datastore", id)).filter((each) => each !== undefined);
}
