/** Which hosts have a file open: those that run a VM with the file in the chain of a current disk (vim-facts 8.1). Computed from the world, never stored. */
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/**
 * Managed object ids of the hosts that have `file` open; looks no further once there are `enough`.
 * A failed host counts while its VMs run nowhere else, if settings.failedHostKeepsFiles.
 */
export function hostsWithOpen(world: World, file: LabFile, enough = Infinity): Set<string> {
  const hosts = new Set<string>();
  world.files.visitUsers(file, (id) => {
    const vm = world.find("VirtualMachine", id);
    if (vm?.host !== undefined && !hosts.has(vm.host) && hasOpen(world, vm, file)) hosts.add(vm.host);
    return hosts.size < enough;
  });
  return hosts;
}

/** Whether a host has `file` open already; costs what runs on the host, not the size of the group. */
export function hostHasOpen(world: World, host: string, file: LabFile): boolean {
  for (const id of world.find("HostSystem", host)?.vms ?? []) {
    const vm = world.find("VirtualMachine", id);
    if (vm !== undefined && hasOpen(world, vm, file)) return true;
  }
  return false;
}

/** The levels a running VM has open: the chains of its current disks, not what only its snapshots pin. */
function hasOpen(world: World, vm: VmState, file: LabFile): boolean {
  if (vm.powerState !== "poweredOn") return false;
  if (!world.settings.failedHostKeepsFiles && world.find("HostSystem", vm.host)?.connectionState === "notResponding") return false;
  return vm.disks.some((disk) => {
    for (let level: LabFile | undefined = disk.file; level !== undefined; level = level.parent) if (level === file) return true;
    return false;
  });
}
