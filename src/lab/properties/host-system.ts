/** The properties of a host. */
import { ref, vim, type VimValue } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { escapeName } from "../inventory/entity-name.js";
import { datastoreBrowserRef } from "./datastore-browser.js";
import { volumeOf } from "./datastore-info.js";
import { hostCapabilityOf } from "./host-capability.js";
import { hardwareOf, hardwareSummaryOf } from "./host-hardware.js";
import { isAtLeast, productOf } from "./host-product.js";
import { dateTime } from "./lab-time.js";
import { managedEntityProperties, type EntityStatus } from "./managed-entity.js";
import { part, type Part, type Properties } from "./property-table.js";

function statusOf(_world: World, host: HostState): EntityStatus {
  if (host.connectionState === "notResponding") return "red";
  return host.connectionState === "connected" ? "green" : "gray";
}

const runtimePart: Part<HostState> = part("HostRuntimeInfo", {
  connectionState: (_world, host) => host.connectionState,
  powerState: (_world, host) => host.powerState,
  standbyMode: (_world, host) => (host.powerState === "standBy" ? "in" : "none"),
  inMaintenanceMode: (_world, host) => host.inMaintenanceMode,
  inQuarantineMode: () => false,
  bootTime: (_world, host) => dateTime(host.bootTime),
  dasHostState: (_world, host) => (host.dasState === undefined ? undefined : vim("ClusterDasFdmHostState", { state: host.dasState })),
  hostMaxVirtualDiskCapacity: (_world, host) => (isAtLeast(host, 5, 5) ? 62 : 2) * 1024 ** 4 - (isAtLeast(host, 5, 5) ? 0 : 512),
});

const configSummaryPart: Part<HostState> = part("HostConfigSummary", {
  name: (_world, host) => escapeName(host.name),
  port: () => 902,
  product: (_world, host) => productOf(host),
  vmotionEnabled: () => true,
  faultToleranceEnabled: () => false,
});

const summaryPart: Part<HostState> = part("HostListSummary", {
  host: (_world, host) => host.ref,
  hardware: (_world, host) => hardwareSummaryOf(host),
  runtime: runtimePart,
  config: configSummaryPart,
  quickStats: (world, host) => vim("HostListSummaryQuickStats", {
    overallCpuUsage: 0, overallMemoryUsage: 0, uptime: host.connectionState === "connected" ? Math.max(0, Math.floor((world.clock.now() - host.bootTime) / 1000)) : 0,
  }),
  overallStatus: statusOf,
  rebootRequired: () => false,
  customValue: () => [],
  managementServerIp: () => "127.0.0.1",
});

function fileSystemVolume(world: World, host: HostState): VimValue {
  const datastores = [...host.datastores].map((id) => world.find("Datastore", id)).filter((each) => each !== undefined);
  return vim("HostFileSystemVolumeInfo", {
    volumeTypeList: ["VMFS", "NFS"],
    mountInfo: datastores.map((each) => vim("HostFileSystemMountInfo", {
      mountInfo: vim("HostMountInfo", { path: `/vmfs/volumes/${each.uuid}`, accessMode: "readWrite", mounted: true, accessible: each.accessible }), volume: volumeOf(each),
      vStorageSupport: "vStorageSupported",
    })),
  });
}

const configPart: Part<HostState> = part("HostConfigInfo", {
  host: (_world, host) => host.ref,
  product: (_world, host) => productOf(host),
  fileSystemVolume,
});

export const hostSystemProperties: Properties<HostState> = {
  ...managedEntityProperties<HostState>(statusOf),
  runtime: runtimePart,
  summary: summaryPart,
  hardware: (_world, host) => hardwareOf(host),
  capability: (_world, host) => hostCapabilityOf(host),
  licensableResource: (_world, host) => vim("HostLicensableResourceInfo", { resource: [vim("KeyAnyValue", { key: "numCpuPackages", value: 2 }), vim("KeyAnyValue", { key: "numCpuCores", value: host.cpuCores })] }),
  configManager: () => vim("HostConfigManager"),
  config: configPart,
  vm: (_world, host) => [...host.vms].map((id) => ref("VirtualMachine", id)),
  datastore: (_world, host) => [...host.datastores].map((id) => ref("Datastore", id)),
  network: (_world, host) => [...host.networks].map((id) => ref("Network", id)),
  datastoreBrowser: (_world, host) => datastoreBrowserRef(host.ref),
};
