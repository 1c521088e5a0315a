/** Rehearsed changes of one VM's files: the foresight of each, and the updates by which an inventory would hear of it. */
import { foreseeDelete } from "../foresight/delete-vm.js";
import type { Foresight } from "../foresight/foresight.js";
import { foreseePromote, type PromoteChoice } from "../foresight/promote-vm.js";
import { foreseeRelocate } from "../foresight/relocate-vm.js";
import { foreseeRemoveSnapshots } from "../foresight/remove-snapshots.js";
import { foreseeUnregister } from "../foresight/unregister-vm.js";
import { parseDatastorePath } from "../file-key.js";
import type { Inventory } from "../inventory.js";
import type { FileKey } from "../model.js";
import { snapshotsIn } from "../snapshots-in.js";
import type { DiskDevice, InventoryUpdate, Ref, SnapshotNode, SnapshotUpdate, VmUpdate } from "../updates.js";
import type { Consequence } from "./hypothesis.js";
import { datastoreName, homeOn, newPlaces, pathIn } from "./new-places.js";
import { rewriteDevice, unmergedFiles, type ChainEdit } from "./rewrite-chain.js";

const noEdit: ChainEdit = { folded: new Set(), moved: () => undefined };

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
  const snapshots = snapshotsIn(inventory.vms.get(vm)?.snapshot).map(({ ref }): InventoryUpdate => ({ type: "VirtualMachineSnapshot", ref, kind: "leave", set: {}, unreadable: [] }));
  return [{ type: "VirtualMachine", ref: vm, kind: "leave", set: {}, unreadable: [] }, ...snapshots];
}

export function promoteVm(inventory: Inventory, vm: Ref, choice: PromoteChoice): Consequence {
  const foresight = foreseePromote(inventory, vm, choice);
  const [home = ""] = inventory.dwellingsOf(vm);
  const places = newPlaces(inventory, home, foresight.copied, (name) => `copy-of-${name}`);
  const edit: ChainEdit = { folded: new Set(foresight.folded), moved: (file) => places.get(file) };
  return { foresight, updates: [...rewritten(inventory, vm, edit, { keys: choice.disks }), ...spaceUpdates(foresight)] };
}

/** Leaves come to the VM's home, wherever they were. */
export function relocateVm(inventory: Inventory, vm: Ref, datastore: Ref): Consequence {
  const foresight = foreseeRelocate(inventory, vm, datastore);
  const home = homeOn(inventory, vm, datastore);
  const places = newPlaces(inventory, home ?? `${datastore}:`, foresight.copied, (name) => name);
  const edit: ChainEdit = { folded: new Set(), moved: (file) => places.get(file) };
  const configFile = parseDatastorePath(inventory.vmFiles.of(vm).configFile ?? "").path.split("/").at(-1);
  const set: VmUpdate["set"] = {
    ...(home === undefined || configFile === undefined ? {} : { vmPathName: `[${datastoreName(inventory, datastore)}] ${pathIn(home, configFile)}` }),
    datastores: [...new Set([...inventory.vms.get(vm)?.datastores ?? [], datastore])].sort(),
  };
  return { foresight, updates: [{ type: "VirtualMachine", ref: vm, kind: "modify", set, unreadable: [] }, ...rewritten(inventory, vm, edit), ...spaceUpdates(foresight)] };
}

export function removeSnapshot(inventory: Inventory, vm: Ref, snapshot: Ref): Consequence {
  const foresight = foreseeRemoveSnapshots(inventory, vm, [snapshot]);
  const tree = inventory.vms.get(vm)?.snapshot;
  const roots = without(tree?.roots ?? [], snapshot);
  const current = tree?.current === snapshot ? parentOf(tree.roots, snapshot) : tree?.current;
  const set: VmUpdate["set"] = { snapshot: roots.length === 0 ? null : { roots, ...(current === undefined ? {} : { current }) } };
  const gone: SnapshotUpdate = { type: "VirtualMachineSnapshot", ref: snapshot, kind: "leave", set: {}, unreadable: [] };
  const edit: ChainEdit = { folded: new Set(foresight.folded), moved: () => undefined };
  return { foresight, updates: [{ type: "VirtualMachine", ref: vm, kind: "modify", set, unreadable: [] }, gone, ...rewritten(inventory, vm, edit, { except: snapshot }), ...spaceUpdates(foresight)] };
}

/** New devices for the VM and for its snapshots, where they are readable, and the sizes of those files that keep theirs. `keys`: of these disks only. */
function rewritten(inventory: Inventory, vm: Ref, edit: ChainEdit, { keys, except }: { readonly keys?: readonly number[] | undefined; readonly except?: Ref } = {}): readonly InventoryUpdate[] {
  const record = inventory.vms.get(vm);
  if (record?.disks === undefined) return [];
  const keyOf = inventory.vmFiles.keysOf(record, record.disks, new Set());
  const editFor = ({ key }: DiskDevice): ChainEdit => (keys?.includes(key) ?? true ? edit : noEdit);
  const names = new Map<FileKey, string>();
  const rewriteAll = (devices: readonly DiskDevice[]): readonly DiskDevice[] => devices.map((device) => {
    for (const [file, fileName] of unmergedFiles(device, keyOf, editFor(device))) names.set(file, fileName);
    return rewriteDevice(device, keyOf, editFor(device));
  });
  const disks = rewriteAll(record.disks);
  const snapshots = snapshotsIn(record.snapshot).flatMap(({ ref }): readonly InventoryUpdate[] => {
    const frozen = inventory.vmFiles.snapshots.get(ref);
    if (ref === except || frozen?.readable !== true) return [];
    return [{ type: "VirtualMachineSnapshot", ref, kind: "modify", set: { disks: rewriteAll(frozen.devices ?? []) }, unreadable: [] }];
  });
  const layout = inventory.vmFiles.sizes.layoutOf(vm);
  const sizes = new Map(inventory.usesOf(vm).map(({ file: { key, size } }) => [key, size?.bytes]));
  const files = [...names].flatMap(([file, fileName]) => {
    const bytes = sizes.get(file);
    return bytes === undefined ? [] : [{ fileName, bytes }];
  });
  return [{ type: "VirtualMachine", ref: vm, kind: "modify", set: { disks, ...(layout === undefined ? {} : { layout: { at: layout.at + 1, files } }) }, unreadable: [] }, ...snapshots];
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
