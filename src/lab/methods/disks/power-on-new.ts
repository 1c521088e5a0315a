/** Starts a VM that an operation has just made and was told to start. When it does not start, the VM stays, off, and an event says why: the operation has succeeded. */
import { chooseHost } from "../../power/choose-host.js";
import { powerOn } from "../../power/power-on.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { HostState } from "../../world/entities.js";
import type { VmState } from "../../world/vm-state.js";
import { tellVm, type Telling } from "./tell-vm.js";

/** `named`: the host that the call asked for; without one DRS may choose another than the VM was registered on. */
export function powerOnNew(telling: Telling, vm: VmState, named: HostState | undefined): void {
  const { call, task } = telling;
  tellVm(telling, "VmStartingEvent", { vm }, {}, `${vm.name} is starting`);
  try {
    powerOn(call.world, vm, { chainId: task?.eventChainId, userName: call.userName }, chooseHost(call.world, vm, named));
  } catch (error) {
    if (!(error instanceof VimFault)) throw error;
    tellVm(telling, "VmFailedToPowerOnEvent", { vm }, { reason: error.toLocalized() }, `Cannot power on ${vm.name}: ${error.message}`);
  }
}
