/** Starts a VM on a host in one step, with its event. It starts no task: the power-on method and clones that end running both use it. */
import { postEvent, type EventOrigin } from "../operations/post-event.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { checkPowerOn } from "./check-power-on.js";
import { chooseHost, type ChosenHost } from "./choose-host.js";
import { setPower } from "./set-power.js";

/** Posts VmPoweredOnEvent or DrsVmPoweredOnEvent. Throws the VimFault of checkPowerOn or chooseHost with nothing changed. */
export function powerOn(world: World, vm: VmState, origin: EventOrigin, chosen: ChosenHost = chooseHost(world, vm, undefined)): void {
  checkPowerOn(world, vm, chosen.host);
  world.placeVm(vm, chosen.host.ref.value, vm.resourcePool);
  setPower(world, vm, "poweredOn");
  postEvent(world, chosen.byDrs ? "DrsVmPoweredOnEvent" : "VmPoweredOnEvent", { vm }, {}, origin);
}
