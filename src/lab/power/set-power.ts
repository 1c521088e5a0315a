/** The bare transition of a VM's power state, with what hangs on it: swap file, boot time, protection by HA. It checks nothing and posts no event. */
import { touchFiles } from "../disks/touch-vm.js";
import { restartRank } from "../ha/restart-priority.js";
import type { ClusterState } from "../world/entities.js";
import type { PowerState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";

const MiB = 1024 * 1024;

/** Puts the VM into `powerState`; nothing happens when it is in it already. */
export function setPower(world: World, vm: VmState, powerState: PowerState): void {
  if (vm.powerState === powerState) return;
  vm.powerState = powerState;
  if (powerState === "poweredOn") {
    vm.bootTime = world.clock.now();
    addSwapFile(world, vm);
  } else {
    vm.bootTime = undefined;
    removeSwapFile(world, vm);
  }
  touchPower(world, vm);
  setProtection(world, vm, powerState === "poweredOn" && isRestarted(world, vm));
}

/** Whether HA would restart the VM where it is now: HA is on in its cluster and its restart priority is not "disabled". */
export function isRestarted(world: World, vm: VmState): boolean {
  const cluster = clusterOf(world, vm);
  return cluster?.das.enabled === true && restartRank(cluster, vm.ref.value) !== undefined;
}

/** The cluster of the VM's host; undefined on a standalone host. */
export function clusterOf(world: World, vm: VmState): ClusterState | undefined {
  return world.find("ClusterComputeResource", world.find("HostSystem", vm.host)?.parent?.value);
}

/** runtime.dasVmProtection, when it changes. */
export function setProtection(world: World, vm: VmState, dasProtected: boolean): void {
  if (vm.dasProtected === dasProtected) return;
  vm.dasProtected = dasProtected;
  world.changes.touch(vm.ref, "runtime.dasVmProtection", "summary.runtime.dasVmProtection");
}

/** Everything a client sees of the power state. */
export function touchPower(world: World, vm: VmState): void {
  world.changes.touch(
    vm.ref, "runtime.powerState", "summary.runtime.powerState", "runtime.bootTime", "summary.runtime.bootTime", "runtime.maxCpuUsage", "runtime.maxMemoryUsage", "guest", "summary.guest",
    "guestHeartbeatStatus", "summary.quickStats", "disabledMethod",
  );
}

function addSwapFile(world: World, vm: VmState): void {
  const { datastore, directory } = vm.home;
  const path = `${directory}/${vm.name}-${world.random.hex(8)}.vswp`;
  vm.files.push(world.files.add({ datastore, path, kind: "swap", sizeBytes: vm.config.memoryMiB * MiB, modifiedAt: world.clock.now() }));
  touchFiles(world, vm);
}

function removeSwapFile(world: World, vm: VmState): void {
  for (const file of vm.files.filter((each) => each.kind === "swap")) {
    world.files.remove(file);
    vm.files.splice(vm.files.indexOf(file), 1);
    touchFiles(world, vm);
  }
}
