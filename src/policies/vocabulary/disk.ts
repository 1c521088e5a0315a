/** Virtual disks and the levels of their chains, as conditions see them. */
import { missingOfDisk, missingOfLevel } from "../../inventory/missing-properties.js";
import type { Disk, Level } from "../../inventory/model.js";
import { bytes, flag, int, real, text, texts, word } from "./field.js";
import { always, derived, told, toldUnless } from "./source.js";
import { many, viewType } from "./view-type.js";

const bytesPerGiB = 1_073_741_824;
const chains = "the chains of all VMs and of their snapshots";
const device = "VirtualMachine.config.hardware.device";

export const levelType = viewType<Level>("Level", "One file of a disk's chain.", [
  text("file", "Path as vCenter shows it, `[datastore] folder/file.vmdk`.", always(`\`${device}[].backing.fileName\``), (level) => level.fileName),
  word("role", ["leaf", "pinned", "shared", "branch", "unneeded"],
    "Why it is there. `leaf`: the VM writes to it. `pinned`: a snapshot of this VM freezes it. `shared`: another VM uses it too. `branch`: two or more files of this VM stand on it, so that it cannot fold into one of them. `unneeded`: nobody needs it, promote could fold it away.",
    derived(chains, "a snapshot's configuration, the snapshot tree, the VM's devices or the file's datastore is not known"), (level) => (level.role === "unknown" ? undefined : level.role)),
  texts("pinnedBy", "References of the snapshots of this VM that pin the file; those that are known.", always("`VirtualMachineSnapshot.config.hardware.device`"), (level) => level.pinnedBy),
  flag("shared", "True when another VM uses the file.", always(chains), (level) => level.sharedWith.length > 0),
  texts("sharedWith", "References of the other VMs that use the file.", always(chains), (level) => level.sharedWith),
  text("reason", "The same as a sentence: which snapshots need it, how many other VMs use it, or what is missing to tell.", always("the other fields"), (level) => level.reason),
  texts("foldedBy", "How it may be folded away: `promote` (without unlink), `unlink` (promote with unlink), `consolidate`; empty for a level that must stay.", derived("`role` and `VirtualMachine.runtime.consolidationNeeded`", "`role` is"), (level) => level.foldedBy),
  bytes("bytes", "Space it takes on its datastore, descriptor and data together.", toldUnless("no VM's layout lists the file: it has not been read yet, or lags behind the devices", "VirtualMachine.layoutEx"), (level) => level.bytes),
  text("ownerRef", "Reference of the VM that lives in the file's directory; empty when there is none.", derived(`${chains}, \`VirtualMachine.config.files.vmPathName\``, "a VM that uses the file lives nobody knows where"), (level) => level.owner ?? (level.orphaned === true ? "" : undefined)),
  flag("orphaned", "True when no VM that uses the file lives in its directory: its own VM is gone.", derived(`${chains}, \`VirtualMachine.config.files.vmPathName\``, "a VM that uses the file lives nobody knows where"), (level) => level.orphaned),
  flag("orphanedByDeletion", "True when deleting this VM would leave the file behind for others, with nobody living beside it.", derived(`${chains}, \`VirtualMachine.config.files.vmPathName\``, "a VM that uses the file lives nobody knows where"), (level) => level.orphanedByDeletion),
  texts("missing", "vSphere properties without which its role or its bytes are unknown; empty when both are known.", always("what was read"), missingOfLevel),
]);

export const diskType = viewType<Disk>("Disk", "A virtual disk with its chain.", [
  int("key", "device key", "Device key, e.g. 2000.", always(`\`${device}[].key\``), (disk) => disk.key),
  text("label", "As vCenter labels it, e.g. `Hard disk 1`.", told(`${device}[].deviceInfo.label`), (disk) => disk.label),
  int("depth", "levels", "Length of its chain; 1 for a disk without parents.", always(`\`${device}[].backing.parent\``), (disk) => disk.depth),
  many("levels", "The chain, leaf first, base last.", always(`\`${device}[].backing.parent\``), levelType, (disk) => disk.levels),
  int("unneededLevels", "levels", "Levels that no snapshot and no other VM needs.", derived("the levels' roles", "a level's role is"), (disk) => disk.unneededLevels),
  int("unknownLevels", "levels", "Levels whose role is unknown.", always("the levels' roles"), (disk) => disk.unknownLevels),
  flag("shared", "True when another VM uses a level of it.", derived(chains, "no level is known to be shared and a level's role is unknown"), (disk) => sharedAnywhere(disk.levels)),
  word("provisioning", ["thin", "thick", "eagerZeroedThick", "delta", "sparse", "raw"], "How its space is provided; `delta` stands on a parent, `raw` is a raw device mapping.",
    told(`${device}[].backing.thinProvisioned`, `${device}[].backing.eagerlyScrub`, `${device}[].backing.parent`), (disk) => disk.provisioning),
  flag("rawDeviceMapping", "True for a raw device mapping.", always(`the type of \`${device}[].backing\``), (disk) => disk.rawDeviceMapping),
  flag("independent", "True for an independent disk, which takes no part in snapshots.", always(`\`${device}[].backing.diskMode\``), (disk) => disk.independent),
  flag("multiWriter", "True when several running VMs may write to it; that links nobody.", always(`\`${device}[].backing.sharing\``), (disk) => disk.multiWriter),
  flag("encrypted", "True when a level of it is encrypted.", always(`\`${device}[].backing.keyId\``), (disk) => disk.encrypted),
  bytes("ownBytes", "Space of the levels that no other VM uses.", derived("the levels' bytes", "the bytes of such a level are, or whether it is shared"), (disk) => disk.bytesOwn),
  bytes("sharedBytes", "Space of the levels that other VMs use too.", derived("the levels' bytes", "the bytes of such a level are, or whether it is shared"), (disk) => disk.bytesShared),
  int("unsizedLevels", "levels", "Levels whose bytes, or whether others use them, are unknown.", always("the levels' bytes"), (disk) => disk.bytesUnknown),
  bytes("capacityBytes", "Size the guest sees.", told(`${device}[].capacityInBytes`), (disk) => disk.capacityBytes),
  real("sizeGiB", "GiB", "Size the guest sees.", told(`${device}[].capacityInBytes`), (disk) => (disk.capacityBytes === undefined ? undefined : disk.capacityBytes / bytesPerGiB)),
  texts("missing", "vSphere properties without which something of its levels is unknown; empty when all is known.", always("what was read"), missingOfDisk),
]);

/** Three-valued: one shared level is enough, but "none" needs every role known. */
function sharedAnywhere(levels: readonly Level[]): boolean | undefined {
  if (levels.some((level) => level.sharedWith.length > 0 || level.role === "shared")) return true;
  return levels.some((level) => level.role === "unknown") ? undefined : false;
}
