/** Changes of a world made by hand, without the operations that would make them, and announced as those do. */
import type { SmallWorld } from "../support/small-world.js";

/** All snapshots of `chained` are gone; its disks stay where they are. */
export function removeSnapshotsOf({ world, chained }: SmallWorld): void {
  chained.snapshots = [];
  chained.currentSnapshot = undefined;
  world.changes.touch(chained.ref, "snapshot", "rootSnapshot");
}
