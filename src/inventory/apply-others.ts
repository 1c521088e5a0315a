/**
 * Updates of everything that is not a VM: snapshots, hosts, compute resources, datastores and places.
 * It only stores and notes what must be looked at again; it never works out files or groups.
 */
import type { ChangeLog } from "./change-log.js";
import type { Inventory } from "./inventory.js";
import { datastoreOf, isDoubtful } from "./file-key.js";
import { mergeProperties } from "./merge-properties.js";
import type { Compute, Datastore, Host, Place } from "./model.js";
import type { ComputeUpdate, DatastoreUpdate, DiskDevice, HostUpdate, InventoryUpdate, PlaceUpdate, Ref, SnapshotUpdate } from "./updates.js";

interface SnapshotRecord { readonly vm: Ref | undefined; readonly disks: readonly DiskDevice[] | undefined }

export function applySnapshot(inventory: Inventory, update: SnapshotUpdate, log: ChangeLog): void {
  const { snapshots } = inventory.vmFiles;
  const before = snapshots.get(update.ref);
  if (update.kind === "leave") {
    if (!snapshots.delete(update.ref)) return;
  } else {
    const known: SnapshotRecord | undefined = before && { vm: before.vm, disks: before.readable ? before.devices : undefined };
    const next = mergeProperties<SnapshotRecord>({ vm: undefined, disks: undefined }, known, update);
    if (next === known) return;
    snapshots.set(update.ref, { ref: update.ref, vm: next.vm, devices: next.disks ?? before?.devices, readable: next.disks !== undefined });
  }
  const owner = inventory.vmFiles.ownerOfSnapshot(update.ref);
  if (owner === undefined) return;
  log.vms.add(owner);
  log.staleFiles.add(owner);
  inventory.forgetDisks(owner);
}

/** Members that decide placement, limit or risk of the groups on a host and in its cluster. */
const judgedBy = ["parent", "name", "version", "eightPlusHostVmfsSharedAccessSupported", "connectionState", "powerState", "inMaintenanceMode"] as const;

export function applyHost({ hosts, hostsByParent }: Inventory, update: HostUpdate, log: ChangeLog): void {
  const { before, after } = store(hosts, blankHost(update.ref), update);
  if (before === after) return;
  if (before?.parent !== undefined) hostsByParent.remove(before.parent, update.ref);
  if (after?.parent !== undefined) hostsByParent.add(after.parent, update.ref);
  log.hosts.add(update.ref);
  if (judgedBy.every((name) => before?.[name] === after?.[name])) return;
  log.staleHosts.add(update.ref);
  for (const parent of [before?.parent, after?.parent]) if (parent !== undefined) log.staleComputes.add(parent);
}

export function applyCompute({ computes, computesByHost }: Inventory, update: ComputeUpdate, log: ChangeLog): void {
  const { before, after } = store(computes, blankCompute(update.ref), update);
  if (before === after) return;
  for (const host of before?.hosts ?? []) computesByHost.remove(host, update.ref);
  for (const host of after?.hosts ?? []) computesByHost.add(host, update.ref);
  log.computes.add(update.ref);
  log.staleComputes.add(update.ref);
  for (const host of before?.hosts ?? []) log.staleHosts.add(host);
}

export function applyDatastore(inventory: Inventory, update: DatastoreUpdate, log: ChangeLog): void {
  const { datastores, vmFiles } = inventory;
  const { before, after } = store(datastores, blankDatastore(update.ref), update);
  if (before === after) return;
  log.datastores.add(update.ref);
  if (before?.type !== after?.type || before?.vmfsMajorVersion !== after?.vmfsMajorVersion) log.staleGrounds.add(update.ref);
  for (const name of vmFiles.names.set(update.ref, after?.name)) for (const vm of vmFiles.names.askersOf(name)) log.staleFiles.add(vm);
  const { volumes } = vmFiles;
  const wasUnsure = volumes.hasUnknown();
  const joined = after === undefined ? volumes.forget(update.ref) : volumes.set(update.ref, after.url);
  if ((wasUnsure || volumes.hasUnknown()) && before?.url !== after?.url) lookAtAllAgain(inventory, log);
  if (joined.size > 0) for (const vm of usersOfVolume(inventory, joined)) log.staleFiles.add(vm);
}

/** A datastore whose url nobody knows may be any other's volume: what is told of its files, and of theirs, may be otherwise now. */
function lookAtAllAgain({ vms, vmFiles }: Inventory, log: ChangeLog): void {
  vmFiles.files.doubt();
  for (const vm of vms.keys()) log.vms.add(vm);
}

/** Walks all VMs: two datastores turning out to be one volume, or no longer one, is rare enough not to keep an index for. */
function usersOfVolume({ vms, vmFiles }: Inventory, datastores: ReadonlySet<Ref>): readonly Ref[] {
  return [...vms.keys()].filter((vm) => vmFiles.of(vm).uses.some(({ file }) => datastores.has(datastoreOf(file.key) ?? "") || isDoubtful(file.key)));
}

export function applyPlace({ places }: Inventory, update: PlaceUpdate, log: ChangeLog): void {
  const blank: Place = { ref: update.ref, kind: undefined, name: undefined, parent: undefined };
  const { before, after } = store(places, blank, update);
  if (before !== after) log.places.add(update.ref);
}

function store<RecordOf extends object>(
  records: Map<Ref, RecordOf>, blank: RecordOf, update: InventoryUpdate,
): { readonly before: RecordOf | undefined; readonly after: RecordOf | undefined } {
  const before = records.get(update.ref);
  if (update.kind === "leave") {
    records.delete(update.ref);
    return { before, after: undefined };
  }
  const after = mergeProperties(blank, before, update);
  records.set(update.ref, after);
  return { before, after };
}

function blankHost(ref: Ref): Host {
  return {
    ref, name: undefined, parent: undefined, connectionState: undefined, powerState: undefined, inMaintenanceMode: undefined,
    version: undefined, eightPlusHostVmfsSharedAccessSupported: undefined, datastores: undefined,
  };
}

function blankCompute(ref: Ref): Compute {
  return {
    ref, name: undefined, parent: undefined, isCluster: undefined, hosts: undefined, haEnabled: undefined, drsEnabled: undefined,
    maxVmRestartCount: undefined, admissionControlEnabled: undefined, haRestart: undefined, mustRules: undefined,
  };
}

function blankDatastore(ref: Ref): Datastore {
  return {
    ref, name: undefined, url: undefined, type: undefined, capacityBytes: undefined, freeSpaceBytes: undefined, accessible: undefined,
    vmfsMajorVersion: undefined,
  };
}
