/** ShutdownGuest, RebootGuest and StandbyGuest: they answer at once, and the guest follows a little later. Tools run in every VM of the lab that is powered on. */
import { requireOf } from "../../inventory/require-entity.js";
import { refuseLocked } from "../../operations/lock.js";
import { postEvent } from "../../operations/post-event.js";
import { refusePower } from "../../power/check-power-on.js";
import { changePower, powerOff, reset, suspend, type PowerChange } from "../../power/power-changes.js";
import type { LabMethod, MethodTable } from "../method.js";

/** What a guest takes to do what it was asked, in ms of lab time. */
const guestMs = 5_000;

export const guestMethods: MethodTable = {
  "VirtualMachine.ShutdownGuest": ask(powerOff, "VmGuestShutdownEvent"),
  "VirtualMachine.RebootGuest": ask(reset, "VmGuestRebootEvent"),
  "VirtualMachine.StandbyGuest": ask(suspend, "VmGuestStandbyEvent"),
};

/** InvalidPowerState when the VM does not run, TaskInProgress when a task holds it; a VM that has stopped or moved away meanwhile is left alone. */
function ask(change: PowerChange, event: string): LabMethod {
  return ({ world, self, userName }) => {
    const vm = requireOf(world, "VirtualMachine", self);
    refusePower(vm, change.becomes, ["poweredOn"]);
    refuseLocked(world, [vm.ref]);
    const chainId = postEvent(world, event, { vm }, {}, { userName })["key"] as number;
    const bootTime = vm.bootTime;
    world.clock.after(guestMs, () => {
      const unchanged = world.find("VirtualMachine", self.value) === vm && vm.connectionState === "connected" && vm.powerState === "poweredOn" && vm.bootTime === bootTime;
      if (unchanged) changePower(world, vm, change, { chainId, userName });
    });
    return undefined;
  };
}
