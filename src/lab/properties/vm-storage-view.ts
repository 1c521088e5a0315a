/**
 * What vCenter believes about a virtual machine's files: the truth, or with the nuisance "storage-lag" what it worked out some time ago (vim-facts 3.6, 10.3).
 * It holds old answers for lagging virtual machines alone.
 */
import type { VimValue } from "../wire/vim-value.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { layoutExOf, layoutOf } from "./vm-layout-ex.js";
import { storageOf, storageSummaryOf } from "./vm-storage.js";

/** Each is computed when it is read. */
export interface StorageView {
  readonly layout: VimValue;
  readonly layoutEx: VimValue;
  readonly storage: VimValue;
  readonly summary: VimValue;
}

const remembered = new WeakMap<VmState, StorageView>();

/**
 * While "storage-lag" strikes for this VM, the answer is what was worked out when the lag was first met or at the last RefreshStorageInfo;
 * with `delayMs` vCenter also refreshes by itself once that much lab time has gone by.
 */
export function storageViewOf(world: World, vm: VmState): StorageView {
  const lag = world.nuisances.strikes("storage-lag", { object: vm.ref.value });
  if (lag === undefined) return presentView(world, vm);
  const old = remembered.get(vm);
  if (old !== undefined && (lag.delayMs === undefined || world.clock.now() - vm.storageRefreshedAt < lag.delayMs)) return old;
  return remember(world, vm);
}

/** RefreshStorageInfo: from now on the lag begins anew. */
export function refreshStorageView(world: World, vm: VmState): void {
  if (world.nuisances.all().some((each) => each.kind === "storage-lag")) remember(world, vm);
  else vm.storageRefreshedAt = world.clock.now();
}

function remember(world: World, vm: VmState): StorageView {
  const { layout, layoutEx, storage, summary } = presentView(world, vm);
  const view: StorageView = { layout, layoutEx, storage, summary };
  remembered.set(vm, view);
  vm.storageRefreshedAt = world.clock.now();
  return view;
}

function presentView(world: World, vm: VmState): StorageView {
  return {
    get layout() { return layoutOf(world, vm); },
    get layoutEx() { return layoutExOf(world, vm); },
    get storage() { return storageOf(world, vm); },
    get summary() { return storageSummaryOf(world, vm); },
  };
}
