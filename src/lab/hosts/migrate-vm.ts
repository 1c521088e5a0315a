/** One VM moves to another host because DRS says so: as a task of vCenter's own, with the events of vim-facts 5.8. Its disks stay where they are. */
import { datacenterOf } from "../inventory/children-of.js";
import { hostArgument } from "../operations/event-arguments.js";
import type { Operation } from "../operations/operation.js";
import { postEvent } from "../operations/post-event.js";
import { refuseOverHostLimit } from "../power/host-limit.js";
import { unsuitable } from "../power/suitable-hosts.js";
import { VimFault } from "../wire/vim-fault.js";
import { vim } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** `ended` is called once the VM is there, or will not come. A VM that is not running moves its registration only. */
export function migrateVm(world: World, vm: VmState, target: HostState, ended: () => void): Operation {
  const source = world.the("HostSystem", vm.host ?? "");
  const datacenter = datacenterOf(world, vm.ref);
  const place = datacenter && vim("DatacenterEventArgument", { name: datacenter.name, datacenter: datacenter.ref });
  const home = world.the("Datastore", vm.home.datastore);
  const store = vim("DatastoreEventArgument", { name: home.name, datastore: home.ref });
  const destination = { destHost: hostArgument(target), destDatacenter: place, destDatastore: store };
  const runs = () => vm.powerState === "poweredOn";
  return {
    entity: vm.ref,
    locks: [vm.ref],
    cancelable: true,
    bytes: () => (runs() ? vm.config.memoryMiB * 1024 ** 2 : 0),
    begin(task) {
      const message = `Migrating ${vm.name} from ${source.name} to ${target.name} in ${datacenter?.name ?? ""}`;
      postEvent(world, runs() ? "VmBeingHotMigratedEvent" : "VmBeingMigratedEvent", { vm, ds: home }, destination, { chainId: task.eventChainId, userName: "", message });
    },
    commit(task) {
      if (vm.host !== source.ref.value || world.find("VirtualMachine", vm.ref.value) !== vm) throw new VimFault("InvalidState", `${vm.name} is not on ${source.name} any more.`);
      refuseMove(world, vm, target);
      world.placeVm(vm, target.ref.value, vm.resourcePool);
      const message = `DRS migrated ${vm.name} from ${source.name} to ${target.name} in cluster`;
      postEvent(world, "DrsVmMigratedEvent", { vm, ds: home }, { sourceHost: hostArgument(source), sourceDatacenter: place, sourceDatastore: store }, { chainId: task.eventChainId, userName: "", message });
      ended();
      return undefined;
    },
    failed(task, fault) {
      const message = `Failed to migrate ${vm.name} to host ${target.name}: ${fault.message}`;
      postEvent(world, "VmFailedMigrateEvent", { vm, ds: home }, { ...destination, reason: fault.toLocalized() }, { chainId: task.eventChainId, userName: "", message });
      ended();
    },
  };
}

/** Throws why the VM cannot move there: the host's state, its datastores, mandatory rules, and for a running VM the host limit of its files. */
export function refuseMove(world: World, vm: VmState, target: HostState): void {
  const why = unsuitable(world, vm, target);
  if (why !== undefined) throw why;
  if (vm.powerState === "poweredOn") refuseOverHostLimit(world, vm, target);
}
