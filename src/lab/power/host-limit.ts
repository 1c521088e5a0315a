/** How many hosts may have one file open, and the refusal beyond it (vim-facts 8.1). The figures are settings; only VMFS has a limit. */
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema } from "../wire/vim-schema.js";
import type { HostState } from "../world/entities.js";
import type { LabFile } from "../world/lab-file.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { hostHasOpen, hostsWithOpen } from "./open-files.js";

/** Hosts that may have the file open when one of them is `host`: the old figure unless every host of its cluster is 5.1 or newer and the VMFS 5 or newer. */
export function hostLimitOf(world: World, host: HostState, file: LabFile): number {
  const datastore = world.the("Datastore", file.datastore);
  if (datastore.kind !== "VMFS") return Infinity;
  const modern = (datastore.vmfsMajorVersion ?? 5) >= 5 && !hasOldHost(world, host);
  return modern ? world.settings.vmfsHostLimit : world.settings.oldVmfsHostLimit;
}

/** Throws settings.hostLimitFault when running the VM on `host` would put a file of its chains over its limit. */
export function refuseOverHostLimit(world: World, vm: VmState, host: HostState): void {
  for (const disk of vm.disks) {
    for (const level of world.files.chain(disk.file)) {
      // What nobody else uses is the rule, and cheaply told.
      if (!world.files.isShared(level)) continue;
      const limit = hostLimitOf(world, host, level);
      if (world.the("Datastore", level.datastore).hosts.size <= limit || hostHasOpen(world, host.ref.value, level)) continue;
      if (hostsWithOpen(world, level, limit).size >= limit) throw limitFault(world, world.pathOf(level), limit);
    }
  }
}

function limitFault(world: World, path: string, limit: number): VimFault {
  const type = world.settings.hostLimitFault;
  const fields = vimSchema().fieldsOf(type);
  const message = `Unable to access file ${path} since it is locked: ${limit} hosts have it open already.`;
  return new VimFault(type, message, { ...(fields.has("file") ? { file: path } : {}), ...(fields.has("reason") ? { reason: message } : {}) });
}

function hasOldHost(world: World, host: HostState): boolean {
  const peers = world.find("ClusterComputeResource", host.parent?.value)?.hosts ?? [host.ref.value];
  for (const id of peers) if (isOld(world.the("HostSystem", id).version)) return true;
  return false;
}

/** Older than 5.1. */
function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 5 || (major === 5 && minor < 1);
}
