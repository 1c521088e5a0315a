/** runtime.connectionState of a VM: the bare transition, without events. */
import type { ConnectionState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

/** Says it only when it changes. */
export function setVmConnection(world: World, vm: VmState, connectionState: ConnectionState): void {
  if (vm.connectionState === connectionState) return;
  vm.connectionState = connectionState;
  world.changes.touch(vm.ref, "runtime.connectionState", "summary.runtime.connectionState", "disabledMethod", "overallStatus", "summary.overallStatus");
}
