/** The places of a datacenter: datastores, networks, clusters with hosts and pools, folders. It knows no VM; what refers to VMs is done by `finish-places.ts`. */
import { addCluster } from "../inventory/add-cluster.js";
import { addDatacenter } from "../inventory/add-datacenter.js";
import { addDatastore } from "../inventory/add-datastore.js";
import { addFolder } from "../inventory/add-folder.js";
import { addHost } from "../inventory/add-host.js";
import { addNetwork } from "../inventory/add-network.js";
import { addResourcePool } from "../inventory/add-resource-pool.js";
import type { ClusterState, DatacenterState, DatastoreState, FolderState, HostState, NetworkState, ResourcePoolState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { addFiles } from "./add-files.js";
import type { ClusterPlan, DatacenterPlan, HostPlan } from "./estate.js";

/** A cluster or a standalone host as VMs are put onto it. */
export interface BuiltCompute {
  readonly hosts: readonly HostState[];
  /** By path below the root pool, "" for that pool. */
  readonly pools: ReadonlyMap<string, ResourcePoolState>;
  readonly cluster: ClusterState | undefined;
}

/** By the names of the estate. */
export interface BuiltPlaces {
  readonly datacenter: DatacenterState;
  readonly datastores: ReadonlyMap<string, DatastoreState>;
  readonly networks: ReadonlyMap<string, NetworkState>;
  readonly hosts: ReadonlyMap<string, HostState>;
  readonly computes: ReadonlyMap<string, BuiltCompute>;
  /** By path below the VM folder, "" for that folder. */
  readonly folders: Map<string, FolderState>;
}

export function buildPlaces(world: World, plan: DatacenterPlan): BuiltPlaces {
  const datacenter = addDatacenter(world, plan.name);
  const datastores = new Map(plan.datastores.map((each) => [each.name, addDatastore(world, datacenter, {
    name: each.name, kind: each.type, capacityBytes: each.sizeBytes, otherUsedBytes: each.otherUsedBytes, ...(each.vmfs === undefined ? {} : { vmfsMajorVersion: each.vmfs }),
  })]));
  const networks = new Map(plan.networks.map((name) => [name, addNetwork(world, datacenter, { name })]));
  const hosts = new Map<string, HostState>();
  const addOne = (into: ClusterState | DatacenterState, host: HostPlan): HostState => {
    const mounted = plan.datastores.filter((each) => each.hosts === "all" || each.hosts.includes(host.name)).flatMap((each) => datastores.get(each.name) ?? []);
    const added = addHost(world, into, {
      name: host.name, version: host.version, cpuCores: host.cores, cpuMhz: host.mhz, memoryBytes: host.memoryBytes, datastores: mounted, networks: [...networks.values()],
    });
    added.inMaintenanceMode = host.maintenance;
    hosts.set(host.name, added);
    return added;
  };
  const computes = new Map<string, BuiltCompute>();
  for (const cluster of plan.clusters) computes.set(cluster.name, buildCluster(world, datacenter, cluster, addOne));
  for (const host of plan.hosts) {
    const added = addOne(datacenter, host);
    computes.set(host.name, { hosts: [added], pools: poolsBelow(world, world.the("ComputeResource", added.parent?.value ?? "").resourcePool.value, []), cluster: undefined });
  }
  for (const each of plan.datastores) addFiles(world, datastores.get(each.name), each.files);
  const folders = new Map([["", world.the("Folder", datacenter.vmFolder.value)]]);
  for (const path of plan.folders) folderAt(world, folders, path);
  return { datacenter, datastores, networks, hosts, computes, folders };
}

/** The folder of that path, made with its parents when it is not there. */
export function folderAt(world: World, folders: Map<string, FolderState>, path: string): FolderState {
  const known = folders.get(path);
  if (known !== undefined) return known;
  const slash = path.lastIndexOf("/");
  const folder = addFolder(world, folderAt(world, folders, slash < 0 ? "" : path.slice(0, slash)), path.slice(slash + 1));
  folders.set(path, folder);
  return folder;
}

function buildCluster(world: World, datacenter: DatacenterState, plan: ClusterPlan, addOne: (into: ClusterState, host: HostPlan) => HostState): BuiltCompute {
  const { ha, drs } = plan;
  const cluster = addCluster(world, datacenter, {
    name: plan.name,
    das: {
      enabled: ha.enabled, hostMonitoring: ha.hostMonitoring, admissionControlEnabled: ha.admissionControl, failoverLevel: ha.failoverLevel, restartPriority: ha.restartPriority,
      options: new Map(Object.entries(ha.options)),
    },
    drs: drs === "off" ? { enabled: false } : { enabled: true, behavior: drs },
  });
  return { hosts: plan.hosts.map((host) => addOne(cluster, host)), pools: poolsBelow(world, cluster.resourcePool.value, plan.pools), cluster };
}

function poolsBelow(world: World, root: string, paths: readonly string[]): ReadonlyMap<string, ResourcePoolState> {
  const pools = new Map([["", world.the("ResourcePool", root)]]);
  const poolAt = (path: string): ResourcePoolState => {
    const known = pools.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const pool = addResourcePool(world, poolAt(slash < 0 ? "" : path.slice(0, slash)), path.slice(slash + 1));
    pools.set(path, pool);
    return pool;
  };
  for (const path of paths) poolAt(path);
  return pools;
}
