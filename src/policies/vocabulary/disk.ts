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
]);

export const diskType = viewType<Disk>("Disk", "A virtual disk with its chain.", [
  int("key", "Device key, e.g. 2000.", (disk) => disk.key),
  text("label", "As vCenter labels it, e.g. `Hard disk 1`.", (disk) => disk.label),
  int("depth", "Number of levels; 1 for a disk without parents.", (disk) => disk.depth),
  many("levels", "The chain, leaf first, base last.", levelType, (disk) => disk.levels),
  int("unneededLevels", "Levels that no snapshot and no other VM needs.", (disk) => disk.unneededLevels),
  flag("shared", "True when another VM uses a level of it.", (disk) => sharedAnywhere(disk.levels)),
  int("capacityBytes", "Size the guest sees, in bytes.", (disk) => disk.capacityBytes),
  real("sizeGiB", "Size the guest sees, in GiB.", (disk) => (disk.capacityBytes === undefined ? undefined : disk.capacityBytes / bytesPerGiB)),
]);

/** Three-valued: one shared level is enough, but "none" needs every role known. */
function sharedAnywhere(levels: readonly Level[]): boolean | undefined {
  if (levels.some((level) => level.sharedWith.length > 0 || level.role === "shared")) return true;
  return levels.some((level) => level.role === "unknown") ? undefined : false;
}
