/** Random changes of a small world, each announced as an operation would announce it; also announcements of nothing. */
import fc from "fast-check";
import { addFolder, type SmallWorld } from "../support/small-world.js";
import { addDisk, addPlainVm } from "../support/small-world-vms.js";
import { ref, type Ref } from "../../../src/lab/wire/vim-value.js";
import type { FolderState } from "../../../src/lab/world/entities.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";

export const changeKinds = ["rename", "annotate", "power", "add-disk", "drop-disk", "unset-host", "back-on-host", "drop-snapshots", "silent", "nothing", "create", "destroy", "move-vm", "move-folder", "rename-host"] as const;

export interface RandomChange {
  readonly kind: (typeof changeKinds)[number];
  /** Which of the VMs and folders there are; taken modulo. */
  readonly pick: number;
}

export const randomChange: fc.Arbitrary<RandomChange> = fc.record({ kind: fc.constantFrom(...changeKinds), pick: fc.nat(50) });

/** A folder below the datacenter's folder of VMs, and one that is not. */
export function addRandomFolders({ world, vmFolder, datacenter }: SmallWorld): readonly [FolderState, FolderState] {
  const folder = (name: string, parent: Ref) => addFolder(world, name, parent, ["Folder", "VirtualMachine"], ref("Folder", world.nextId("group-v")));
  return [folder("in view", vmFolder.ref), folder("out of view", datacenter.ref)];
}

let counter = 0;

export function change(small: SmallWorld, folders: readonly [FolderState, FolderState], inner: FolderState, { kind, pick }: RandomChange): void {
  const { world } = small;
  const vms = [...world.all("VirtualMachine")];
  const vm = vms[pick % vms.length];
  const folder = [small.vmFolder, ...folders, inner][pick % 4]!;
  const host = small.hosts[pick % 4]!;
  if (kind === "create") {
    addPlainVm(world, `vm ${++counter}`, { folder, host, pool: small.pool, datastore: small.ds0, network: small.network });
    world.changes.touch(folder.ref, "childEntity");
  } else if (kind === "move-folder") {
    inner.parent = folders[pick % 2]!.ref;
    world.changes.touch(inner.ref, "parent");
  } else if (kind === "rename-host") {
    host.name = `host ${pick}`;
    world.changes.touch(host.ref, "name");
  } else if (vm !== undefined) {
    changeVm(small, vm, folder, { kind, pick });
  }
}

function changeVm({ world, hosts }: SmallWorld, vm: VmState, folder: FolderState, { kind, pick }: RandomChange): void {
  const touch = (...paths: readonly string[]) => { world.changes.touch(vm.ref, ...paths); };
  switch (kind) {
    case "rename": vm.name = `name ${pick}`; touch("name", "config.name", "summary.config.name"); break;
    case "annotate": vm.config.annotation = `note ${pick}`; touch("config.annotation", "summary.config.annotation"); break;
    case "power": vm.powerState = pick % 2 === 0 ? "poweredOn" : "poweredOff"; touch("runtime", "summary", "guest", "config.hardware.device"); break;
    case "add-disk":
      addDisk(world, vm, { path: `${vm.home.directory}/more-${++counter}.vmdk`, capacityBytes: 1024 * (pick + 1), sizeBytes: 0 });
      touch("config.hardware.device", "summary", "layoutEx");
      break;
    case "drop-disk": vm.disks = vm.disks.slice(0, -1); touch("config.hardware.device", "summary", "layoutEx"); break;
    case "unset-host": world.placeVm(vm, undefined, vm.resourcePool); touch("runtime", "summary"); break;
    case "back-on-host": world.placeVm(vm, hosts[pick % 4]!.ref.value, vm.resourcePool); touch("runtime", "summary"); break;
    case "drop-snapshots":
      vm.snapshots = [];
      vm.currentSnapshot = undefined;
      touch("snapshot", "rootSnapshot");
      break;
    case "silent": world.files.resize(vm.files[0]!, pick * 1_000); touch("layoutEx", "storage", "summary.storage"); break;
    case "destroy": world.remove(vm); break;
    case "move-vm": vm.parent = folder.ref; touch("parent"); break;
    default: touch("name", "config", "runtime", "snapshot", "parent");
  }
}
