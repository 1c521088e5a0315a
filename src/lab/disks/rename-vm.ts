/** Gives a VM another name. Its files and directory keep theirs, as on a real server without a storage move (vim-facts 5.4). */
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { renameInFolder, requireFreeName } from "./folder-names.js";
import { touchConfig, touchEverySnapshot } from "./touch-vm.js";

/** InvalidName, DuplicateName. */
export function renameVm(world: World, vm: VmState, wanted: string): void {
  const folder = world.find("Folder", vm.parent?.value);
  if (folder === undefined) return;
  const name = requireFreeName(world, folder, wanted, vm.ref);
  renameInFolder(world, folder, vm, name);
  touchConfig(world, vm, "name", "config.name", "summary.config.name");
  touchEverySnapshot(world, vm, "config.name");
}
