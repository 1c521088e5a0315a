/**
 * A small vCenter built by hand from the world's own primitives: one cluster, two datastores, a plain VM, one with snapshots and a linked clone of it.
 * It runs no operation, so a test of one room does not depend on another.
 */
import { ref, type Ref } from "../../../src/lab/wire/vim-value.js";
import type { ClusterState, DatacenterState, DatastoreState, FolderState, HostState, NetworkState, ResourcePoolState } from "../../../src/lab/world/entities.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings, type WorldSettings } from "../../../src/lab/world/settings.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { rootFolderRef, World } from "../../../src/lab/world/world.js";
import { addDisk, addPlainVm, addSnapshot } from "./small-world-vms.js";

export interface SmallWorld {
  readonly world: World;
  readonly root: FolderState;
  readonly datacenter: DatacenterState;
  readonly vmFolder: FolderState;
  readonly cluster: ClusterState;
  readonly pool: ResourcePoolState;
  readonly hosts: readonly [HostState, HostState, HostState, HostState];
  readonly ds0: DatastoreState;
  readonly ds1: DatastoreState;
  readonly network: NetworkState;
  /** One thin disk of 10 GiB (key 2000) on ds0, no snapshot. */
  readonly plain: VmState;
  /** Snapshots "first" and below it "second" (current): base ← -000001 ← -000002. */
  readonly chained: VmState;
  /** Linked to what the snapshot "first" of `chained` pins; its delta lies on ds0 in its own directory. */
  readonly clone: VmState;
}

const GiB = 1024 ** 3;

/** `settings` go over the defaults; the clock is stepped and begins at 2026-01-01T00:00:00Z. */
export function smallWorld(settings: Partial<WorldSettings> = {}): SmallWorld {
  const world = new World({ ...defaultWorldSettings, ...settings }, createLabClock(0));
  const root = addFolder(world, "Datacenters", undefined, ["Folder", "Datacenter"], rootFolderRef);
  const datacenterRef = ref("Datacenter", world.nextId("datacenter"));
  const folder = (prefix: string, name: string, types: readonly string[]) => addFolder(world, name, datacenterRef, types, ref("Folder", world.nextId(prefix)));
  const vmFolder = folder("group-v", "vm", ["Folder", "VirtualMachine", "VirtualApp"]);
  const hostFolder = folder("group-h", "host", ["Folder", "ComputeResource"]);
  const datastoreFolder = folder("group-s", "datastore", ["Folder", "Datastore", "StoragePod"]);
  const networkFolder = folder("group-n", "network", ["Folder", "Network", "DistributedVirtualSwitch"]);
  const datacenter: DatacenterState = {
    type: "Datacenter", ref: datacenterRef, name: "DC0", parent: root.ref,
    vmFolder: vmFolder.ref, hostFolder: hostFolder.ref, datastoreFolder: datastoreFolder.ref, networkFolder: networkFolder.ref,
  };
  world.add(datacenter);
  root.children.add(datacenterRef.value);
  const cluster = addCluster(world, "C0", hostFolder);
  const pool = world.the("ResourcePool", cluster.resourcePool.value);
  const ds0 = addDatastore(world, "ds0", datastoreFolder);
  const ds1 = addDatastore(world, "ds1", datastoreFolder);
  const network: NetworkState = { type: "Network", ref: ref("Network", world.nextId("network")), name: "VM Network", parent: networkFolder.ref, hosts: new Set() };
  world.add(network);
  networkFolder.children.add(network.ref.value);
  const host = (name: string) => addHost(world, name, cluster, [ds0, ds1], network);
  const hosts: SmallWorld["hosts"] = [host("h0"), host("h1"), host("h2"), host("h3")];
  const place = { folder: vmFolder, host: hosts[0], pool, datastore: ds0, network };

  const plain = addPlainVm(world, "plain", place);
  addDisk(world, plain, { path: "plain/plain.vmdk", capacityBytes: 10 * GiB, sizeBytes: 2 * GiB });
  const chained = addPlainVm(world, "chained", place);
  const { file: base } = addDisk(world, chained, { path: "chained/chained.vmdk", capacityBytes: 10 * GiB, sizeBytes: 4 * GiB });
  addSnapshot(world, chained, "first");
  addSnapshot(world, chained, "second");
  const clone = addPlainVm(world, "clone", { ...place, host: hosts[1] });
  addDisk(world, clone, { path: "clone/clone.vmdk", capacityBytes: 10 * GiB, sizeBytes: 16 * 1024 ** 2, parent: base });
  return { world, root, datacenter, vmFolder, cluster, pool, hosts, ds0, ds1, network, plain, chained, clone };
}

export function addFolder(world: World, name: string, parent: Ref | undefined, childTypes: readonly string[], self: Ref): FolderState {
  const folder: FolderState = { type: "Folder", ref: self, name, parent, childTypes, children: new Set() };
  world.add(folder);
  return folder;
}

/** With HA and DRS, an empty root pool "Resources", no hosts. */
export function addCluster(world: World, name: string, hostFolder: FolderState): ClusterState {
  const self = ref("ClusterComputeResource", world.nextId("domain-c"));
  const resourcePool = ref("ResourcePool", world.nextId("resgroup"));
  const cluster: ClusterState = {
    type: "ClusterComputeResource", ref: self, name, parent: hostFolder.ref, resourcePool, hosts: new Set(),
    das: { enabled: true, hostMonitoring: true, admissionControlEnabled: true, failoverLevel: 1, restartPriority: "medium", options: new Map(), vms: new Map() },
    drs: { enabled: true, behavior: "fullyAutomated", vmotionRate: 3 }, groups: [], rules: [], nextRuleKey: 1,
  };
  world.add(cluster);
  world.add({ type: "ResourcePool", ref: resourcePool, name: "Resources", parent: self, owner: self, children: new Set(), vms: new Set() });
  hostFolder.children.add(self.value);
  return cluster;
}

export function addDatastore(world: World, name: string, folder: FolderState, more: Partial<DatastoreState> = {}): DatastoreState {
  const self = ref("Datastore", world.nextId("datastore"));
  const uuid = world.random.uuid();
  const datastore: DatastoreState = {
    type: "Datastore", ref: self, name, parent: folder.ref, kind: "VMFS", vmfsMajorVersion: 6, url: `ds:///vmfs/volumes/${uuid}/`, uuid,
    capacityBytes: 1024 * GiB, otherUsedBytes: 0, accessible: true, hosts: new Set(), ...more,
  };
  world.add(datastore);
  folder.children.add(self.value);
  return datastore;
}

export function addHost(world: World, name: string, cluster: ClusterState, datastores: readonly DatastoreState[], network: NetworkState, more: Partial<HostState> = {}): HostState {
  const self = ref("HostSystem", world.nextId("host"));
  const host: HostState = {
    type: "HostSystem", ref: self, name, parent: cluster.ref, version: "8.0.3", build: "24022510", connectionState: "connected", powerState: "poweredOn",
    inMaintenanceMode: false, dasState: "connectedToMaster", datastores: new Set(datastores.map((each) => each.ref.value)), networks: new Set([network.ref.value]),
    vms: new Set(), bootTime: world.clock.now() - 86_400_000, cpuMhz: 2_600, cpuCores: 32, memoryBytes: 512 * GiB, ...more,
  };
  world.add(host);
  cluster.hosts.add(self.value);
  network.hosts.add(self.value);
  for (const each of datastores) each.hosts.add(self.value);
  return host;
}
