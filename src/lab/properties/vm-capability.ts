/** `capability` of a virtual machine: what can be done with it in general. It is the same for every one. */
import { vim, type VimObject } from "../wire/vim-value.js";
import { allFlags } from "./all-flags.js";

/** VirtualMachineCapability. */
export function vmCapability(): VimObject {
  return vim("VirtualMachineCapability", {
    ...allFlags("VirtualMachineCapability", true),
    consolePreferencesSupported: false,
    recordReplaySupported: false,
    s1AcpiManagementSupported: true,
    vmNpivWwnSupported: false,
    vmNpivWwnDisableSupported: false,
    vmNpivWwnUpdateSupported: false,
    npivWwnOnNonRdmVmSupported: false,
    secureBootSupported: true,
    diskOnlySnapshotOnSuspendedVMSupported: true,
  });
}
