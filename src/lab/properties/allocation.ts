/** Shares, reservations and limits as vCenter gives them by default; the lab models no contention for CPU or memory. */
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";

/** SharesInfo of level normal. */
export function normalShares(shares: number): VimObject {
  return vim("SharesInfo", { shares, level: "normal" });
}

/** ResourceAllocationInfo without reservation; `limit` -1 is none, in MHz or MiB. */
export function allocation(shares: number, limit = -1, expandableReservation = false): VimObject {
  return vim("ResourceAllocationInfo", { reservation: 0, expandableReservation, limit, shares: normalShares(shares) });
}

/** ResourceConfigSpec of a VM: normal shares are 1,000 for each CPU and 10 for each MiB. */
export function vmResourceConfig(entity: Ref, numCpu: number, memoryMiB: number): VimObject {
  return vim("ResourceConfigSpec", { entity, cpuAllocation: allocation(1000 * numCpu), memoryAllocation: allocation(10 * memoryMiB) });
}

/** ResourceConfigSpec of a resource pool. */
export function poolResourceConfig(entity: Ref): VimObject {
  return vim("ResourceConfigSpec", { entity, cpuAllocation: allocation(4000, -1, true), memoryAllocation: allocation(163_840, -1, true) });
}
