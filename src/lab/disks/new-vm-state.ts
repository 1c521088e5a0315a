/** Puts a new VM into the inventory: its state, its place in folder, host and pool, and word of all that. Its files are there already. */
import { ref, type Ref } from "../wire/vim-value.js";
import type { LabFile } from "../world/lab-file.js";
import type { OtherDevices, VmConfig, VmDisk, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { addToFolder } from "./folder-names.js";
import { touchEverySnapshot } from "./touch-vm.js";

export interface VmBirth {
  readonly name: string;
  readonly folder: Ref;
  readonly host: string;
  /** Unset for a template. */
  readonly resourcePool: string | undefined;
  readonly template: boolean;
  readonly config: VmConfig;
  readonly home: VmState["home"];
  readonly files: LabFile[];
  readonly disks: VmDisk[];
  readonly devices: OtherDevices;
  readonly networks: Set<string>;
}

/** Everything was checked before: this never throws a fault. */
export function addVmState(world: World, birth: VmBirth): VmState {
  const now = world.clock.now();
  const vm: VmState = {
    type: "VirtualMachine", ref: ref("VirtualMachine", world.nextId("vm")), name: birth.name, parent: birth.folder, template: birth.template,
    config: birth.config, changeVersion: 1, modifiedAt: now, createdAt: now, home: birth.home, files: birth.files, disks: birth.disks, devices: birth.devices,
    snapshots: [], currentSnapshot: undefined, nextSnapshotId: 1, powerState: "poweredOff", connectionState: "connected", consolidationNeeded: false, question: undefined,
    host: undefined, resourcePool: undefined, networks: birth.networks, bootTime: undefined, dasProtected: false, storageRefreshedAt: now,
  };
  enterInventory(world, vm, birth.host, birth.resourcePool);
  return vm;
}

/** A VM that is complete but not yet in the inventory: it holds its disks' files, and its neighbours learn of it. */
export function enterInventory(world: World, vm: VmState, host: string, resourcePool: string | undefined): void {
  for (const disk of world.disksOf(vm)) world.files.hold(disk.file, vm.ref.value);
  world.add(vm);
  world.placeVm(vm, host, resourcePool);
  if (vm.parent !== undefined) addToFolder(world, world.the("Folder", vm.parent.value), vm);
  touchStores(world, vm);
}

/** Says that datastores and networks of the VM may show other VMs and count on other growth, and that its snapshots may name other datastores. */
export function touchStores(world: World, vm: VmState): void {
  for (const datastore of datastoresOf(world, vm)) world.changes.touch(ref("Datastore", datastore), "vm", "summary.uncommitted");
  for (const network of vm.networks) world.changes.touch(ref("Network", network), "vm");
  touchEverySnapshot(world, vm, "config.datastoreUrl");
}

/** Where the VM's own files and every level of its chains lie. */
export function datastoresOf(world: World, vm: VmState): Set<string> {
  const found = new Set([vm.home.datastore]);
  for (const disk of world.disksOf(vm)) for (const level of world.files.chain(disk.file)) found.add(level.datastore);
  return found;
}
