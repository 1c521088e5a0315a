/** The properties of a standalone host's compute resource and of a cluster; their summaries add up the hosts. */
import { ref, vim, type VimValue } from "../wire/vim-value.js";
import type { ClusterState, ComputeState, HostState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { clusterConfigExPart, clusterConfigPart } from "./cluster-config.js";
import { environmentBrowserRef } from "./environment-browser.js";
import { datastoresOfHosts, hostsIn, networksOfHosts } from "./host-members.js";
import { managedEntityProperties } from "./managed-entity.js";
import { part, type Part, type Properties } from "./property-table.js";

type Compute = ClusterState | ComputeState;

const isUsable = (host: HostState) => host.connectionState === "connected" && host.powerState === "poweredOn" && !host.inMaintenanceMode;

function total(world: World, compute: Compute, of: (host: HostState) => number, counts: (host: HostState) => boolean = () => true): number {
  return hostsIn(world, compute.hosts).filter(counts).reduce((sum, host) => sum + of(host), 0);
}

const summary: Properties<Compute> = {
  totalCpu: (world, compute) => total(world, compute, (host) => host.cpuMhz * host.cpuCores),
  totalMemory: (world, compute) => total(world, compute, (host) => host.memoryBytes),
  numCpuCores: (world, compute) => total(world, compute, (host) => host.cpuCores),
  numCpuThreads: (world, compute) => total(world, compute, (host) => host.cpuCores * 2),
  effectiveCpu: (world, compute) => total(world, compute, (host) => host.cpuMhz * host.cpuCores, isUsable),
  effectiveMemory: (world, compute) => Math.floor(total(world, compute, (host) => host.memoryBytes, isUsable) / 1024 ** 2),
  numHosts: (_world, compute) => compute.hosts.size,
  numEffectiveHosts: (world, compute) => total(world, compute, () => 1, isUsable),
  overallStatus: () => "green",
};

/** Hosts that may fail while one is left: the lab's hosts are alike and never full. */
function failoverLevel(world: World, cluster: ClusterState): number {
  return cluster.das.enabled ? Math.max(0, total(world, cluster, () => 1, isUsable) - 1) : 0;
}

const clusterSummaryPart: Part<ClusterState> = part("ClusterComputeResourceSummary", {
  ...summary,
  currentFailoverLevel: failoverLevel,
  admissionControlInfo: (world, cluster): VimValue =>
    (cluster.das.admissionControlEnabled ? vim("ClusterFailoverLevelAdmissionControlInfo", { currentFailoverLevel: failoverLevel(world, cluster) }) : undefined),
  numVmotions: () => 0,
});

const common: Properties<Compute> = {
  ...managedEntityProperties<Compute>(),
  resourcePool: (_world, compute) => compute.resourcePool,
  host: (_world, compute) => [...compute.hosts].map((id) => ref("HostSystem", id)),
  datastore: (world, compute) => datastoresOfHosts(world, compute.hosts),
  network: (world, compute) => networksOfHosts(world, compute.hosts),
  environmentBrowser: (_world, compute) => environmentBrowserRef(compute.ref),
  lifecycleManaged: () => false,
  configManagerEnabled: () => false,
};

export const computeResourceProperties: Properties<ComputeState> = {
  ...common,
  summary: part("ComputeResourceSummary", summary),
  configurationEx: () => vim("ComputeResourceConfigInfo", { vmSwapPlacement: "vmDirectory" }),
};

export const clusterComputeResourceProperties: Properties<ClusterState> = {
  ...common,
  summary: clusterSummaryPart,
  summaryEx: clusterSummaryPart,
  configurationEx: clusterConfigExPart,
  configuration: clusterConfigPart,
  recommendation: () => [],
  drsRecommendation: () => [],
  migrationHistory: () => [],
  actionHistory: () => [],
  drsFault: () => [],
};
