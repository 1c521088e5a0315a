/** A vCenter with one cluster and three datastores and no VM yet, and short ways to say what the tests of disks do and see. Everything goes through the operations themselves. */
import { cloneVm, type NewClone } from "../../../../src/lab/disks/clone-vm.js";
import { createVm, type NewDisk, type NewVm } from "../../../../src/lab/disks/create-vm.js";
import { takeSnapshot } from "../../../../src/lab/disks/take-snapshot.js";
import { addCluster } from "../../../../src/lab/inventory/add-cluster.js";
import { addDatacenter } from "../../../../src/lab/inventory/add-datacenter.js";
import { addDatastore } from "../../../../src/lab/inventory/add-datastore.js";
import { createRootFolder } from "../../../../src/lab/inventory/add-folder.js";
import { addHost } from "../../../../src/lab/inventory/add-host.js";
import { addNetwork } from "../../../../src/lab/inventory/add-network.js";
import { VimFault } from "../../../../src/lab/wire/vim-fault.js";
import type { ClusterState, DatacenterState, DatastoreState, HostState, NetworkState } from "../../../../src/lab/world/entities.js";
import { createLabClock } from "../../../../src/lab/world/lab-clock.js";
import type { LabFile } from "../../../../src/lab/world/lab-file.js";
import { defaultWorldSettings, type WorldSettings } from "../../../../src/lab/world/settings.js";
import type { SnapshotState, VmState } from "../../../../src/lab/world/vm-state.js";
import { World } from "../../../../src/lab/world/world.js";

export const GiB = 1024 ** 3;
export const MiB = 1024 ** 2;

export interface DisksWorld {
  readonly world: World;
  readonly datacenter: DatacenterState;
  readonly cluster: ClusterState;
  readonly hosts: readonly [HostState, HostState, HostState];
  /** VMFS 6, VMFS 6 and VMFS 5, of 1 TiB each. */
  readonly ds0: DatastoreState;
  readonly ds1: DatastoreState;
  readonly old: DatastoreState;
  readonly network: NetworkState;
  /** On h0 and ds0 unless told otherwise, with one thin disk of 10 GiB of which 2 are used. */
  readonly vm: (name: string, more?: Partial<NewVm>) => VmState;
  readonly clone: (source: VmState, name: string, how?: Partial<NewClone>) => VmState;
  readonly snapshot: (vm: VmState, name?: string) => SnapshotState;
}

export function disksWorld(settings: Partial<WorldSettings> = {}): DisksWorld {
  const world = new World({ ...defaultWorldSettings, ...settings }, createLabClock(0));
  createRootFolder(world);
  const datacenter = addDatacenter(world, "DC0");
  const cluster = addCluster(world, datacenter, { name: "C0", das: { enabled: true }, drs: { enabled: true } });
  const ds0 = addDatastore(world, datacenter, { name: "ds0", kind: "VMFS", capacityBytes: 1024 * GiB });
  const ds1 = addDatastore(world, datacenter, { name: "ds1", kind: "VMFS", capacityBytes: 1024 * GiB });
  const old = addDatastore(world, datacenter, { name: "old", kind: "VMFS", vmfsMajorVersion: 5, capacityBytes: 1024 * GiB });
  const network = addNetwork(world, datacenter, { name: "VM Network" });
  const host = (name: string) => addHost(world, cluster, { name, version: "8.0.3", datastores: [ds0, ds1, old], networks: [network] });
  const hosts: DisksWorld["hosts"] = [host("h0"), host("h1"), host("h2")];
  const folder = datacenter.vmFolder;
  const resourcePool = cluster.resourcePool;
  return {
    world, datacenter, cluster, hosts, ds0, ds1, old, network,
    vm: (name, more) => createVm(world, {
      name, folder, resourcePool, host: hosts[0].ref, datastore: ds0.ref.value, disks: [thinDisk()], networks: [network.ref], ...more,
    }),
    clone: (source, name, how) => cloneVm(world, source, { name, folder, resourcePool, host: hosts[0].ref, template: false, ...how }),
    snapshot: (vm, name = "s") => takeSnapshot(world, vm, { name, description: "", memory: false, quiesce: false }),
  };
}

export function thinDisk(more: Partial<NewDisk> = {}): NewDisk {
  return { capacityBytes: 10 * GiB, usedBytes: 2 * GiB, thin: true, ...more };
}

/** Paths with datastore names from the leaf down, of the disk with that index. */
export function chainOf(world: World, vm: VmState, index = 0): string[] {
  return pathsDown(world, fileOf(vm, index));
}

/** The same of what a snapshot pins. */
export function pinnedChain(world: World, snapshot: SnapshotState, index = 0): string[] {
  const disk = snapshot.frozen.disks[index];
  if (disk === undefined) throw new Error(`the snapshot ${snapshot.name} pins no disk ${index}`);
  return pathsDown(world, disk.file);
}

export function fileOf(vm: VmState, index = 0): LabFile {
  const disk = vm.disks[index];
  if (disk === undefined) throw new Error(`${vm.name} has no disk ${index}`);
  return disk.file;
}

/** Every .vmdk on a datastore, by path. */
export function disksOn(world: World, datastore: DatastoreState): string[] {
  return [...world.files.filesOn(datastore.ref.value)].filter(({ kind }) => kind === "disk").map(({ path }) => path).sort();
}

/** The name of the fault that `work` throws; the test fails when it throws none. */
export function faultOf(work: () => unknown): string {
  return caught(work).type;
}

export function caught(work: () => unknown): VimFault {
  try {
    work();
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

function pathsDown(world: World, leaf: LabFile): string[] {
  return world.files.chain(leaf).map((file) => (world.files.exists(file) ? world.pathOf(file) : `missing ${world.pathOf(file)}`));
}
