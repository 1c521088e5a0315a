/**
 * What one VM takes on its datastores: every file of its chains once, those that only snapshots reach included. Configuration, swap
 * and memory files are not counted, for nothing of them can be shared.
 */
import type { FileUse } from "./file-index.js";
import { isDoubtful } from "./file-key.js";
import type { InventoryView, SharedBytes } from "./model.js";
import { countOf } from "./ref-set.js";
import { sumBytes, type Portion } from "./sum-bytes.js";
import type { Ref } from "./updates.js";

/** Costs the VM's own files. While its devices cannot be read, the sums are unknown. */
export function bytesOfVm(view: InventoryView, ref: Ref): SharedBytes {
  const readable = view.vms.get(ref)?.disks !== undefined;
  return sumBytes(view.usesOf(ref).map(portionOf), !readable);
}

/** A multi-writer file is shared as any other: what it takes is not the VM's alone. */
export function portionOf({ file }: FileUse): Portion {
  return { bytes: file.size?.bytes, shared: isDoubtful(file.key) ? undefined : countOf(file.users) > 1 };
}
