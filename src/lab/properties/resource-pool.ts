/** The properties of a resource pool. It has the capacity of all hosts of its owner; the lab models no use of it. */
import { ref, vim } from "../wire/vim-value.js";
import type { ResourcePoolState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { escapeName } from "../inventory/entity-name.js";
import { poolResourceConfig } from "./allocation.js";
import { hostsIn } from "./host-members.js";
import { managedEntityProperties } from "./managed-entity.js";
import { part, type Part, type Properties } from "./property-table.js";

function hostsOf(world: World, pool: ResourcePoolState) {
  const owner = world.find("ClusterComputeResource", pool.owner.value) ?? world.find("ComputeResource", pool.owner.value);
  return hostsIn(world, owner?.hosts ?? []);
}

function usage(capacity: number) {
  return vim("ResourcePoolResourceUsage", { reservationUsed: 0, reservationUsedForVm: 0, unreservedForPool: capacity, unreservedForVm: capacity, overallUsage: 0, maxUsage: capacity });
}

const runtimePart: Part<ResourcePoolState> = part("ResourcePoolRuntimeInfo", {
  memory: (world, pool) => usage(hostsOf(world, pool).reduce((sum, host) => sum + host.memoryBytes, 0)),
  cpu: (world, pool) => usage(hostsOf(world, pool).reduce((sum, host) => sum + host.cpuMhz * host.cpuCores, 0)),
  overallStatus: () => "green",
});

const summaryPart: Part<ResourcePoolState> = part("ResourcePoolSummary", {
  name: (_world, pool) => escapeName(pool.name),
  config: (_world, pool) => poolResourceConfig(pool.ref),
  runtime: runtimePart,
  quickStats: () => vim("ResourcePoolQuickStats", { overallCpuUsage: 0, overallCpuDemand: 0, guestMemoryUsage: 0, hostMemoryUsage: 0 }),
  configuredMemoryMB: (world, pool) => [...pool.vms].reduce((sum, id) => sum + (world.find("VirtualMachine", id)?.config.memoryMiB ?? 0), 0),
});

export const resourcePoolProperties: Properties<ResourcePoolState> = {
  ...managedEntityProperties<ResourcePoolState>(),
  summary: summaryPart,
  runtime: runtimePart,
  owner: (_world, pool) => pool.owner,
  resourcePool: (_world, pool) => [...pool.children].map((id) => ref("ResourcePool", id)),
  vm: (_world, pool) => [...pool.vms].map((id) => ref("VirtualMachine", id)),
  config: (_world, pool) => poolResourceConfig(pool.ref),
  childConfiguration: (_world, pool) => [...pool.children].map((id) => poolResourceConfig(ref("ResourcePool", id))),
};
