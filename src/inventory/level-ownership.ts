/** Whose a level's file is, and what deleting the VM would make of it (vim-facts 6.4, 6.6). Three-valued throughout. */
import type { FileNode } from "./file-index.js";
import { isOrphan, type FileOwners } from "./file-owners.js";
import type { Ownership } from "./model.js";
import { countOf, eachOf, hasRef } from "./ref-set.js";
import type { Ref } from "./updates.js";

/** vCenter keeps shared files when a VM is deleted, so what others stand on stays, in a directory where nobody is left. */
export function ownershipOf(vm: Ref, file: FileNode | undefined, owners: FileOwners): Ownership {
  if (file === undefined) return { owner: undefined, orphaned: undefined, orphanedByDeletion: undefined };
  const residents = owners.of(file);
  const { owners: all, unsure } = residents;
  const othersStay = countOf(file.users) > 1;
  const others = countOf(all) - (hasRef(all, vm) ? 1 : 0);
  return {
    owner: [...eachOf(all)].sort()[0],
    orphaned: isOrphan(residents),
    orphanedByDeletion: !othersStay || others > 0 ? false : unsure ? undefined : countOf(all) > 0,
  };
}
