/** Rehearsed changes of one VM's files: the foresight of each, and the updates by which an inventory would hear of it. */
import { foreseeDelete } from "../foresight/delete-vm.js";
import type { Foresight } from "../foresight/foresight.js";
import { foreseePromote, homeDatastore, type PromoteChoice } from "../foresight/promote-vm.js";
import { foreseeRelocate } from "../foresight/relocate-vm.js";
import { foreseeRemoveSnapshots, refsIn } from "../foresight/remove-snapshots.js";
import { foreseeUnregister } from "../foresight/unregister-vm.js";
import { datastoreOf, parseDatastorePath } from "../file-key.js";
import type { Inventory } from "../inventory.js";
import type { DiskDevice, InventoryUpdate, Ref, SnapshotNode, SnapshotUpdate, VmUpdate } from "../updates.js";
import type { Consequence } from "./hypothesis.js";
import { rewriteDevice, type ChainEdit } from "./rewrite-chain.js";

export function deleteVm(inventory: Inventory, vm: Ref): Consequence {
  const foresight = foreseeDelete(inventory, vm);
  return { foresight, updates: [...left(inventory, vm), ...spaceUpdates(foresight)] };
}

/** Its files stay, and so does the space they take. */
export function unregisterVm(inventory: Inventory, vm: Ref): Consequence {
  return { foresight: foreseeUnregister(inventory, vm), updates: left(inventory, vm) };
}

/** The VM is no longer in the inventory, nor are its snapshots. */
function left(inventory: Inventory, vm: Ref): readonly InventoryUpdate[] {
  const snapshots = refsIn(inventory.vms.get(vm)?.snapshot?.roots ?? []).map((ref): InventoryUpdate => ({ type: "VirtualMachineSnapshot", ref, kind: "leave", set: {}, unreadable: [] }));
  return [{ type: "VirtualMachine", ref: vm, kind: "leave", set: {}, unreadable: [] }, ...snapshots];
}

export function promoteVm(inventory: Inventory, vm: Ref, choice: PromoteChoice): Consequence {
  const foresight = foreseePromote(inventory, vm, choice);
  const home = homeDatastore(inventory, vm);
  const copied = new Set(foresight.copied);
  const [directory = ""] = inventory.dwellingsOf(vm);
  const edit: ChainEdit = {
    folded: new Set(foresight.folded),
    moved: (file, { fileName }) => (home === undefined || !copied.has(file) ? undefined : { datastore: home, fileName: `[${nameOf(inventory, home)}] ${pathIn(directory)}copy-of-${lastPart(fileName)}` }),
  };
  return { foresight, updates: [...rewritten(inventory, vm, edit, choice.disks), ...spaceUpdates(foresight)] };
}

/** The merged file's size is not foretold; the moved leaf's is what it was. */
export function relocateVm(inventory: Inventory, vm: Ref, datastore: Ref): Consequence {
  const foresight = foreseeRelocate(inventory, vm, datastore);
  const moved = new Set(foresight.copied);
  const place = (fileName: string): string => `[${nameOf(inventory, datastore)}] ${parseDatastorePath(fileName).path}`;
  const edit: ChainEdit = { folded: new Set(), moved: (file, { fileName }) => (moved.has(file) ? { datastore, fileName: place(fileName) } : undefined) };
  const { configFile } = inventory.vmFiles.of(vm);
  const layout = inventory.vmFiles.sizes.layoutOf(vm);
  const set: VmUpdate["set"] = {
    ...(configFile === undefined ? {} : { vmPathName: place(configFile) }),
    datastores: [...new Set([...inventory.vms.get(vm)?.datastores ?? [], datastore])].sort(),
    ...(layout === undefined ? {} : { layout: { at: layout.at + 1, files: [...layout.files, ...layout.files.map(({ fileName, bytes }) => ({ fileName: place(fileName), bytes }))] } }),
  };
  return { foresight, updates: [...rewritten(inventory, vm, edit), { type: "VirtualMachine", ref: vm, kind: "modify", set, unreadable: [] }, ...spaceUpdates(foresight)] };
}

export function removeSnapshot(inventory: Inventory, vm: Ref, snapshot: Ref): Consequence {
  const foresight = foreseeRemoveSnapshots(inventory, vm, [snapshot]);
  const tree = inventory.vms.get(vm)?.snapshot;
  const roots = without(tree?.roots ?? [], snapshot);
  const current = tree?.current === snapshot ? parentOf(tree.roots, snapshot) : tree?.current;
  const set: VmUpdate["set"] = { snapshot: roots.length === 0 ? null : { roots, ...(current === undefined ? {} : { current }) } };
  const gone: SnapshotUpdate = { type: "VirtualMachineSnapshot", ref: snapshot, kind: "leave", set: {}, unreadable: [] };
  const edit: ChainEdit = { folded: new Set(foresight.folded), moved: () => undefined };
  return { foresight, updates: [{ type: "VirtualMachine", ref: vm, kind: "modify", set, unreadable: [] }, gone, ...rewritten(inventory, vm, edit, undefined, snapshot), ...spaceUpdates(foresight)] };
}

/** New devices for the VM and for its snapshots, where they are readable. */
function rewritten(inventory: Inventory, vm: Ref, edit: ChainEdit, keys?: readonly number[], except?: Ref): readonly InventoryUpdate[] {
  const record = inventory.vms.get(vm);
  if (record?.disks === undefined) return [];
  const keyOf = inventory.vmFiles.keysOf(record, record.disks, new Set());
  const chosen = (devices: readonly DiskDevice[]): readonly DiskDevice[] =>
    devices.map((device) => (keys?.includes(device.key) ?? true ? rewriteDevice(device, keyOf, edit) : device));
  const snapshots = refsIn(record.snapshot?.roots ?? []).flatMap((ref): readonly InventoryUpdate[] => {
    const frozen = inventory.vmFiles.snapshots.get(ref);
    if (ref === except || frozen?.readable !== true) return [];
    return [{ type: "VirtualMachineSnapshot", ref, kind: "modify", set: { disks: chosen(frozen.devices ?? []) }, unreadable: [] }];
  });
  return [{ type: "VirtualMachine", ref: vm, kind: "modify", set: { disks: chosen(record.disks) }, unreadable: [] }, ...snapshots];
}

function spaceUpdates({ space }: Foresight): readonly InventoryUpdate[] {
  return space.map(({ datastore, freeAfterBytes }) => ({ type: "Datastore", ref: datastore, kind: "modify", set: { freeSpaceBytes: freeAfterBytes ?? null }, unreadable: [] }));
}

function without(nodes: readonly SnapshotNode[], gone: Ref): readonly SnapshotNode[] {
  return nodes.flatMap((node) => (node.ref === gone ? without(node.children, gone) : [{ ...node, children: without(node.children, gone) }]));
}

function parentOf(nodes: readonly SnapshotNode[], ref: Ref, parent?: Ref): Ref | undefined {
  for (const node of nodes) {
    const found = node.ref === ref ? parent : parentOf(node.children, ref, node.ref);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameOf({ datastores }: Inventory, datastore: Ref): string {
  return datastores.get(datastore)?.name ?? datastore;
}

function pathIn(directory: string): string {
  const path = datastoreOf(directory) === undefined ? "" : directory.slice(directory.indexOf(":") + 1);
  return path === "" ? "" : `${path}/`;
}

function lastPart(fileName: string): string {
  return parseDatastorePath(fileName).path.split("/").at(-1) ?? "";
}
