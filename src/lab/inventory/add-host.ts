/** A host in a cluster, or on its own in a folder. It is connected and powered on at once, and it mounts nothing unless told. */
import { assignDasStates } from "../clusters/das-states.js";
import { ref } from "../wire/vim-value.js";
import type { ClusterState, ComputeState, DatacenterState, DatastoreState, FolderState, HostState, NetworkState } from "../world/entities.js";
import type { World } from "../world/world.js";
import { attachNetwork } from "./add-network.js";
import { addRootPool } from "./add-resource-pool.js";
import { escapeName } from "./entity-name.js";
import { mountDatastore } from "./mount-datastore.js";

export interface NewHost {
  readonly name: string;
  /** e.g. "8.0.3", "5.0.0", "4.1.0". */
  readonly version: string;
  /** Unset: the first build of that release. */
  readonly build?: string;
  readonly datastores?: readonly DatastoreState[];
  readonly networks?: readonly NetworkState[];
  readonly cpuMhz?: number;
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
}

/** Build numbers from VMware's knowledge base article 2143832. */
const builds: Readonly<Record<string, string>> = {
  "4.1.0": "260247", "5.0.0": "469512", "5.1.0": "799733", "5.5.0": "1331820", "6.0.0": "2494585", "6.5.0": "4564106", "6.7.0": "8169922", "7.0.0": "15843807", "7.0.3": "18644231",
  "8.0.0": "20513097", "8.0.2": "22380479", "8.0.3": "24022510",
};

const dayMs = 86_400_000;

/** Into a cluster; or into a host folder (of the datacenter when one is given), where it gets a ComputeResource of its own name. */
export function addHost(world: World, into: ClusterState | DatacenterState | FolderState, host: NewHost): HostState {
  const compute = into.type === "ClusterComputeResource" ? into : addCompute(world, into.type === "Folder" ? into : world.the("Folder", into.hostFolder.value), host.name);
  const self = ref("HostSystem", world.nextId("host"));
  const added: HostState = {
    type: "HostSystem", ref: self, name: escapeName(host.name), parent: compute.ref, version: host.version, build: host.build ?? builds[host.version] ?? "1",
    connectionState: "connected", powerState: "poweredOn", inMaintenanceMode: false, dasState: undefined, datastores: new Set(), networks: new Set(), vms: new Set(),
    bootTime: world.clock.now() - dayMs, cpuMhz: host.cpuMhz ?? 2_600, cpuCores: host.cpuCores ?? 32, memoryBytes: host.memoryBytes ?? 512 * 1024 ** 3,
  };
  world.add(added);
  compute.hosts.add(self.value);
  world.changes.touch(compute.ref, "host", "summary");
  for (const datastore of host.datastores ?? []) mountDatastore(world, datastore, added);
  for (const network of host.networks ?? []) attachNetwork(world, network, added);
  if (compute.type === "ClusterComputeResource") assignDasStates(world, compute);
  return added;
}

/** The ComputeResource around a host that stands alone; it has the host's name. */
export function addCompute(world: World, folder: FolderState, name: string): ComputeState {
  const self = ref("ComputeResource", world.nextId("domain-s"));
  const compute: ComputeState = { type: "ComputeResource", ref: self, name: escapeName(name), parent: folder.ref, resourcePool: addRootPool(world, self).ref, hosts: new Set() };
  world.add(compute);
  folder.children.add(self.value);
  world.changes.touch(folder.ref, "childEntity");
  return compute;
}
