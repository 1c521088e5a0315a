/** Turns VMs into templates and back. Files do not change; a template is in no pool and takes no reconfiguration of its disks. */
import { VimFault } from "../wire/vim-fault.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireDatastore } from "./destination.js";
import { touchConfig, touchEverySnapshot } from "./touch-vm.js";

/** InvalidPowerState unless it is off; NotSupported for a template. */
export function markAsTemplate(world: World, vm: VmState): void {
  if (vm.template) throw notSupported();
  if (vm.powerState !== "poweredOff") {
    throw new VimFault("InvalidPowerState", "The attempted operation cannot be performed in the current state.", { requestedState: "poweredOff", existingState: vm.powerState });
  }
  world.placeVm(vm, vm.host, undefined);
  setTemplate(world, vm, true);
}

/** NotSupported unless it is a template; InvalidDatastore when the host does not see its home. */
export function markAsVirtualMachine(world: World, vm: VmState, resourcePool: string, host: string | undefined): void {
  if (!vm.template) throw notSupported();
  const target = host ?? vm.host;
  requireDatastore(world, vm.home.datastore, world.find("HostSystem", target));
  world.placeVm(vm, target, resourcePool);
  setTemplate(world, vm, false);
}

function setTemplate(world: World, vm: VmState, template: boolean): void {
  vm.template = template;
  touchConfig(world, vm, "config.template", "summary.config.template", "disabledMethod");
  touchEverySnapshot(world, vm, "config.template");
}

function notSupported(): VimFault {
  return new VimFault("NotSupported", "The operation is not supported on the object.");
}
