/** The properties of a virtual machine or template. */
import { ref } from "../wire/vim-value.js";
import type { VmState } from "../world/vm-state.js";
import { vmResourceConfig } from "./allocation.js";
import { environmentBrowserOfVm } from "./environment-browser.js";
import { managedEntityProperties } from "./managed-entity.js";
import { partThrough, type Properties } from "./property-table.js";
import { snapshotInfoPart } from "./snapshot-tree.js";
import { vmCapability } from "./vm-capability.js";
import { datastoresOf } from "./vm-closure.js";
import { configPart, isConfigKnown } from "./vm-config.js";
import { guestPart, heartbeatOf } from "./vm-guest.js";
import { runtimePart } from "./vm-runtime.js";
import { disabledMethodsOf, vmStatus } from "./vm-status.js";
import { storageViewOf } from "./vm-storage-view.js";
import { summaryPart } from "./vm-summary.js";

export const virtualMachineProperties: Properties<VmState> = {
  ...managedEntityProperties<VmState>((_world, vm) => vmStatus(vm), (_world, vm) => disabledMethodsOf(vm)),
  capability: () => vmCapability(),
  config: partThrough(configPart, (_world, vm: VmState) => ({
    vm, config: vm.config, disks: vm.disks, devices: vm.devices, changeVersion: vm.changeVersion, modifiedAt: vm.modifiedAt,
  })),
  layout: (world, vm) => (isConfigKnown(vm) ? storageViewOf(world, vm).layout : undefined),
  layoutEx: (world, vm) => storageViewOf(world, vm).layoutEx,
  storage: (world, vm) => storageViewOf(world, vm).storage,
  environmentBrowser: environmentBrowserOfVm,
  resourcePool: (_world, vm) => (vm.resourcePool === undefined ? undefined : ref("ResourcePool", vm.resourcePool)),
  resourceConfig: (_world, vm) => (isConfigKnown(vm) ? vmResourceConfig(vm.ref, vm.config.numCpu, vm.config.memoryMiB) : undefined),
  runtime: runtimePart,
  guest: guestPart,
  summary: summaryPart,
  datastore: (world, vm) => datastoresOf(world, vm).map((each) => each.ref),
  network: (_world, vm) => [...vm.networks].map((id) => ref("Network", id)),
  snapshot: snapshotInfoPart,
  rootSnapshot: (_world, vm) => vm.snapshots.map((each) => each.ref),
  guestHeartbeatStatus: (_world, vm) => heartbeatOf(vm),
};
