/** `summary` of a virtual machine: other properties once more, in short. */
import { vimSchema } from "../wire/vim-schema.js";
import type { VmState } from "../world/vm-state.js";
import { escapeName } from "../inventory/entity-name.js";
import { part, type Part } from "./property-table.js";
import { managedByOf, vmPathName } from "./vm-config.js";
import { guestSummaryPart, heartbeatOf } from "./vm-guest.js";
import { runtimePart } from "./vm-runtime.js";
import { vmStatus } from "./vm-status.js";
import { storageViewOf } from "./vm-storage-view.js";

const configSummaryPart: Part<VmState> = part("VirtualMachineConfigSummary", {
  name: (_world, vm) => escapeName(vm.name),
  template: (_world, vm) => vm.template,
  vmPathName,
  memorySizeMB: (_world, vm) => vm.config.memoryMiB,
  cpuReservation: () => 0,
  memoryReservation: () => 0,
  numCpu: (_world, vm) => vm.config.numCpu,
  numEthernetCards: (_world, vm) => [...vm.devices.values()].filter((device) => vimSchema().isA(device.$type, "VirtualEthernetCard")).length,
  numVirtualDisks: (_world, vm) => vm.disks.length,
  uuid: (_world, vm) => vm.config.uuid,
  instanceUuid: (_world, vm) => vm.config.instanceUuid,
  guestId: (_world, vm) => vm.config.guestId,
  guestFullName: (_world, vm) => vm.config.guestFullName,
  annotation: (_world, vm) => vm.config.annotation,
  installBootRequired: () => false,
  managedBy: (_world, vm) => managedByOf(vm.config),
  tpmPresent: () => false,
  numVmiopBackings: () => 0,
  hwVersion: (_world, vm) => vm.config.hardwareVersion,
});

const quickStatsPart: Part<VmState> = part("VirtualMachineQuickStats", {
  overallCpuUsage: () => 0,
  overallCpuDemand: () => 0,
  guestMemoryUsage: () => 0,
  hostMemoryUsage: () => 0,
  guestHeartbeatStatus: (_world, vm) => heartbeatOf(vm),
  distributedCpuEntitlement: () => 0,
  distributedMemoryEntitlement: () => 0,
  uptimeSeconds: (world, vm) => (vm.powerState === "poweredOn" && vm.bootTime !== undefined ? Math.floor((world.clock.now() - vm.bootTime) / 1000) : 0),
});

export const summaryPart: Part<VmState> = part("VirtualMachineSummary", {
  vm: (_world, vm) => vm.ref,
  runtime: runtimePart,
  guest: guestSummaryPart,
  config: configSummaryPart,
  storage: (world, vm) => storageViewOf(world, vm).summary,
  quickStats: quickStatsPart,
  overallStatus: (_world, vm) => vmStatus(vm),
  customValue: () => [],
});
