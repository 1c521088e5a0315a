/**
 * A whole inventory told again as updates: fed to an empty one, they make it say the same (docs/decisions/0003). What is only last known
 * is told first and then taken back, so it stays marked as such. Nothing here reads the inventory after `retell` has returned.
 */
import type { SavedGroup } from "./group-ids.js";
import type { Inventory } from "./inventory.js";
import type { FileLayout, InventoryUpdate, Ref, SnapshotTree, VmUpdate } from "./updates.js";
import type { SnapshotFiles, VmFileState } from "./vm-files.js";
import type { VmRecord } from "./vm-record.js";

export interface Retelling {
  /** To be seeded before the first update and settled after the last: groups keep their ids. */
  readonly groups: readonly SavedGroup[];
  /** Made one by one while they are walked; may be walked again. */
  readonly updates: Iterable<InventoryUpdate>;
}

interface VmParts {
  readonly record: VmRecord;
  readonly files: VmFileState;
  readonly layout: FileLayout | undefined;
}

/** Holds on to the records as they are now, which later updates replace and never change: walking may take its time. */
export function retell(inventory: Inventory): Retelling {
  const { vmFiles } = inventory;
  const others = [
    ...records("Datastore", inventory.datastores), ...records("Place", inventory.places), ...records("ComputeResource", inventory.computes), ...records("HostSystem", inventory.hosts),
  ];
  const vms = Array.from(inventory.vms.values(), (record): VmParts => ({ record, files: vmFiles.of(record.ref), layout: vmFiles.sizes.layoutOf(record.ref) }));
  const snapshots = [...vmFiles.snapshots.values()];
  return {
    groups: Array.from(inventory.groups.values(), ({ id, members }) => ({ id, members })),
    updates: { [Symbol.iterator]: () => updatesOf(others, vms, snapshots) },
  };
}

function* updatesOf(others: readonly InventoryUpdate[], vms: readonly VmParts[], snapshots: readonly SnapshotFiles[]): Generator<InventoryUpdate> {
  yield* others;
  for (const vm of vms) yield* vmUpdates(vm);
  for (const snapshot of snapshots) yield* snapshotUpdates(snapshot);
}

function records(type: "Datastore" | "Place" | "ComputeResource" | "HostSystem", objects: ReadonlyMap<Ref, { readonly ref: Ref }>): readonly InventoryUpdate[] {
  return [...objects.values()].map(({ ref, ...set }) => ({ type, ref, kind: "enter", set, unreadable: [] }));
}

function vmUpdates({ record, files: { devices, snapshots, configFile }, layout }: VmParts): readonly VmUpdate[] {
  const { ref, folder, parentVApp, announcedSnapshot, snapshot, disks, vmPathName, refused, ...rest } = record;
  const known = Object.fromEntries(Object.entries({
    ...rest, parent: folder, parentVApp, vmPathName: configFile, disks: devices, layout, snapshot: snapshot === undefined ? treeOf(snapshots) : announcedSnapshot,
  }).filter(([, value]) => value !== undefined));
  // An enter would say that there are no snapshots and no question; of what was never told nothing is known.
  const untold = (name: "snapshot" | "question", told: unknown): boolean => told === undefined && !refused.includes(name);
  const kind = untold("snapshot", announcedSnapshot) || untold("question", record.question) ? "modify" : "enter";
  const updates: VmUpdate[] = [{ type: "VirtualMachine", ref, kind, set: known, unreadable: [] }];
  const unreadable = refused as VmUpdate["unreadable"];
  const unset = { ...(vmPathName === undefined ? { vmPathName: null } : {}), ...(disks === undefined ? { disks: null } : {}), ...(snapshot === undefined && announcedSnapshot !== undefined ? { snapshot: announcedSnapshot } : {}) };
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
