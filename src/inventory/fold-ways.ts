/** How a level of a given role may be folded away; the operations and their effects are those of vim-facts 6.5 and 6.6. */
import type { FoldWay, LevelRole } from "./model.js";

const never: readonly FoldWay[] = [];
const unlink: readonly FoldWay[] = ["unlink"];
const promote: readonly FoldWay[] = ["promote"];
const promoteOrConsolidate: readonly FoldWay[] = ["promote", "consolidate"];

/** `branches`: two or more files of the VM stand on it, so that even its own copy could not fold. */
export function foldWaysOf(role: LevelRole, branches: boolean, consolidationNeeded: boolean): readonly FoldWay[] | undefined {
  switch (role) {
    case "unknown": return undefined;
    case "unneeded": return consolidationNeeded ? promoteOrConsolidate : promote;
    case "shared": return branches ? never : unlink;
    case "leaf": case "pinned": case "branch": return never;
  }
}
