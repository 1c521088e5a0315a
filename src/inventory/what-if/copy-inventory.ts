/**
 * A second inventory that says the same as the first, made by feeding it the first one's records (docs/decisions/0003). Last known chains
 * and snapshots come along, and stay marked as such. It costs the whole inventory: for rehearsals, never for a turn.
 */
import { applyUpdates } from "../apply-updates.js";
import { Inventory } from "../inventory.js";
import type { InventoryUpdate, Ref, SnapshotTree, VmUpdate } from "../updates.js";
import type { SnapshotFiles } from "../vm-files.js";
import type { VmRecord } from "../vm-record.js";

export function copyOf(inventory: Inventory): Inventory {
  const copy = new Inventory();
  copy.seedGroupIds([...inventory.groups.values()].map(({ id, members }) => ({ id, members })));
  applyUpdates(copy, [
    ...records("Datastore", inventory.datastores), ...records("Place", inventory.places), ...records("ComputeResource", inventory.computes), ...records("HostSystem", inventory.hosts),
    ...[...inventory.vms.values()].flatMap((vm) => vmUpdates(inventory, vm)),
    ...[...inventory.vmFiles.snapshots.values()].flatMap(snapshotUpdates),
  ]);
  copy.settleGroupIds();
  return copy;
}

function records(type: "Datastore" | "Place" | "ComputeResource" | "HostSystem", objects: ReadonlyMap<Ref, { readonly ref: Ref }>): readonly InventoryUpdate[] {
  return [...objects.values()].map(({ ref, ...set }) => ({ type, ref, kind: "enter", set, unreadable: [] }));
}

/** What is only last known is told first and then taken back, as it happened to the original. */
function vmUpdates({ vmFiles }: Inventory, vm: VmRecord): readonly VmUpdate[] {
  const { devices, snapshots, configFile } = vmFiles.of(vm.ref);
  const layout = vmFiles.sizes.layoutOf(vm.ref);
  const { ref, folder, parentVApp, announcedSnapshot, snapshot, disks, vmPathName, ...rest } = vm;
  const known = Object.fromEntries(Object.entries({
    ...rest, parent: folder, parentVApp, vmPathName: configFile, disks: devices, layout, snapshot: snapshot === undefined ? treeOf(snapshots) : announcedSnapshot,
  }).filter(([, value]) => value !== undefined));
  const updates: VmUpdate[] = [{ type: "VirtualMachine", ref, kind: "enter", set: known, unreadable: [] }];
  const unreadable = [...(disks === undefined ? ["disks" as const] : []), ...(announcedSnapshot === undefined ? ["snapshot" as const] : [])];
  const unset = { ...(vmPathName === undefined ? { vmPathName: null } : {}), ...(snapshot === undefined && announcedSnapshot !== undefined ? { snapshot: announcedSnapshot } : {}) };
  if (unreadable.length > 0 || Object.keys(unset).length > 0) updates.push({ type: "VirtualMachine", ref, kind: "modify", set: unset, unreadable });
  return updates;
}

/** A tree that pins what these snapshots pin. */
function treeOf(snapshots: readonly Ref[]): SnapshotTree | undefined {
  return snapshots.length === 0 ? undefined : { roots: snapshots.map((ref) => ({ ref, name: "", createTime: "", children: [] })) };
}

function snapshotUpdates({ ref, vm, devices, readable }: SnapshotFiles): readonly InventoryUpdate[] {
  const set = { ...(vm === undefined ? {} : { vm }), ...(devices === undefined ? {} : { disks: devices }) };
  const enter: InventoryUpdate = { type: "VirtualMachineSnapshot", ref, kind: "enter", set, unreadable: [] };
  return readable ? [enter] : [enter, { type: "VirtualMachineSnapshot", ref, kind: "modify", set: {}, unreadable: ["disks"] }];
}
