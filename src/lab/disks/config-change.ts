/** The fields of a VirtualMachineConfigSpec other than devices and name, as a change of a VM's configuration. It reads, and changes only what it is given. */
import { arrayIn, flagIn, numberIn, objectIn, textIn, textOf, type Args } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import { isTypedValue, isVimObject, type VimValue } from "../wire/vim-value.js";
import type { PowerState, VmConfig } from "../world/vm-state.js";
import { guestFullName } from "./guest-names.js";

/** `config` as the spec leaves it. An empty extraConfig value deletes the key, an empty managedBy the mark. InvalidArgument for numbers that are none of a VM. */
export function changedConfig(config: VmConfig, spec: Args): VmConfig {
  const guestId = textIn(spec, "guestId") ?? config.guestId;
  return {
    ...config,
    uuid: textIn(spec, "uuid") ?? config.uuid,
    instanceUuid: textIn(spec, "instanceUuid") ?? config.instanceUuid,
    guestId,
    guestFullName: textIn(spec, "alternateGuestName") ?? (guestId === config.guestId ? config.guestFullName : guestFullName(guestId)),
    hardwareVersion: textIn(spec, "version") ?? config.hardwareVersion,
    numCpu: positive(spec, "numCPUs") ?? config.numCpu,
    coresPerSocket: positive(spec, "numCoresPerSocket") ?? config.coresPerSocket,
    memoryMiB: positive(spec, "memoryMB") ?? config.memoryMiB,
    annotation: textIn(spec, "annotation") ?? config.annotation,
    firmware: textIn(spec, "firmware") === undefined ? config.firmware : textIn(spec, "firmware") === "efi" ? "efi" : "bios",
    managedBy: managedByIn(spec, config.managedBy),
    extraConfig: extraConfigIn(spec, config.extraConfig),
    changeTrackingEnabled: flagIn(spec, "changeTrackingEnabled", config.changeTrackingEnabled),
  };
}

/** CPUs and memory of a running VM stay: the lab's VMs have no hot plug. CpuHotPlugNotSupported, MemoryHotPlugNotSupported. */
export function requireNoHotPlug(before: VmConfig, after: VmConfig, powerState: PowerState): void {
  if (powerState !== "poweredOn") return;
  if (after.numCpu !== before.numCpu || after.coresPerSocket !== before.coresPerSocket) throw new VimFault("CpuHotPlugNotSupported", "CPU hot plug is not supported for this virtual machine.");
  if (after.memoryMiB !== before.memoryMiB) throw new VimFault("MemoryHotPlugNotSupported", "Memory hot plug is not supported for this virtual machine.");
}

function positive(spec: Args, name: string): number | undefined {
  const value = numberIn(spec, name);
  if (value !== undefined && value < 1) throw new VimFault("InvalidArgument", `A specified parameter was not correct: configSpec.${name}`, { invalidProperty: `configSpec.${name}` });
  return value;
}

function managedByIn(spec: Args, present: VmConfig["managedBy"]): VmConfig["managedBy"] {
  const given = objectIn(spec, "managedBy");
  if (given === undefined) return present;
  const extensionKey = textIn(given, "extensionKey") ?? "";
  return extensionKey === "" ? undefined : { extensionKey, type: textIn(given, "type") ?? "" };
}

function extraConfigIn(spec: Args, present: ReadonlyMap<string, string>): Map<string, string> {
  const values = new Map(present);
  for (const option of arrayIn(spec, "extraConfig")) {
    if (!isVimObject(option)) continue;
    const value = asText(option["value"]);
    if (value === "") values.delete(textOf(option, "key"));
    else values.set(textOf(option, "key"), value);
  }
  return values;
}

function asText(value: VimValue): string {
  if (isTypedValue(value)) return asText(value.value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
