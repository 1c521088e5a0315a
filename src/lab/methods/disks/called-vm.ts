/** Which VM or snapshot a call is about, and what every method here checks of it. It changes nothing. */
import { requireEntity, requireOf } from "../../inventory/require-entity.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref } from "../../wire/vim-value.js";
import type { SnapshotState, VmState } from "../../world/vm-state.js";
import type { World } from "../../world/world.js";
import type { Call } from "../method.js";

/** ManagedObjectNotFound when the VM is gone. */
export function calledVm(call: Call): VmState {
  return requireOf(call.world, "VirtualMachine", call.self);
}

/** ManagedObjectNotFound when the snapshot is gone. */
export function requireSnapshot(world: World, wanted: Ref): { readonly vm: VmState; readonly snapshot: SnapshotState } {
  const found = world.snapshots.get(wanted.value);
  if (found !== undefined) return found;
  throw new VimFault("ManagedObjectNotFound", `The object '${wanted.type}:${wanted.value}' has already been deleted or has not been completely created`, { obj: wanted });
}

/** InvalidState while the VM cannot be reached. */
export function requireConnected(vm: VmState): void {
  if (vm.connectionState === "connected") return;
  throw new VimFault("InvalidState", `The operation is not allowed in the current connection state of ${vm.name}: ${vm.connectionState}.`);
}

/** NotSupported for what only vCenter can do. */
export function requireVcenter(call: Call): void {
  if (call.via === "host") throw new VimFault("NotSupported", "The operation is not supported on the object.");
}

/** ManagedObjectNotFound when something a task was started with has gone meanwhile. */
export function requireStill(world: World, wanted: readonly (Ref | undefined)[]): void {
  for (const each of wanted) if (each !== undefined) requireEntity(world, each);
}

export function invalidArgument(property: string): VimFault {
  return new VimFault("InvalidArgument", `A specified parameter was not correct: ${property}`, { invalidProperty: property });
}
