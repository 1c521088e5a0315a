/** Virtual disks and the levels of their chains, as conditions see them. */
import type { Disk, Level } from "../../inventory/model.js";
import { flag, int, many, real, text, texts, viewType } from "./view-type.js";

const bytesPerGiB = 1_073_741_824;

export const levelType = viewType<Level>("Level", "One file of a disk's chain.", [
  text("file", "Path as vCenter shows it, `[datastore] folder/file.vmdk`.", (level) => level.fileName),
  text("role", "`leaf`, `pinned` (a snapshot of this VM freezes it), `shared` (another VM uses it) or `unneeded` (promote could fold it away).",
    (level) => (level.role === "unknown" ? undefined : level.role)),
  texts("pinnedBy", "References of the snapshots of this VM that pin the file.", (level) => level.pinnedBy),
  flag("shared", "True when another VM uses the file.", (level) => level.sharedWith.length > 0),
  texts("foldedBy", "How it may be folded away: `promote` (without unlink), `unlink` (promote with unlink), `consolidate`; empty for a level that must stay.", (level) => level.foldedBy),
  int("bytes", "Space it takes on its datastore, in bytes, descriptor and data together.", (level) => level.bytes),
  text("ownerRef", "Reference of the VM that lives in the file's directory; empty when there is none.", (level) => level.owner ?? (level.orphaned === true ? "" : undefined)),
  flag("orphaned", "True when no VM that uses the file lives in its directory: its own VM is gone.", (level) => level.orphaned),
  flag("orphanedByDeletion", "True when deleting this VM would leave the file behind for others, with nobody living beside it.", (level) => level.orphanedByDeletion),
]);

export const diskType = viewType<Disk>("Disk", "A virtual disk with its chain.", [
  int("key", "Device key, e.g. 2000.", (disk) => disk.key),
  text("label", "As vCenter labels it, e.g. `Hard disk 1`.", (disk) => disk.label),
  int("depth", "Number of levels; 1 for a disk without parents.", (disk) => disk.depth),
  many("levels", "The chain, leaf first, base last.", levelType, (disk) => disk.levels),
  int("unneededLevels", "Levels that no snapshot and no other VM needs.", (disk) => disk.unneededLevels),
  flag("shared", "True when another VM uses a level of it.", (disk) => sharedAnywhere(disk.levels)),
  text("provisioning", "`thin`, `thick`, `eagerZeroedThick`, `delta` (stands on a parent), `sparse` or `raw` (a raw device mapping).", (disk) => disk.provisioning),
  flag("rawDeviceMapping", "True for a raw device mapping.", (disk) => disk.rawDeviceMapping),
  flag("independent", "True for an independent disk, which takes no part in snapshots.", (disk) => disk.independent),
  flag("multiWriter", "True when several running VMs may write to it; that links nobody.", (disk) => disk.multiWriter),
  flag("encrypted", "True when a level of it is encrypted.", (disk) => disk.encrypted),
  int("ownBytes", "Space of the levels that no other VM uses, in bytes.", (disk) => disk.bytesOwn),
  int("sharedBytes", "Space of the levels that other VMs use too, in bytes.", (disk) => disk.bytesShared),
  int("capacityBytes", "Size the guest sees, in bytes.", (disk) => disk.capacityBytes),
  real("sizeGiB", "Size the guest sees, in GiB.", (disk) => (disk.capacityBytes === undefined ? undefined : disk.capacityBytes / bytesPerGiB)),
]);

/** Three-valued: one shared level is enough, but "none" needs every role known. */
function sharedAnywhere(levels: readonly Level[]): boolean | undefined {
  if (levels.some((level) => level.sharedWith.length > 0 || level.role === "shared")) return true;
  return levels.some((level) => level.role === "unknown") ? undefined : false;
}
