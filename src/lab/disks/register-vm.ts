/** Registers a VM whose .vmx lies on a datastore and is in no inventory. Its disks are taken as the .vmx names them, also when files are missing by now. */
import { VimFault } from "../wire/vim-fault.js";
import { ref, type Ref } from "../wire/vim-value.js";
import type { SnapshotState, VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { requireDatastore } from "./destination.js";
import { requireFreeName } from "./folder-names.js";
import { enterInventory } from "./new-vm-state.js";

export interface Registration {
  /** Managed object id of the datastore, and the path of the .vmx below its root. */
  readonly datastore: string;
  readonly path: string;
  /** Unset: the name it had. */
  readonly name?: string;
  readonly folder: Ref;
  readonly host: Ref;
  /** Unset for a template. */
  readonly resourcePool?: Ref;
  readonly template: boolean;
}

/** NotFound when there is no such .vmx, AlreadyExists when it is registered, InvalidDatastore, InvalidName, DuplicateName. The VM and its snapshots get new references. */
export function registerVm(world: World, wanted: Registration): VmState {
  const host = world.the("HostSystem", wanted.host.value);
  requireDatastore(world, wanted.datastore, host);
  const key = `${wanted.datastore}/${wanted.path}`;
  const known = world.unregistered.get(key);
  const file = world.files.at(wanted.datastore, wanted.path);
  if (file === undefined) throw new VimFault("NotFound", `Unable to find the file ${wanted.path}.`);
  if (known === undefined) throw new VimFault("AlreadyExists", "The specified key, name, or identifier already exists.", { name: wanted.path });
  const name = requireFreeName(world, world.the("Folder", wanted.folder.value), wanted.name ?? known.name);

  world.unregistered.delete(key);
  const vm: VmState = {
    ...known, ref: ref("VirtualMachine", world.nextId("vm")), name, parent: wanted.folder, template: wanted.template, powerState: "poweredOff", connectionState: "connected",
    question: undefined, bootTime: undefined, dasProtected: false, storageRefreshedAt: world.clock.now(), changeVersion: known.changeVersion + 1,
  };
  restoreSnapshots(world, vm, known);
  enterInventory(world, vm, wanted.host.value, wanted.template ? undefined : wanted.resourcePool?.value);
  for (const snapshot of world.snapshotsOf(vm)) {
    world.snapshots.set(snapshot.ref.value, { vm, snapshot });
    world.changes.created(snapshot.ref);
  }
  return vm;
}

/** The same tree, read from the .vmsd: new objects with new references. */
function restoreSnapshots(world: World, vm: VmState, known: VmState): void {
  let current: SnapshotState | undefined;
  const restored = (old: SnapshotState, parent: SnapshotState | undefined): SnapshotState => {
    const snapshot: SnapshotState = { ...old, ref: ref("VirtualMachineSnapshot", world.nextId("snapshot")), parent, children: [] };
    snapshot.children = old.children.map((child) => restored(child, snapshot));
    if (old === known.currentSnapshot) current = snapshot;
    return snapshot;
  };
  vm.snapshots = known.snapshots.map((each) => restored(each, undefined));
  vm.currentSnapshot = current;
}
