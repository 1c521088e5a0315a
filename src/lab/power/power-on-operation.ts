/** Powering on as a task: where to, "starting", the start itself, and what is said when it fails. */
import type { Operation } from "../operations/operation.js";
import { postEvent } from "../operations/post-event.js";
import type { HostState } from "../world/entities.js";
import type { TaskState } from "../world/task-book.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { refusePower } from "./check-power-on.js";
import { chooseHost, type ChosenHost } from "./choose-host.js";
import { powerOn } from "./power-on.js";

/** On `named`, or wherever DRS or the registration says. The task ends with the fault of checkPowerOn or chooseHost, after a VmFailedToPowerOnEvent. */
export function powerOnOperation(world: World, vm: VmState, named: HostState | undefined, userName: string): Operation {
  let chosen: ChosenHost | undefined;
  const origin = (task: TaskState) => ({ chainId: task.eventChainId, userName });
  return {
    entity: vm.ref, locks: [vm.ref], cancelable: true, bytes: () => 0,
    begin(task) {
      refusePower(vm, "poweredOn", ["poweredOff", "suspended"]);
      chosen = chooseHost(world, vm, named);
      postEvent(world, vm.powerState === "suspended" ? "VmResumingEvent" : "VmStartingEvent", { vm, host: chosen.host }, {}, origin(task));
    },
    commit(task) {
      powerOn(world, vm, origin(task), chosen);
      return undefined;
    },
    failed(task, fault) {
      postEvent(world, "VmFailedToPowerOnEvent", { vm, host: chosen?.host }, { reason: fault.toLocalized() }, origin(task));
    },
  };
}
