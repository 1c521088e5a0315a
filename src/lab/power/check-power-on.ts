/** Whether a host can really start a VM: its own state, every level of its chains, the host limit, room for the swap file. It changes nothing. */
import { chainBreak } from "../disks/chain-break.js";
import { requireSpace } from "../disks/require-space.js";
import { VimFault } from "../wire/vim-fault.js";
import type { HostState } from "../world/entities.js";
import type { PowerState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { refuseOverHostLimit } from "./host-limit.js";
import { unsuitable } from "./suitable-hosts.js";

/** Throws what vCenter answers when the VM cannot be started on `host`. */
export function checkPowerOn(world: World, vm: VmState, host: HostState): void {
  if (vm.template) throw new VimFault("NotSupported", "The operation is not supported on a template.");
  refusePower(vm, "poweredOn", ["poweredOff", "suspended"]);
  if (vm.connectionState !== "connected") throw new VimFault("InvalidState", `The operation is not allowed in the current connection state of ${vm.name}: ${vm.connectionState}.`);
  checkStart(world, vm, host);
}

/** The part of it that a host sees, whatever vCenter holds the VM's state to be. */
export function checkStart(world: World, vm: VmState, host: HostState): void {
  const why = unsuitable(world, vm, host);
  if (why !== undefined) throw why;
  refuseBrokenChain(world, vm);
  refuseOverHostLimit(world, vm, host);
  const ownSwapBytes = vm.files.reduce((sum, file) => sum + (file.kind === "swap" ? file.sizeBytes : 0), 0);
  requireSpace(world, new Map([[vm.home.datastore, vm.config.memoryMiB * 1024 ** 2 - ownSwapBytes]]));
}

/** Throws InvalidPowerState unless the VM is in one of the `allowed` states. `requested` is what the operation would make of it. */
export function refusePower(vm: VmState, requested: PowerState, allowed: readonly PowerState[]): void {
  if (allowed.includes(vm.powerState)) return;
  const words = { poweredOn: "Powered on", poweredOff: "Powered off", suspended: "Suspended" };
  throw new VimFault("InvalidPowerState", `The attempted operation cannot be performed in the current state (${words[vm.powerState]}).`, { requestedState: requested, existingState: vm.powerState });
}

/** FileNotFound for a level that is gone, the leaf looked at first; GenericVmConfigFault for one below which somebody wrote. */
function refuseBrokenChain(world: World, vm: VmState): void {
  for (const disk of vm.disks) {
    const broken = chainBreak(world, disk.file);
    if (broken === undefined) continue;
    const file = world.pathOf(broken.file);
    if (broken.why === "missing") throw new VimFault("FileNotFound", `File ${file} was not found`, { file });
    const reason = `Cannot open the disk '${file}' or one of the snapshot disks it depends on. The parent virtual disk has been modified since the child was created.`;
    throw new VimFault("GenericVmConfigFault", reason, { reason });
  }
}
