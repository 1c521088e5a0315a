/** `guest` and its summary: VMware Tools run in every powered-on guest, and nothing else is known of it. */
import type { VmState } from "../world/vm-state.js";
import { part, type Part, type Properties } from "./property-table.js";

const runs = (vm: VmState) => vm.powerState === "poweredOn";

const tools: Properties<VmState> = {
  toolsStatus: (_world, vm) => (runs(vm) ? "toolsOk" : "toolsNotRunning"),
  toolsVersionStatus: () => "guestToolsUnmanaged",
  toolsVersionStatus2: () => "guestToolsUnmanaged",
  toolsRunningStatus: (_world, vm) => (runs(vm) ? "guestToolsRunning" : "guestToolsNotRunning"),
  guestId: (_world, vm) => (runs(vm) ? vm.config.guestId : undefined),
  guestFullName: (_world, vm) => (runs(vm) ? vm.config.guestFullName : undefined),
};

export const guestPart: Part<VmState> = part("GuestInfo", {
  ...tools,
  toolsVersion: () => "12352",
  guestState: (_world, vm) => (runs(vm) ? "running" : "notRunning"),
  appHeartbeatStatus: () => "appStatusGray",
  guestOperationsReady: (_world, vm) => runs(vm),
  interactiveGuestOperationsReady: () => false,
  guestStateChangeSupported: (_world, vm) => runs(vm),
});

export const guestSummaryPart: Part<VmState> = part("VirtualMachineGuestSummary", tools);

export function heartbeatOf(vm: VmState): "green" | "gray" {
  return runs(vm) ? "green" : "gray";
}
