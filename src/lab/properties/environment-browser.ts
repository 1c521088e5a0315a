/** The environment browser of a compute resource: the lab only has it because VMs and clusters must name one, and for its datastore browser. */
import { ref, type Ref, type VimValue } from "../wire/vim-value.js";
import type { ClusterState, ComputeState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { datastoreBrowserRef } from "./datastore-browser.js";
import type { Properties } from "./property-table.js";

const prefix = "envbrowser-";

export function environmentBrowserRef(compute: Ref): Ref {
  return ref("EnvironmentBrowser", `${prefix}${compute.value}`);
}

/** The one of the host's compute resource; of a VM on no host, its resource pool's, and with neither the first of the inventory. */
export function environmentBrowserOfVm(world: World, vm: VmState): VimValue {
  const compute = world.find("HostSystem", vm.host)?.parent ?? world.find("ResourcePool", vm.resourcePool)?.owner;
  if (compute !== undefined) return environmentBrowserRef(compute);
  for (const type of ["ClusterComputeResource", "ComputeResource"] as const) for (const first of world.all(type)) return environmentBrowserRef(first.ref);
  return environmentBrowserRef(vm.ref);
}

export function findEnvironmentBrowser(world: World, id: string): ClusterState | ComputeState | undefined {
  const compute = id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
  return world.find("ClusterComputeResource", compute) ?? world.find("ComputeResource", compute);
}

export const environmentBrowserProperties: Properties<ClusterState | ComputeState> = {
  datastoreBrowser: (_world, compute) => datastoreBrowserRef(compute.ref),
};
