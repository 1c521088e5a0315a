/** Snapshots: create, remove, revert, rename (vim-facts 7.1). Tasks stand at the VM; no event tells of a snapshot but of a revert (5.6). */
import { removalBytes, removeAllSnapshots, removeSnapshot, subtreeOf } from "../../disks/remove-snapshot.js";
import { revertToSnapshot, stateAfterRevert } from "../../disks/revert-to-snapshot.js";
import { takeSnapshot } from "../../disks/take-snapshot.js";
import { touchSnapshotTree } from "../../disks/touch-vm.js";
import { requireOf } from "../../inventory/require-entity.js";
import { startTask } from "../../operations/start-task.js";
import { checkStart } from "../../power/check-power-on.js";
import { refuseLocked } from "../../operations/lock.js";
import { flagIn, objectIn, refIn, textIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { Ref } from "../../wire/vim-value.js";
import type { SnapshotState, VmState } from "../../world/vm-state.js";
import type { Call, MethodTable } from "../method.js";
import { calledVm, invalidArgument, requireConnected, requireSnapshot, requireStill } from "./called-vm.js";
import { tellVm, tellVmById } from "./tell-vm.js";

export const snapshotMethods: MethodTable = {
  "VirtualMachine.CreateSnapshot_Task": (call) => create(call, flagIn(call.args, "quiesce")),
  "VirtualMachine.CreateSnapshotEx_Task": (call) => create(call, objectIn(call.args, "quiesceSpec") !== undefined),
  "VirtualMachineSnapshot.RemoveSnapshot_Task": remove,
  "VirtualMachine.RemoveAllSnapshots_Task": removeAll,
  "VirtualMachineSnapshot.RevertToSnapshot_Task": (call) => {
    const { vm, snapshot } = requireSnapshot(call.world, call.self);
    return revert(call, vm, () => snapshot);
  },
  "VirtualMachine.RevertToCurrentSnapshot_Task": (call) => {
    const vm = calledVm(call);
    return revert(call, vm, () => {
      if (vm.currentSnapshot === undefined) throw new VimFault("NotFound", "The virtual machine has no current snapshot.");
      return vm.currentSnapshot;
    });
  },
  "VirtualMachineSnapshot.RenameSnapshot": rename,
};

function create(call: Call, quiesce: boolean): Ref {
  const { world, args } = call;
  const vm = calledVm(call);
  const wanted = { name: textOf(args, "name"), description: textIn(args, "description") ?? "", memory: flagIn(args, "memory"), quiesce };
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false,
    bytes: () => (wanted.memory && vm.powerState === "poweredOn" ? vm.config.memoryMiB * 1024 ** 2 : 0),
    commit() {
      requireConnected(vm);
      return takeSnapshot(world, vm, wanted).ref;
    },
  });
}

function remove(call: Call): Ref {
  const { world, args, via } = call;
  const { vm, snapshot } = requireSnapshot(world, call.self);
  const removeChildren = flagIn(args, "removeChildren");
  const consolidate = flagIn(args, "consolidate", true);
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false,
    bytes: () => (consolidate ? removalBytes(world, vm, removeChildren ? subtreeOf(snapshot) : [snapshot]) : 0),
    commit() {
      requireConnected(vm);
      removeSnapshot(world, vm, requireSnapshot(world, snapshot.ref).snapshot, { removeChildren, consolidate, via });
      return undefined;
    },
  });
}

function removeAll(call: Call): Ref {
  const { world, args, via } = call;
  const vm = calledVm(call);
  const consolidate = flagIn(args, "consolidate", true);
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false,
    bytes: () => (consolidate ? removalBytes(world, vm, [...world.snapshotsOf(vm)]) : 0),
    commit() {
      requireConnected(vm);
      removeAllSnapshots(world, vm, { consolidate, via });
      return undefined;
    },
  });
}

/** `find` says which snapshot when the task takes effect. */
function revert(call: Call, vm: VmState, find: () => SnapshotState): Ref {
  const { world, args } = call;
  const suppressPowerOn = flagIn(args, "suppressPowerOn");
  const named = refIn(args, "host");
  const host = named === undefined ? undefined : requireOf(world, "HostSystem", named);
  return startTask(call, {
    entity: vm.ref, locks: [vm.ref], cancelable: false, bytes: () => 0,
    commit(task) {
      requireConnected(vm);
      requireStill(world, [host?.ref]);
      const snapshot = find();
      const before = vm.powerState;
      const after = stateAfterRevert(snapshot, suppressPowerOn);
      const on = host ?? world.find("HostSystem", vm.host);
      if (after === "poweredOn" && before !== "poweredOn" && on !== undefined) checkStart(world, vm, on);
      revertToSnapshot(world, vm, snapshot, suppressPowerOn);
      if (host !== undefined) world.placeVm(vm, host.ref.value, vm.resourcePool);
      const telling = { call, task };
      if (before === "poweredOn" && after === "poweredOff") tellVm(telling, "VmPoweredOffEvent", { vm }, {}, `${vm.name} is powered off`);
      if (before !== "poweredOn" && after === "poweredOn") tellVm(telling, "VmPoweredOnEvent", { vm }, {}, `${vm.name} is powered on`);
      tellVmById(telling, "com.vmware.vc.vm.VmStateRevertedToSnapshot", vm, `The execution state of the virtual machine ${vm.name} has been reverted to the state of snapshot ${snapshot.name}, with ID ${snapshot.id}`);
      return undefined;
    },
    failed(task) {
      tellVmById({ call, task }, "com.vmware.vc.vm.VmStateFailedToRevertToSnapshot", vm, `Failed to revert the execution state of the virtual machine ${vm.name} to a snapshot`);
    },
  });
}

/** At least one of name and description (vim-facts 7.1). No task. */
function rename(call: Call): undefined {
  const { world, args } = call;
  const { vm, snapshot } = requireSnapshot(world, call.self);
  const name = textIn(args, "name");
  const description = textIn(args, "description");
  if (name === undefined && description === undefined) throw invalidArgument("name");
  if (name === "" || (name?.length ?? 0) > 80) throw new VimFault("InvalidName", `The snapshot name '${name ?? ""}' is not valid.`, { name, entity: vm.ref });
  refuseLocked(world, [vm.ref]);
  snapshot.name = name ?? snapshot.name;
  snapshot.description = description ?? snapshot.description;
  touchSnapshotTree(world, vm);
  return undefined;
}
