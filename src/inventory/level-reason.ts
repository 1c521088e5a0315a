/** Why a level of a chain is there, as a sentence for people. It names snapshots by their names and counts other VMs, whose names may change. */
import type { Level } from "./model.js";
import { snapshotNames } from "./snapshots-in.js";
import type { SnapshotTree } from "./updates.js";

/** `tree` is the VM's, for the names of snapshots. */
export function levelReason({ role, pinnedBy, sharedWith, orphaned, missing }: Level, tree: SnapshotTree | undefined): string {
  const shared = sharedWith.length === 0 ? undefined : `${sharedWith.length} other ${sharedWith.length === 1 ? "VM uses" : "VMs use"} it`;
  const gone = orphaned === true ? "nobody lives beside it any more" : undefined;
  return [why(), role === "shared" ? undefined : shared, gone].filter((part) => part !== undefined).join("; ");

  function namesOfPins(): string {
    const names = snapshotNames(tree);
    return pinnedBy.map((ref) => `"${names.get(ref) ?? ref}"`).join(", ");
  }

  function why(): string {
    switch (role) {
      case "leaf": return "the VM writes to it";
      case "pinned": return `${pinnedBy.length === 1 ? "snapshot" : "snapshots"} ${namesOfPins()} ${pinnedBy.length === 1 ? "needs" : "need"} it`;
      case "shared": return shared ?? "another VM uses it";
      case "branch": return "several files of this VM stand on it";
      case "unneeded": return "nobody needs it: it can be folded away";
      case "unknown": return `not known: missing ${missing ?? "data"}`;
    }
  }
}
