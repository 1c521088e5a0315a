/** Files that a running VM has open can be neither deleted nor moved. That a VM which is off needs them is no reason (vim-facts 10.2). */
import { hostsWithOpen } from "../power/open-files.js";
import { VimFault } from "../wire/vim-fault.js";
import type { LabFile } from "../world/lab-file.js";
import type { World } from "../world/world.js";

/** Throws `fault` (a FileFault such as FileLocked or CannotDeleteFile) naming the first file that is open. */
export function refuseOpen(world: World, files: readonly LabFile[], fault: "FileLocked" | "CannotDeleteFile"): void {
  const beside = new Set(files.filter((file) => file.kind !== "disk"));
  const openBeside = beside.size === 0 ? undefined : openAmong(world, beside);
  const open = openBeside ?? files.find((file) => file.kind === "disk" && hostsWithOpen(world, file, 1).size > 0);
  if (open === undefined) return;
  const path = world.pathOf(open);
  throw new VimFault(fault, fault === "FileLocked" ? `Unable to access file ${path} since it is locked` : `Cannot delete file ${path}`, { file: path });
}

/** The first of these files that belongs to a running VM. Looks at all VMs: for rare operations only. */
function openAmong(world: World, files: ReadonlySet<LabFile>): LabFile | undefined {
  for (const vm of world.all("VirtualMachine")) {
    if (vm.powerState !== "poweredOn") continue;
    const found = vm.files.find((file) => files.has(file));
    if (found !== undefined) return found;
  }
  return undefined;
}
