/** Destroy_Task of VMs, with their files, and UnregisterVM, without (vim-facts 7.4, 6.6). What other VMs share stays in either. */
import { destroyVm, unregisterVm } from "../../disks/destroy-vm.js";
import { datacenterOf } from "../../inventory/children-of.js";
import { refuseLocked } from "../../operations/lock.js";
import { startTask } from "../../operations/start-task.js";
import { refusePower } from "../../power/check-power-on.js";
import type { Ref } from "../../wire/vim-value.js";
import type { VmState } from "../../world/vm-state.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm } from "./called-vm.js";
import { tellVm } from "./tell-vm.js";

export const destroyMethods: MethodTable = {
  "VirtualMachine.Destroy_Task": destroy,
  "VirtualMachine.UnregisterVM": unregister,
};

function destroy(call: Call): Ref {
  const { world, via } = call;
  const vm = calledVm(call);
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false, bytes: () => 0,
    commit(task) {
      const about = aboutLeaving(call, vm);
      destroyVm(world, vm, via);
      tellVm({ call, task }, "VmRemovedEvent", about, {}, `Removed ${vm.name} on ${about.host?.name ?? ""}`);
      return undefined;
    },
  });
}

function unregister(call: Call): undefined {
  const { world } = call;
  const vm = calledVm(call);
  refusePower(vm, "poweredOff", ["poweredOff", "suspended"]);
  refuseLocked(world, [vm.ref]);
  const about = aboutLeaving(call, vm);
  unregisterVm(world, vm);
  tellVm({ call, task: undefined }, "VmRemovedEvent", about, {}, `Removed ${vm.name} on ${about.host?.name ?? ""}`);
  return undefined;
}

/** Read while the VM is still there. */
function aboutLeaving({ world }: Call, vm: VmState) {
  return { vm, host: world.find("HostSystem", vm.host), datacenter: datacenterOf(world, vm.ref) };
}
