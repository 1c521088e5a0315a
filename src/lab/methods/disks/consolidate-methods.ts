/** ConsolidateVMDisks_Task, the estimate of what it needs, and PromoteDisks_Task (vim-facts 7.1, 7.2). */
import { consolidateDisks, growthOf } from "../../disks/consolidate-disks.js";
import { planMerges } from "../../disks/merge-pass.js";
import { promoteDisks, promotionBytes } from "../../disks/promote-disks.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, numberOf, objectsIn } from "../../wire/read-args.js";
import { ref, typed, vim, type Ref } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm, requireConnected, requireVcenter } from "./called-vm.js";
import { tellVmById } from "./tell-vm.js";

export const consolidateMethods: MethodTable = {
  "VirtualMachine.ConsolidateVMDisks_Task": consolidate,
  "VirtualMachine.EstimateStorageForConsolidateSnapshots_Task": estimate,
  "VirtualMachine.PromoteDisks_Task": promote,
};

function consolidate(call: Call): Ref {
  const { world, via } = call;
  const vm = calledVm(call);
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false,
    bytes: () => planMerges(world, vm, { via }).reduce((sum, { bytes }) => sum + bytes, 0),
    commit(task) {
      requireConnected(vm);
      const needed = vm.consolidationNeeded;
      consolidateDisks(world, vm, { via });
      tellVmById({ call, task }, "com.vmware.vc.VmDiskConsolidatedEvent", vm, `Virtual machine ${vm.name} disks consolidated successfully`);
      if (needed && !vm.consolidationNeeded) tellVmById({ call, task }, "com.vmware.vc.VmDiskConsolidationNoLongerNeeded", vm, `Virtual machine ${vm.name} disks consolidation is no longer needed`);
      return undefined;
    },
    failed(task, fault) {
      tellVmById({ call, task }, "com.vmware.vc.VmDiskFailedToConsolidateEvent", vm, `Virtual machine ${vm.name} disks consolidation failed: ${fault.message}`);
    },
  });
}

function estimate(call: Call): Ref {
  const { world, via } = call;
  const vm = calledVm(call);
  return startTask(call, {
    entity: vm.ref, locks: [], cancelable: false, bytes: () => 0,
    commit() {
      const needs = [...growthOf(planMerges(world, vm, { via }))];
      return typed("ArrayOfStorageRequirement", needs.map(([datastore, bytes]) =>
        vim("StorageRequirement", { datastore: ref("Datastore", datastore), freeSpaceRequiredInKb: Math.ceil(bytes / 1024) })));
    },
  });
}

/** The server goes by the keys of the disks; without any, every disk with a parent is meant. */
function promote(call: Call): Ref {
  const { world, args } = call;
  requireVcenter(call);
  const vm = calledVm(call);
  const promotion = { unlink: flagIn(args, "unlink"), diskKeys: objectsIn(args, "disks").map((disk) => numberOf(disk, "key")) };
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: true, bytes: () => promotionBytes(world, vm, promotion),
    begin(task) {
      tellVmById({ call, task }, "com.vmware.vc.vm.VmDisksPromotingEvent", vm, `Promoting disks of ${vm.name}`);
    },
    commit(task) {
      requireConnected(vm);
      promoteDisks(world, vm, promotion);
      tellVmById({ call, task }, "com.vmware.vc.vm.VmDisksPromotedEvent", vm, `Disks of ${vm.name} have been promoted`);
      return undefined;
    },
    failed(task, fault) {
      tellVmById({ call, task }, "com.vmware.vc.vm.VmPromoteDisksFailedEvent", vm, `Cannot promote disks of ${vm.name}: ${fault.message}`);
    },
  });
}
