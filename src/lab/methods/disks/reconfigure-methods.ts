/** ReconfigVM_Task, Rename_Task of VMs, MarkAsTemplate and MarkAsVirtualMachine (vim-facts 7.3, 7.4). */
import { markAsTemplate, markAsVirtualMachine } from "../../disks/mark-template.js";
import { reconfigureBytes, reconfigureVm } from "../../disks/reconfigure-vm.js";
import { renameVm } from "../../disks/rename-vm.js";
import { requireOf } from "../../inventory/require-entity.js";
import { refuseLocked } from "../../operations/lock.js";
import { startTask } from "../../operations/start-task.js";
import { objectOf, refIn, refOf, textOf } from "../../wire/read-args.js";
import type { Ref } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm, requireConnected } from "./called-vm.js";
import { chooseHost } from "./placement.js";
import { tellVm, tellVmById } from "./tell-vm.js";

export const reconfigureMethods: MethodTable = {
  "VirtualMachine.ReconfigVM_Task": reconfigure,
  "VirtualMachine.Rename_Task": rename,
  "VirtualMachine.MarkAsTemplate": toTemplate,
  "VirtualMachine.MarkAsVirtualMachine": toVirtualMachine,
};

function reconfigure(call: Call): Ref {
  const { world, args } = call;
  const vm = calledVm(call);
  const spec = objectOf(args, "spec");
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false, bytes: () => reconfigureBytes(world, vm, spec),
    commit(task) {
      requireConnected(vm);
      const oldName = vm.name;
      reconfigureVm(world, vm, spec);
      tellVm({ call, task }, "VmReconfiguredEvent", { vm }, { configSpec: spec }, `Reconfigured ${vm.name}`);
      if (vm.name !== oldName) tellVm({ call, task }, "VmRenamedEvent", { vm }, { oldName, newName: vm.name }, `Renamed ${vm.name} from ${oldName} to ${vm.name}`);
      return undefined;
    },
  });
}

function rename(call: Call): Ref {
  const { world, args } = call;
  const vm = calledVm(call);
  const newName = textOf(args, "newName");
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false, bytes: () => 0,
    commit(task) {
      const oldName = vm.name;
      renameVm(world, vm, newName);
      tellVm({ call, task }, "VmRenamedEvent", { vm }, { oldName, newName: vm.name }, `Renamed ${vm.name} from ${oldName} to ${vm.name}`);
      return undefined;
    },
  });
}

/** No classic event tells of it, only an id since 7.0 (vim-facts 5.5). */
function toTemplate(call: Call): undefined {
  const vm = calledVm(call);
  requireConnected(vm);
  refuseLocked(call.world, [vm.ref]);
  markAsTemplate(call.world, vm);
  tellVmById({ call, task: undefined }, "com.vmware.vc.vm.VmConvertedToTemplateEvent", vm, `Virtual machine ${vm.name} was converted to a template`);
  return undefined;
}

function toVirtualMachine(call: Call): undefined {
  const { world, args } = call;
  const vm = calledVm(call);
  requireConnected(vm);
  refuseLocked(world, [vm.ref]);
  const pool = refOf(args, "pool");
  const host = chooseHost(world, { pool, host: refIn(args, "host"), presentHost: vm.host, datastores: [vm.home.datastore], stays: true, path: "host" });
  markAsVirtualMachine(world, vm, requireOf(world, "ResourcePool", pool).ref.value, host.ref.value);
  tellVmById({ call, task: undefined }, "com.vmware.vc.vm.TemplateConvertedToVmEvent", vm, `Template ${vm.name} was converted to a virtual machine`);
  return undefined;
}
