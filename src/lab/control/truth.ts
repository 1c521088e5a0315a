/** What is really so, beside what the VIM interface says: files with their users, chains, effects, calls. It only reads. */
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { findFile, findNamed } from "./find-named.js";

export interface FileTruth {
  /** "[ds0] vm0/vm0.vmdk". */
  readonly file: string;
  readonly kind: LabFile["kind"];
  readonly bytes: number;
  /** Of the level below, also when that is gone from the datastore. */
  readonly parent: string | undefined;
  readonly format: string | undefined;
}

export interface LevelTruth {
  readonly file: string;
  readonly bytes: number;
  readonly exists: boolean;
  /** Names of the VMs of the inventory whose chains go through it. */
  readonly users: readonly string[];
}

export interface VmTruth {
  readonly id: string;
  readonly name: string;
  readonly template: boolean;
  readonly host: string | undefined;
  /** Managed object ids: its folder, and the pool it is in or, for a template, that its host has. */
  readonly folder: string | undefined;
  readonly pool: string | undefined;
  readonly power: string;
  readonly connection: string;
  readonly consolidationNeeded: boolean;
  /** Each chain from the level written to down to the base. */
  readonly disks: readonly { readonly key: number; readonly chain: readonly LevelTruth[] }[];
  readonly snapshots: readonly SnapshotTruth[];
}

export interface SnapshotTruth {
  readonly id: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly current: boolean;
  readonly pinned: readonly { readonly key: number; readonly file: string }[];
}

/** Every file, or those of one datastore (name or id), oldest first. */
export function truthOfFiles(world: World, datastore?: string): readonly FileTruth[] {
  const wanted = datastore === undefined ? [...world.all("Datastore")] : [findNamed(world, "Datastore", datastore)];
  return wanted.flatMap((each) => [...world.files.filesOn(each.ref.value)].map((file) => ({
    file: world.pathOf(file), kind: file.kind, bytes: file.sizeBytes, parent: file.parent === undefined ? undefined : world.pathOf(file.parent), format: file.disk?.format,
  })));
}

/** Names of the VMs whose current or snapshot chains go through the file "[ds] path". */
export function truthOfUsers(world: World, file: string): readonly string[] {
  return usersOf(world, findFile(world, file));
}

export function truthOfVm(world: World, name: string): VmTruth {
  const vm = findNamed(world, "VirtualMachine", name);
  const host = world.find("HostSystem", vm.host);
  const compute = world.find("ClusterComputeResource", host?.parent?.value) ?? world.find("ComputeResource", host?.parent?.value);
  const chainOf = (disk: VmDisk) => world.files.chain(disk.file).map((level): LevelTruth => ({
    file: world.pathOf(level), bytes: level.sizeBytes, exists: world.files.exists(level), users: usersOf(world, level),
  }));
  return {
    id: vm.ref.value, name: vm.name, template: vm.template, host: host?.name, folder: vm.parent?.value, pool: vm.resourcePool ?? compute?.resourcePool.value, power: vm.powerState, connection: vm.connectionState,
    consolidationNeeded: vm.consolidationNeeded, disks: vm.disks.map((disk) => ({ key: disk.key, chain: chainOf(disk) })),
    snapshots: [...world.snapshotsOf(vm)].map((each) => ({
      id: each.ref.value, name: each.name, parent: each.parent?.name, current: each === vm.currentSnapshot,
      pinned: each.frozen.disks.map((disk) => ({ key: disk.key, file: world.pathOf(disk.file) })),
    })),
  };
}

function usersOf(world: World, file: LabFile): readonly string[] {
  return [...world.files.usersOf(file)].map((id) => world.the("VirtualMachine", id).name).sort();
}
