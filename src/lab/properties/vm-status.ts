/** What vCenter's own alarms would make of a virtual machine, and what it would refuse to do to it right now. */
import type { VmState } from "../world/vm-state.js";
import type { EntityStatus } from "./managed-entity.js";

export function vmStatus(vm: VmState): EntityStatus {
  if (vm.connectionState === "disconnected") return "gray";
  if (vm.connectionState !== "connected") return "red";
  return vm.consolidationNeeded ? "yellow" : "green";
}

const forTemplates = [
  "PowerOnVM_Task", "PowerOffVM_Task", "SuspendVM_Task", "ResetVM_Task", "RebootGuest", "ShutdownGuest", "StandbyGuest", "MigrateVM_Task", "MarkAsTemplate",
];
const whileOn = ["PowerOnVM_Task", "Destroy_Task", "UnregisterVM", "MarkAsTemplate", "UpgradeVM_Task"];
const whileOff = ["PowerOffVM_Task", "SuspendVM_Task", "ResetVM_Task", "RebootGuest", "ShutdownGuest", "StandbyGuest"];
const whileUnreadable = [
  ...forTemplates, "CreateSnapshot_Task", "CreateSnapshotEx_Task", "RevertToCurrentSnapshot_Task", "ReconfigVM_Task", "CloneVM_Task", "RelocateVM_Task", "PromoteDisks_Task", "RemoveAllSnapshots_Task", "ConsolidateVMDisks_Task", "Rename_Task",
];

/** WSDL names for `disabledMethod`. */
export function disabledMethodsOf(vm: VmState): readonly string[] {
  if (vm.connectionState !== "connected") return whileUnreadable;
  const without = vm.snapshots.length === 0 ? ["RemoveAllSnapshots_Task", "RevertToCurrentSnapshot_Task"] : [];
  if (vm.template) return [...new Set([...forTemplates, ...without])];
  return [...(vm.powerState === "poweredOn" ? whileOn : whileOff), "MarkAsVirtualMachine", ...without];
}
