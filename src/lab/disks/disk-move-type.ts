/** The five ways to treat a disk's levels in a clone or relocation, and which one holds for which disk (vim-facts 7.2). It moves nothing. */
import { VimFault } from "../wire/vim-fault.js";
import type { VmDisk } from "../world/vm-state.js";
import { isIndependent } from "./take-snapshot.js";

/** VirtualMachineRelocateDiskMoveOptions; the exact spelling. */
export const diskMoveTypes = [
  "moveAllDiskBackingsAndAllowSharing", "moveAllDiskBackingsAndDisallowSharing", "moveChildMostDiskBacking", "createNewChildDiskBacking", "moveAllDiskBackingsAndConsolidate",
] as const;
export type DiskMoveType = (typeof diskMoveTypes)[number];

export interface DiskLocator {
  /** Device key. */
  readonly diskId: number;
  /** Managed object id. */
  readonly datastore: string;
  readonly diskMoveType?: DiskMoveType;
  /** Provisioning of a whole copy; unset: as the source. */
  readonly thin?: boolean;
}

export interface DiskMoves {
  /** Managed object id; unset: each disk stays on its datastore. */
  readonly datastore?: string;
  readonly diskMoveType?: DiskMoveType;
  readonly locators?: readonly DiskLocator[];
  readonly thin?: boolean;
}

export interface MoveOfDisk {
  readonly type: DiskMoveType;
  readonly datastore: string;
  readonly thin: boolean | undefined;
}

/**
 * A locator's own type goes over the common one. A locator without one falls back to the default and not to the common type: the trap that makes
 * linked clones come out full (vim-facts 7.2, 9.1). An independent disk is always copied or moved whole.
 */
export function moveOf(disk: VmDisk, moves: DiskMoves): MoveOfDisk {
  const locator = moves.locators?.find(({ diskId }) => diskId === disk.key);
  const said = locator === undefined ? moves.diskMoveType : locator.diskMoveType;
  return {
    type: isIndependent(disk) ? "moveAllDiskBackingsAndConsolidate" : (said ?? "moveAllDiskBackingsAndDisallowSharing"),
    datastore: locator?.datastore ?? moves.datastore ?? disk.file.datastore,
    thin: locator?.thin ?? moves.thin,
  };
}

/** InvalidArgument for a locator of a disk the VM does not have. */
export function requireKnownDisks(disks: readonly VmDisk[], moves: DiskMoves): void {
  for (const { diskId } of moves.locators ?? []) {
    if (!disks.some(({ key }) => key === diskId)) throw new VimFault("InvalidArgument", "A specified parameter was not correct: spec.location.disk.diskId", { invalidProperty: "spec.location.disk.diskId" });
  }
}
