/** One step of an estate, done to one VM at once by the transition that the operation of the same name uses. VimFaults of the transition pass through. */
import { addDelta } from "../disks/add-delta.js";
import { destroyVm, unregisterVm } from "../disks/destroy-vm.js";
import { growDisk } from "../disks/grow-disk.js";
import { removeSnapshot } from "../disks/remove-snapshot.js";
import { revertToSnapshot } from "../disks/revert-to-snapshot.js";
import { takeSnapshot } from "../disks/take-snapshot.js";
import { setConsolidationNeeded } from "../disks/touch-vm.js";
import { checkPowerOn } from "../power/check-power-on.js";
import { setPower } from "../power/set-power.js";
import { VimFault } from "../wire/vim-fault.js";
import type { SnapshotState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import type { BuiltPlaces } from "./build-places.js";
import { findSnapshot } from "./find-snapshot.js";
import type { Step } from "./step.js";

export function doStep(world: World, vm: VmState, step: Step, places: BuiltPlaces): void {
  switch (step.kind) {
    case "snapshot":
      takeSnapshot(world, vm, step);
      return;
    case "write":
      for (const disk of vm.disks) growDisk(world, vm, disk.key, step.bytes);
      return;
    case "add-delta":
      for (const disk of vm.disks) addDelta(world, vm, disk.key);
      return;
    case "power":
      if (step.state === "poweredOn") checkPowerOn(world, vm, world.the("HostSystem", vm.host ?? ""));
      setPower(world, vm, step.state);
      return;
    case "mark-template":
      vm.template = true;
      world.placeVm(vm, vm.host, undefined);
      return;
    case "connection":
      vm.connectionState = step.state;
      return;
    case "consolidation-needed":
      setConsolidationNeeded(world, vm, true);
      return;
    case "move":
      world.placeVm(vm, places.hosts.get(step.host)?.ref.value ?? vm.host, vm.resourcePool);
      return;
    case "remove-snapshot":
      removeSnapshot(world, vm, snapshotOf(world, vm, step.name), { removeChildren: step.children, consolidate: step.consolidate, via: step.via });
      return;
    case "revert":
      revertToSnapshot(world, vm, snapshotOf(world, vm, step.name), false);
      return;
    case "unregister":
      unregisterVm(world, vm);
      return;
    case "delete":
      destroyVm(world, vm, step.via);
      return;
  }
}

function snapshotOf(world: World, vm: VmState, name: string): SnapshotState {
  const found = findSnapshot(world, vm, name);
  if (found === undefined) throw new VimFault("NotFound", `${vm.name} has no snapshot "${name}"`);
  return found;
}
