/** Where an event happened: the VM, host, compute resource, datacenter and datastore of it, as the *EventArgument objects of its base fields (vim-facts 5.3). */
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";
import type { ClusterState, ComputeState, DatacenterState, DatastoreState, HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** What an event is about; what follows from it (the host of a VM, the datacenter of a host) need not be given. Entities that are gone already are fine. */
export interface About {
  readonly vm?: VmState | undefined;
  readonly host?: HostState | undefined;
  readonly computeResource?: ComputeState | ClusterState | undefined;
  readonly datacenter?: DatacenterState | undefined;
  readonly ds?: DatastoreState | undefined;
}

/** The base fields of an event about that. */
export function eventArguments(world: World, about: About): Record<string, VimObject | undefined> {
  const host = about.host ?? world.find("HostSystem", about.vm?.host);
  const compute = about.computeResource ?? computeOf(world, host);
  const datacenter = about.datacenter ?? datacenterOf(world, about.vm?.parent ?? compute?.parent ?? about.ds?.parent);
  return {
    datacenter: datacenter && vim("DatacenterEventArgument", { name: datacenter.name, datacenter: datacenter.ref }),
    computeResource: compute && vim("ComputeResourceEventArgument", { name: compute.name, computeResource: compute.ref }),
    host: host && hostArgument(host),
    vm: about.vm && vmArgument(about.vm),
    ds: about.ds && vim("DatastoreEventArgument", { name: about.ds.name, datastore: about.ds.ref }),
  };
}

export function hostArgument(host: HostState): VimObject {
  return vim("HostEventArgument", { name: host.name, host: host.ref });
}

export function vmArgument(vm: VmState): VimObject {
  return vim("VmEventArgument", { name: vm.name, vm: vm.ref });
}

/** What an event about `entity` as a whole is about; nothing for folders and what is gone. */
export function aboutEntity(world: World, entity: Ref): About {
  const found = world.get(entity.value);
  switch (found?.type) {
    case "VirtualMachine": return { vm: found };
    case "HostSystem": return { host: found };
    case "ComputeResource":
    case "ClusterComputeResource": return { computeResource: found };
    case "Datacenter": return { datacenter: found };
    case "Datastore": return { ds: found };
    default: return {};
  }
}

/** The cluster or standalone compute resource of a host. */
export function computeOf(world: World, host: HostState | undefined): ComputeState | ClusterState | undefined {
  const id = host?.parent?.value;
  return world.find("ClusterComputeResource", id) ?? world.find("ComputeResource", id);
}

function datacenterOf(world: World, from: Ref | undefined): DatacenterState | undefined {
  for (let each = from; each !== undefined; each = world.get(each.value)?.parent) {
    const found = world.find("Datacenter", each.value);
    if (found !== undefined) return found;
  }
  return undefined;
}
