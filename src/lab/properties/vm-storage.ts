/** `storage` and `summary.storage`: what a virtual machine has taken on each datastore, what of it is its own, and how far it may still grow. */
import { ref, vim, type VimObject } from "../wire/vim-value.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { dateTime } from "./lab-time.js";
import { closureOf } from "./vm-closure.js";

/** Bytes on one datastore. */
export interface DatastoreUsage {
  committed: number;
  /** Growth still possible: of the levels that are written to now, thin or delta, and of a swap file to come. */
  uncommitted: number;
  unshared: number;
}

/** By datastore (moid), the home first. A file that was deleted takes nothing. */
export function usageOf(world: World, vm: VmState): ReadonlyMap<string, DatastoreUsage> {
  const usage = new Map<string, DatastoreUsage>();
  const on = (datastore: string) => {
    let known = usage.get(datastore);
    if (known === undefined) usage.set(datastore, known = { committed: 0, uncommitted: 0, unshared: 0 });
    return known;
  };
  const home = on(vm.home.datastore);
  for (const file of closureOf(world, vm)) {
    if (!world.files.exists(file)) continue;
    const there = on(file.datastore);
    there.committed += file.sizeBytes;
    if (!world.files.isShared(file)) there.unshared += file.sizeBytes;
  }
  for (const { file } of vm.disks) {
    if (file.disk !== undefined && file.disk.format !== "rdm" && world.files.exists(file)) on(file.datastore).uncommitted += Math.max(0, file.disk.capacityBytes - file.sizeBytes);
  }
  if (!vm.files.some((file) => file.kind === "swap")) home.uncommitted += vm.config.memoryMiB * 1024 ** 2;
  return usage;
}

/** VirtualMachineStorageInfo. */
export function storageOf(world: World, vm: VmState): VimObject {
  const perDatastoreUsage = [...usageOf(world, vm)].map(([datastore, bytes]) => vim("VirtualMachineUsageOnDatastore", { datastore: ref("Datastore", datastore), ...bytes }));
  return vim("VirtualMachineStorageInfo", { perDatastoreUsage, timestamp: dateTime(world.clock.now()) });
}

/** VirtualMachineStorageSummary: the same over all datastores. */
export function storageSummaryOf(world: World, vm: VmState): VimObject {
  const sum: DatastoreUsage = { committed: 0, uncommitted: 0, unshared: 0 };
  for (const bytes of usageOf(world, vm).values()) {
    sum.committed += bytes.committed;
    sum.uncommitted += bytes.uncommitted;
    sum.unshared += bytes.unshared;
  }
  return vim("VirtualMachineStorageSummary", { ...sum, timestamp: dateTime(world.clock.now()) });
}
