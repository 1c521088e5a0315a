/**
 * `config` of a virtual machine and of a snapshot, field by field: VirtualMachineConfigInfo as the .vmx has it now, or as it was frozen.
 * While the VM cannot be read the whole is unset (vim-facts 6.1).
 */
import { vim, type VimValue } from "../wire/vim-value.js";
import type { VmConfig, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { allocation } from "./allocation.js";
import { escapeName } from "../inventory/entity-name.js";
import { directoryName, fileName } from "./file-name.js";
import { dateTime } from "./lab-time.js";
import { part, type Part } from "./property-table.js";
import { datastoresOf } from "./vm-closure.js";
import { devicesOf } from "./vm-devices.js";
import type { VmLook } from "./vm-look.js";

/** Text of `config.changeVersion`, which a reconfigure may hold against its own: the moment of the change with its running number as a fraction of it. */
export function changeVersionOf(look: Pick<VmLook, "changeVersion" | "modifiedAt">): string {
  return dateTime(look.modifiedAt).replace("Z", `${String(look.changeVersion % 1_000_000).padStart(6, "0")}Z`);
}

/** False while vCenter cannot read the VM's configuration. */
export function isConfigKnown(vm: VmState): boolean {
  return vm.connectionState === "connected" || vm.connectionState === "disconnected";
}

/** "[ds0] vm0/vm0.vmx" */
export function vmPathName(world: World, vm: VmState): string {
  const [config] = vm.files;
  return config === undefined ? directoryName(world, vm.home) : fileName(world, config);
}

export function managedByOf(config: VmConfig): VimValue {
  return config.managedBy === undefined ? undefined : vim("ManagedByInfo", { ...config.managedBy });
}

export const hardwarePart: Part<VmLook> = part("VirtualHardware", {
  numCPU: (_world, { config }) => config.numCpu,
  numCoresPerSocket: (_world, { config }) => config.coresPerSocket,
  memoryMB: (_world, { config }) => config.memoryMiB,
  virtualICH7MPresent: () => false,
  virtualSMCPresent: () => false,
  device: (world, look) => devicesOf(world, look),
});

export const configPart: Part<VmLook> = part("VirtualMachineConfigInfo", {
  changeVersion: (_world, look) => changeVersionOf(look),
  modified: (_world, look) => dateTime(look.modifiedAt),
  name: (_world, { vm }) => escapeName(vm.name),
  guestFullName: (_world, { config }) => config.guestFullName,
  version: (_world, { config }) => config.hardwareVersion,
  uuid: (_world, { config }) => config.uuid,
  createDate: (_world, { vm }) => dateTime(vm.createdAt),
  instanceUuid: (_world, { config }) => config.instanceUuid,
  npivTemporaryDisabled: () => true,
  template: (_world, { vm }) => vm.template,
  guestId: (_world, { config }) => config.guestId,
  alternateGuestName: () => "",
  annotation: (_world, { config }) => config.annotation,
  files: (world, { vm }) => {
    const directory = directoryName(world, vm.home);
    return vim("VirtualMachineFileInfo", { vmPathName: vmPathName(world, vm), snapshotDirectory: directory, suspendDirectory: directory, logDirectory: directory });
  },
  tools: () => vim("ToolsConfigInfo", {
    toolsVersion: 12352, afterPowerOn: true, afterResume: true, beforeGuestStandby: true, beforeGuestShutdown: true, toolsUpgradePolicy: "manual", syncTimeWithHostAllowed: true,
    syncTimeWithHost: false,
  }),
  flags: () => vim("VirtualMachineFlagInfo", {
    disableAcceleration: false, enableLogging: true, useToe: false, runWithDebugInfo: false, monitorType: "release", htSharing: "any", snapshotDisabled: false, snapshotLocked: false,
    diskUuidEnabled: false, snapshotPowerOffBehavior: "powerOff", recordReplayEnabled: false, faultToleranceType: "unset", cbrcCacheEnabled: false, vvtdEnabled: false, vbsEnabled: false,
  }),
  defaultPowerOps: () => vim("VirtualMachineDefaultPowerOpInfo", {
    powerOffType: "soft", suspendType: "hard", resetType: "soft", defaultPowerOffType: "soft", defaultSuspendType: "hard", defaultResetType: "soft", standbyAction: "checkpoint",
  }),
  hardware: hardwarePart,
  cpuAllocation: (_world, { config }) => allocation(1000 * config.numCpu),
  memoryAllocation: (_world, { config }) => allocation(10 * config.memoryMiB),
  latencySensitivity: () => vim("LatencySensitivity", { level: "normal" }),
  memoryHotAddEnabled: () => false,
  cpuHotAddEnabled: () => false,
  cpuHotRemoveEnabled: () => false,
  extraConfig: (_world, { config }) => [...config.extraConfig].map(([key, value]) => vim("OptionValue", { key, value })),
  datastoreUrl: (world, { vm }) => datastoresOf(world, vm).map((each) => vim("VirtualMachineConfigInfoDatastoreUrlPair", { name: each.name, url: each.url })),
  swapPlacement: () => "inherit",
  bootOptions: () => vim("VirtualMachineBootOptions", { bootDelay: 0, enterBIOSSetup: false, efiSecureBootEnabled: false, bootRetryEnabled: false, bootRetryDelay: 10_000 }),
  vAssertsEnabled: () => false,
  changeTrackingEnabled: (_world, { config }) => config.changeTrackingEnabled,
  firmware: (_world, { config }) => config.firmware,
  maxMksConnections: () => -1,
  guestAutoLockEnabled: () => true,
  managedBy: (_world, { config }) => managedByOf(config),
  memoryReservationLockedToMax: () => false,
  nestedHVEnabled: () => false,
  vPMCEnabled: () => false,
  messageBusTunnelEnabled: () => false,
}, (_world, { vm }) => isConfigKnown(vm));
