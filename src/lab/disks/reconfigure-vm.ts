/** Reconfigures a VM from a VirtualMachineConfigSpec in one step (vim-facts 7.3): all of it, or none when any part is refused. */
import { datacenterOf } from "../inventory/children-of.js";
import { changeVersionOf } from "../properties/vm-config.js";
import { objectsIn, textIn, type Args } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { applyDraft } from "./apply-draft.js";
import { changedConfig, requireNoHotPlug } from "./config-change.js";
import { requireDatastore } from "./destination.js";
import type { DeviceDraft, DeviceOwner } from "./device-draft.js";
import { draftDevices } from "./draft-device-change.js";
import { requireFreeName } from "./folder-names.js";
import { renameVm } from "./rename-vm.js";
import { requireSpace } from "./require-space.js";
import { touchConfig } from "./touch-vm.js";

/** Bytes of new disks. */
export function reconfigureBytes(world: World, vm: VmState, spec: Args): number {
  return [...draftOf(world, vm, spec).needs.values()].reduce((sum, each) => sum + each, 0);
}

/** ConcurrentAccess for a stale changeVersion, DuplicateName, InvalidName, InvalidDeviceSpec and its kind, FileFault and its kind, NoDiskSpace, NotSupported for a template's devices. */
export function reconfigureVm(world: World, vm: VmState, spec: Args): void {
  const changeVersion = textIn(spec, "changeVersion") ?? "";
  if (changeVersion !== "" && changeVersion !== changeVersionOf(vm)) throw new VimFault("ConcurrentAccess", "The object or item referred to was changed by somebody else meanwhile.");
  const name = textIn(spec, "name");
  const folder = world.find("Folder", vm.parent?.value);
  if (name !== undefined && folder !== undefined) requireFreeName(world, folder, name, vm.ref);
  const config = changedConfig(vm.config, spec);
  requireNoHotPlug(vm.config, config, vm.powerState);
  const draft = draftOf(world, vm, spec);
  const host = world.find("HostSystem", vm.host);
  for (const datastore of draft.needs.keys()) requireDatastore(world, datastore, host);
  requireSpace(world, draft.needs);

  vm.config = config;
  if (objectsIn(spec, "deviceChange").length > 0) applyDraft(world, vm, draft);
  if (name !== undefined) renameVm(world, vm, name);
  touchConfig(world, vm, "config", "summary.config", "guest");
}

/** The VM as the owner of devices to be changed. */
export function ownerOf(world: World, vm: VmState): DeviceOwner {
  const { name, home, template, disks, devices } = vm;
  return { vm, name, home, template, disks, devices, datacenter: datacenterOf(world, vm.ref)?.ref };
}

function draftOf(world: World, vm: VmState, spec: Args): DeviceDraft {
  return draftDevices(world, ownerOf(world, vm), objectsIn(spec, "deviceChange"));
}
