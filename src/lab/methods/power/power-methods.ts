/** PowerOnVM_Task, PowerOffVM_Task, SuspendVM_Task and ResetVM_Task (vim-facts 7.4). A VM in the wrong state fails the task, not the call. */
import { requireOf } from "../../inventory/require-entity.js";
import { postEvent } from "../../operations/post-event.js";
import { startTask } from "../../operations/start-task.js";
import { changePower, powerOff, reset, suspend, type PowerChange } from "../../power/power-changes.js";
import { powerOnOperation } from "../../power/power-on-operation.js";
import { refusePower } from "../../power/check-power-on.js";
import { refIn } from "../../wire/read-args.js";
import type { TaskState } from "../../world/task-book.js";
import type { LabMethod, MethodTable } from "../method.js";

export const powerMethods: MethodTable = {
  "VirtualMachine.PowerOnVM_Task": (call) => {
    const { world, userName } = call;
    const vm = requireOf(world, "VirtualMachine", call.self);
    const named = refIn(call.args, "host");
    const host = named !== undefined ? requireOf(world, "HostSystem", named) : call.via === "host" ? world.find("HostSystem", vm.host) : undefined;
    return startTask(call, powerOnOperation(world, vm, host, userName));
  },
  "VirtualMachine.PowerOffVM_Task": change(powerOff),
  "VirtualMachine.SuspendVM_Task": change(suspend),
  "VirtualMachine.ResetVM_Task": change(reset),
};

function change(wanted: PowerChange): LabMethod {
  return (call) => {
    const { world, userName } = call;
    const vm = requireOf(world, "VirtualMachine", call.self);
    const origin = (task: TaskState) => ({ chainId: task.eventChainId, userName });
    return startTask(call, {
      entity: vm.ref, locks: [vm.ref], cancelable: false, bytes: () => 0,
      begin(task) {
        refusePower(vm, wanted.becomes, wanted.allowed);
        postEvent(world, wanted.begins, { vm }, {}, origin(task));
      },
      commit(task) {
        changePower(world, vm, wanted, origin(task));
        return undefined;
      },
      failed(task, fault) {
        postEvent(world, wanted.fails, { vm }, { reason: fault.toLocalized() }, origin(task));
      },
    });
  };
}
