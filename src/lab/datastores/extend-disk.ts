/** A virtual disk gets more capacity. Its content stays, so whatever stands on it would not fit any more: then it is refused. */
import { requireSpace } from "../disks/require-space.js";
import { touchDisks } from "../disks/touch-vm.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";
import { refuseOpen } from "./refuse-open.js";

/** A thick disk takes the new space at once. Throws InvalidArgument when it would shrink, InvalidDiskFormat when it has a parent or children, FileLocked, NoDiskSpace. */
export function extendDisk(world: World, file: LabFile & { readonly disk: NonNullable<LabFile["disk"]> }, capacityBytes: number): void {
  const { disk } = file;
  if (capacityBytes <= disk.capacityBytes) throw new VimFault("InvalidArgument", "A specified parameter was not correct: newCapacityKb", { invalidProperty: "newCapacityKb" });
  if (file.parent !== undefined || world.files.childrenOf(file).size > 0) throw new VimFault("InvalidDiskFormat", `The disk ${world.pathOf(file)} is part of a chain and cannot be extended.`);
  refuseOpen(world, [file], "FileLocked");
  const growth = disk.thin ? 0 : capacityBytes - disk.capacityBytes;
  requireSpace(world, new Map([[file.datastore, growth]]), world.pathOf(file));
  disk.capacityBytes = capacityBytes;
  world.files.resize(file, file.sizeBytes + growth);
  for (const vm of world.files.usersOf(file)) touchDisks(world, world.the("VirtualMachine", vm));
}
