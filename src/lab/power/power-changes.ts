/** Powering off, suspending and resetting: what each asks of the VM, does to it and says. Powering on is a matter of its own. */
import { postEvent } from "../operations/post-event.js";
import type { EventOrigin } from "../operations/post-event.js";
import type { PowerState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { refusePower } from "./check-power-on.js";
import { setPower, touchPower } from "./set-power.js";

export interface PowerChange {
  /** What the VM will be. */
  readonly becomes: PowerState;
  readonly allowed: readonly PowerState[];
  readonly begins: string;
  /** Unset: nothing is said beyond the beginning. */
  readonly ends: string | undefined;
  readonly fails: string;
}

export const powerOff: PowerChange = {
  becomes: "poweredOff", allowed: ["poweredOn", "suspended"], begins: "VmStoppingEvent", ends: "VmPoweredOffEvent", fails: "VmFailedToPowerOffEvent",
};
export const suspend: PowerChange = { becomes: "suspended", allowed: ["poweredOn"], begins: "VmSuspendingEvent", ends: "VmSuspendedEvent", fails: "VmFailedToSuspendEvent" };
export const reset: PowerChange = { becomes: "poweredOn", allowed: ["poweredOn"], begins: "VmResettingEvent", ends: undefined, fails: "VmFailedToResetEvent" };

/** Throws InvalidPowerState with nothing changed when the VM is in no allowed state. */
export function changePower(world: World, vm: VmState, change: PowerChange, origin: EventOrigin): void {
  refusePower(vm, change.becomes, change.allowed);
  if (vm.powerState === change.becomes) {
    vm.bootTime = world.clock.now();
    touchPower(world, vm);
  } else {
    setPower(world, vm, change.becomes);
  }
  if (change.ends !== undefined) postEvent(world, change.ends, { vm }, {}, origin);
}
