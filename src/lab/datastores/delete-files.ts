/** Deletes files behind the backs of their VMs, as a datastore browser does: allowed even when a powered-off VM or a clone needs them (vim-facts 10.2). */
import type { World } from "../world/world.js";
import { directoryOf } from "./datastore-path.js";
import { forgetDirectories, keepDirectory } from "./directories.js";
import type { Target } from "./find-target.js";
import { leaveBehind } from "./lost-files.js";
import { refuseOpen } from "./refuse-open.js";

/** A file, or a directory with all below. Throws `fault` when a running VM has one of them open, with nothing deleted. */
export function deleteFiles(world: World, target: Target, fault: "FileLocked" | "CannotDeleteFile"): void {
  const id = target.datastore.ref.value;
  refuseOpen(world, target.files, fault);
  for (const file of target.files) {
    leaveBehind(world, file);
    world.files.remove(file);
    world.unregistered.delete(`${id}/${file.path}`);
  }
  if (target.kind === "directory") forgetDirectories(world, id, target.path);
  const above = directoryOf(target.path);
  if (!world.files.hasDirectory(id, above)) keepDirectory(world, id, above);
}
