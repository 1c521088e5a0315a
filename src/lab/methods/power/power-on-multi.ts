/** Datacenter.PowerOnMultiVM_Task: one task that starts one for each VM, placed by DRS where it is on. It waits for none of them. */
import { requireOf } from "../../inventory/require-entity.js";
import { startSystemTask, startTask } from "../../operations/start-task.js";
import { powerOnOperation } from "../../power/power-on-operation.js";
import { clusterOf } from "../../power/set-power.js";
import { refsIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim, type Ref, type VimObject } from "../../wire/vim-value.js";
import type { World } from "../../world/world.js";
import type { MethodTable } from "../method.js";

export const powerOnMultiMethods: MethodTable = {
  "Datacenter.PowerOnMultiVM_Task": (call) => {
    const { world, userName } = call;
    const vms = refsIn(call.args, "vm");
    for (const each of vms) requireOf(world, "VirtualMachine", each);
    return startTask(call, {
      entity: call.self, locks: [], cancelable: false, bytes: () => 0,
      commit: () => {
        const attempted: VimObject[] = [];
        const notAttempted: VimObject[] = [];
        for (const each of vms) {
          const outcome = startOne(world, each, userName);
          if (outcome instanceof VimFault) notAttempted.push(vim("ClusterNotAttemptedVmInfo", { vm: each, fault: outcome.toLocalized() }));
          else attempted.push(vim("ClusterAttemptedVmInfo", { vm: each, task: outcome }));
        }
        return vim("ClusterPowerOnVmResult", { attempted, notAttempted, recommendations: [] });
      },
    });
  },
};

/** The VM's own task, or why there is none. */
function startOne(world: World, each: Ref, userName: string): Ref | VimFault {
  try {
    const vm = requireOf(world, "VirtualMachine", each);
    const descriptionId = clusterOf(world, vm)?.drs.enabled === true ? "Drm.ExecuteVmPowerOnLRO" : "VirtualMachine.powerOn";
    return startSystemTask(world, descriptionId, powerOnOperation(world, vm, undefined, userName));
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
}
